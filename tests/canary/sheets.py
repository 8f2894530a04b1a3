"""The town's use cases, groups, accounts and marks."""

import datetime

AGENCY = "welfare"
FROM, UNTIL, PASSWORD = datetime.date(2020, 1, 1), datetime.date(2099, 12, 30), "a made-up town of canaries"

BASICS = ["name", "birth_date", "ssn_last_four", "record_number", "program"]
DETAIL = [
    "person_detail", "address", "phone", "household", "relatives", "case_worker", "benefits", "income", "tenancy",
    "document_list", "employment", "visits",
]
SENSITIVE = ["ssn_full", "shelter_stay", "child_welfare", "custody", "document_image"]
EVERY = BASICS + DETAIL + SENSITIVE
SOURCES = ["welfare", "homes", "kids", "jobs", "clinic"]

GROUPS = ["all", "intake", "protection", "tenancies", "earnings", "images", "basics", "late"]

# id, groups, purposes, search_by, opens: (sources, classes, sections)
SHEETS = [
    ("UC-101", ["all"], ["p1", "p2"], EVERY, [(SOURCES, EVERY, [])]),
    ("UC-102", ["intake"], ["p1", "p2"], ["name", "birth_date", "ssn_last_four", "ssn_full", "address", "phone"], [
        (["welfare"], [c for c in BASICS + DETAIL if c != "birth_date"], []),
        (["homes"], BASICS + ["address"], []),
        (["jobs"], ["name", "income", "phone"], ["demographics", "income"]),
    ]),
    ("UC-103", ["protection"], ["p1"], ["name", "birth_date", "address", "phone", "ssn_full", "record_number"], [
        (["kids"], BASICS + DETAIL + SENSITIVE, []),
        (["welfare"], ["name", "household", "relatives", "phone"], []),
        (["homes"], ["name", "birth_date", "address", "tenancy", "shelter_stay", "record_number"], ["demographics", "housing"]),
    ]),
    ("UC-104", ["tenancies"], ["p1"], ["name", "address", "phone"], [
        (["homes"], ["name", "birth_date", "tenancy", "phone"], []),
        (["welfare"], ["address", "program"], []),
    ]),
    ("UC-105", ["earnings"], ["p1"], ["name", "ssn_last_four", "record_number"], [
        (["jobs"], ["income", "employment", "ssn_last_four", "case_worker"], []),
        (["welfare"], ["name", "benefits", "income", "record_number"], ["demographics", "benefits", "income"]),
    ]),
    ("UC-106", ["intake", "tenancies"], ["p1"], ["name", "birth_date"], [
        (["clinic"], ["name", "birth_date", "visits", "document_list", "person_detail"], []),
        (["kids"], ["name", "document_list"], ["demographics", "documents"]),
    ]),
    ("UC-107", ["late", "intake"], ["p1"], EVERY, [(SOURCES, EVERY, [])]),
    ("UC-108", ["late", "tenancies"], ["p1"], EVERY, [(SOURCES, EVERY, [])]),
    ("UC-109", ["images"], ["p1"], ["ssn_last_four", "name"], [
        (["welfare", "kids"], ["name", "document_image", "ssn_last_four"], []),
        (["clinic"], ["document_image", "document_list"], []),
    ]),
    ("UC-110", ["basics"], ["p1"], BASICS + ["address"], [(SOURCES, BASICS, [])]),
]
# Sheets that are not in force: one is over, one has not begun.
SPANS = {
    "UC-107": (datetime.date(2020, 1, 1), datetime.date(2025, 11, 30)),
    "UC-108": (datetime.date(2098, 3, 1), datetime.date(2099, 12, 30)),
}

