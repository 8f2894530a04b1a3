"""What ours misses and what it links wrongly, by kind. Counts only."""

import collections
import csv

# In this order: the first that fits.
WRONG = [
    ("same SSN, other given name", lambda one, two: alike(one, two, "ssn") and unlike(one, two, "first_name")),
    ("same SSN, same given name", lambda one, two: alike(one, two, "ssn")),
    ("born the same day, same surname, other given name (twins)",
     lambda one, two: alike(one, two, "dob", "last_name") and unlike(one, two, "first_name")),
    ("same names, other birth date (parent and child, namesakes)",
     lambda one, two: alike(one, two, "first_name", "last_name") and unlike(one, two, "dob")),
    ("same names, a birth date is missing (namesakes)", lambda one, two: alike(one, two, "first_name", "last_name")),
    ("same home and surname (household)", lambda one, two: alike(one, two, "street_name", "last_name")),
    ("same home", lambda one, two: alike(one, two, "street_name")),
    ("same surname, other given name", lambda one, two: alike(one, two, "last_name") and unlike(one, two, "first_name")),
    ("same given name, other surname", lambda one, two: alike(one, two, "first_name") and unlike(one, two, "last_name")),
    ("others", lambda one, two: True),
]
LACKS = ["ssn", "dob", "street_name"]


def kinds(records_path, person, cluster, weighed_path):
    """Missed pairs by what became of them and by what both records have; wrong pairs by what they share."""
    with open(records_path, newline="", encoding="utf-8") as rows:
        records = {row["unique_id"]: row for row in csv.DictReader(rows)}
    with open(weighed_path, newline="", encoding="utf-8") as rows:
        became = {(row["one"], row["two"]): row["outcome"] for row in csv.DictReader(rows)}
    missed, missed_sources, wrong = collections.Counter(), collections.Counter(), collections.Counter()
    for one, two in inside(person):
        if cluster[one] != cluster[two]:
            fate = became.get((min(one, two), max(one, two)), "not compared")
            missed[fate] += 1
            both = [name for name in LACKS if records[one].get(name) and records[two].get(name)]
            missed_sources[fate, " and ".join(both) or "names only", sources(records, one, two)] += 1
    linked = 0
    for one, two in inside(cluster):
        linked += 1
        if person[one] != person[two]:
            wrong[next(name for name, fits in WRONG if fits(records[one], records[two]))] += 1
    return {
        "missed_by_fate": dict(missed.most_common()),
        "missed_by_fate_and_what_both_have": [
            {"fate": fate, "both_have": both, "sources": which, "pairs": count}
            for (fate, both, which), count in missed_sources.most_common(20)
        ],
        "wrong_by_kind": dict(wrong.most_common()),
        "linked_pairs": linked,
    }


def sources(records, one, two):
    return " and ".join(sorted([records[one].get("source", ""), records[two].get("source", "")]))


def inside(grouping):
    members = collections.defaultdict(list)
    for record, name in grouping.items():
        members[name].append(record)
    for records in members.values():
        for place, one in enumerate(records):
            for two in records[:place]:
                yield one, two


def alike(one, two, *names):
    return all(folded(one, name) and folded(one, name) == folded(two, name) for name in names)


def unlike(one, two, name):
    return bool(folded(one, name) and folded(two, name) and folded(one, name) != folded(two, name))


def folded(record, name):
    return "".join(letter for letter in record.get(name, "").lower() if letter.isalnum())