# user: groups, may see private records, duties, supervisor (who stands before her)
STAFF = {
    # The desk marks and names; it looks nobody up.
    "desk": ([], False, [(duty, source) for source in ("welfare", "kids", "homes") for duty in ("specialist", "steward")], ""),
    "sup": (["all"], True, [], ""),
    "ann": (["all"], False, [], ""),
    "cal": (["all"], True, [], "sup"),
    "uma": (["all"], False, [], ""),
    "spec": (["all"], True, [("specialist", "welfare")], ""),
    "mon": (["all"], True, [("monitor", "kids")], ""),
    "nan": (["all"], True, [], ""),
    "nun": (["all"], False, [], ""),
    "dora": (["all"], True, [], "uma"),
    "ina": (["intake"], False, [], ""),
    "kim": (["protection"], True, [], ""),
    "hob": (["tenancies"], False, [], ""),
    "job": (["earnings"], True, [], ""),
    "two": (["protection", "earnings"], False, [], ""),
    "img": (["images"], False, [], ""),
    "bas": (["basics"], False, [], ""),
    "out": (["late"], False, [], ""),
    # Decides about links of two agencies, and sees everything that a use case can open.
    "ste": (["all"], False, [("steward", "welfare"), ("steward", "kids")], ""),
    "non": ([], False, [], ""),
    "dut": ([], True, [("specialist", "kids")], ""),
    # Every duty that has pages, and nobody to look up.
    "off": ([], False, [
        ("requester", "welfare"), ("reviewer", ""), ("counsel", ""), ("steward", "homes"), ("provisioner", "all"),
        ("liaison", "all"),
    ], ""),
}

# By whose walks the planted sheets are judged, and whose files they ask for in every way.
CLOSELY, WHOLLY = ["ann", "bas", "img", "job"], ["s10", "a1", "d1"]

# (source, person, level, assigned, named); those of BY_STATE come from the state system first.
MARKS = [
    ("welfare", "a2", "private", ["cal", "uma"], []),
    ("kids", "b2", "sealed", [], ["nan", "nun"]),
    ("welfare", "c1", "private", ["cal", "dora"], []),
    ("kids", "c1", "private", ["dora"], []),
    ("kids", "c3", "private", ["kim"], []),
    ("homes", "e1", "sealed", [], ["nan"]),
    ("kids", "e3", "sealed", [], ["kim"]),
    ("homes", "g1", "sealed", [], ["nan", "dora"]),
    ("welfare", "g1", "private", ["dora"], []),
    ("welfare", "i1", "private", ["uma"], []),
    ("kids", "w1", "sealed", [], ["nan"]),
    ("kids", "!", "sealed", [], ["nan"]),
]
BY_STATE = [("welfare", "a2"), ("welfare", "i1"), ("kids", "!"), ("kids", "c3")]
AGREEMENT = """[user]
version = 1
title = "What everybody accepts"
paragraphs = ["Look up only what your work needs."]
"""


def days():
    """Days that pages print because they stand in sheets."""
    return [FROM, UNTIL, *(day for span in SPANS.values() for day in span)]


def toml_list(words):
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def write(folder):
    """The folder of policies."""
    folder.mkdir()
    groups = [f'[[group]]\nid = "{group}"\nagency = "{AGENCY}"\nname = "Group {group}"\n' for group in GROUPS]
    (folder / "groups.toml").write_text("\n".join(groups))
    (folder / "agreements.toml").write_text(AGREEMENT)
    for id, groups, purposes, search_by, opens in SHEETS:
        first, last = SPANS.get(id, (FROM, UNTIL))
        text = f'id = "{id}"\nversion = 1\ntitle = "Case {id}"\ngroups = {toml_list(groups)}\n'
        text += f"valid_from = {first}\nvalid_until = {last}\nsearch_by = {toml_list(search_by)}\n"
        text += '\n[text]\nwho = "Some"\nwhat = "Something"\nhow = "Somehow"\n'
        for purpose in purposes:
            text += f'\n[[purpose]]\nid = "{purpose}"\nwords = "Purpose {purpose} of {id}"\n'
        text += '\n[counsel]\napproved_by = "Counsel"\napproved_on = 2020-01-01\nreference = "made up"\n'
        for sources, classes, sections in opens:
            text += f"\n[[opens]]\nsources = {toml_list(sources)}\nclasses = {toml_list(classes)}\n"
            text += f"sections = {toml_list(sections)}\n" if sections else ""
        (folder / f"{id.lower()}.toml").write_text(text)
