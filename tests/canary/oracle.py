"""Who may see what: a reading of the sheets of its own, which shares nothing with the program.

A use case opens classes of sections of sources to groups, for stated purposes, between two days. A private person shows only
basics outside the care team of every mark; a sealed one nothing but to those who are named, for every seal. Only accounts that
may see private records count in a care team. A tie between two people is a fact about both: each side must open it; and nobody
hidden is named in words in somebody else's record. Where the head of a household is hidden, nobody's relation to the head is shown.
"""

import datetime
import tomllib
from functools import cache

BASICS = {"name", "birth_date", "ssn_last_four", "record_number", "program"}

# The class of each field, from docs/use_cases.md and what the field is called.
CLASSES = {
    "demographics": {
        "given_name": "name", "middle_name": "name", "family_name": "name", "name_suffix": "name", "name_use": "name",
        "birth_date": "birth_date", "birth_date_estimated": "birth_date", "sex": "person_detail", "ssn": "ssn_full",
        "identifier": "record_number", "identifier_scheme": "record_number", "language": "person_detail",
        "birth_place": "person_detail", "death_date": "person_detail", "four": "ssn_last_four",
    },
    "contact": {
        "street": "address", "unit": "address", "city": "address", "state": "address", "zip": "address",
        "address_use": "address", "since": "address", "until": "address", "phone": "phone", "phone_use": "phone",
        "email": "phone",
    },
    "household": dict.fromkeys(["household_key", "relation_to_head", "since", "until"], "household"),
    "relatives": dict.fromkeys(
        ["relative_key", "relation", "relative_name", "relative_family", "relative_phone", "lives_with", "since", "until"], "relatives"
    ),
    "enrolment": {
        "program": "program", "case_status": "program", "case_number": "record_number", "opened": "case_worker",
        "closed": "case_worker", "renewal_due": "case_worker", "worker": "case_worker", "office": "case_worker",
        "office_phone": "case_worker",
    },
    "benefits": {
        "benefit": "benefits", "amount": "benefits", "period": "benefits", "from": "benefits", "to": "benefits",
        "case_number": "record_number",
    },
    "income": dict.fromkeys(["income_type", "amount", "period", "from", "to", "payer", "tax_year"], "income"),
    "housing": dict.fromkeys(
        ["development", "apartment", "tenancy_role", "lease_from", "lease_to", "rent", "rent_period", "arrears",
         "housing_status"], "tenancy",
    ),
    "shelter": dict.fromkeys(
        ["shelter_name", "shelter_type", "entered", "left", "exit_reason", "worker", "phone"], "shelter_stay"
    ),
    "child_welfare": dict.fromkeys(
        ["case_number", "role", "status", "concern", "placement", "from", "to", "worker", "phone"], "child_welfare"
    ),
    "custody": dict.fromkeys(["facility", "status", "from", "to"], "custody"),
    "documents": {
        "title": "document_list", "category": "document_list", "date": "document_list", "media_type": "document_list",
        "document_key": "document_image", "image": "document_image",
    },
    "employment": dict.fromkeys(["program", "activity", "status", "from", "to", "counselor"], "employment"),
    "visits": dict.fromkeys(["site", "date", "service"], "visits"),
}
# Keys of other records lead somewhere and are never shown themselves.
NEVER = {("relatives", "relative_key"), ("documents", "document_key")}
NAMES = {"given_name", "middle_name", "family_name", "name_suffix"}
PLACE = {"street", "unit", "city", "state", "zip"}
# What the file shows of another member of the present household beside the name: the line's first field, then the others.
LINES = {
    "enrolment": ("program", {"case_status", "case_number", "worker", "office", "office_phone"}),
    "income": ("income_type", {"payer", "amount", "period", "from", "to"}),
    "benefits": ("benefit", {"amount", "period", "from", "to"}),
}


class Sheets:
    """The sheets of a folder."""

    def __init__(self, folder):
        self.by_id = {}
        for file in sorted(folder.glob("uc-*.toml")):
            sheet = tomllib.loads(file.read_text())
            self.by_id[sheet["id"]] = sheet

    def open_to(self, groups, today=None):
        """What members of these groups may choose: use case and purpose."""
        today = today or datetime.datetime.now(datetime.timezone.utc).date()
        return [
            (id, purpose["id"])
            for id, sheet in self.by_id.items()
            if set(groups) & set(sheet["groups"]) and sheet["valid_from"] <= today <= sheet["valid_until"]
            for purpose in sheet["purpose"]
        ]

    def opened(self, id):
        """Sources, sections and classes that a use case opens."""
        opened = set()
        for opens in self.by_id[id]["opens"]:
            for source in opens["sources"]:
                for section, fields in CLASSES.items():
                    if section in opens.get("sections", CLASSES):
                        classes = set(opens["classes"]) & set(fields.values())
                        # Whoever may ask for the whole number sees its end before.
                        classes |= {"ssn_last_four"} if "ssn_full" in classes else set()
                        opened |= {(source, section, name) for name in classes}
        return opened


class Oracle:
    """What everybody may see in a town."""

    def __init__(self, town, sheets, staff, marks, withdrawn):
        self.town, self.sheets, self.staff, self.marks, self.withdrawn = town, sheets, staff, marks, set(withdrawn)
        self.entries, self.naming = {}, {}
        for entry in town.entries:
            if (entry.source, entry.person) not in self.withdrawn:
                self.entries.setdefault(entry.person, []).append(entry)
                if entry.relative:
                    self.naming.setdefault(entry.relative, []).append(entry)
        self.in_household = {}
        for entry in (e for entries in self.entries.values() for e in entries if e.household):
            self.in_household.setdefault(entry.household, []).append(entry)

    def eyes(self, user, use_case, hidden=""):
        return Eyes(self, user, use_case, hidden)


class Eyes:
    """One account under one use case, perhaps with a source whose folder its steward took out of use."""

    def __init__(self, oracle, user, use_case, hidden):
        self.oracle, self.user = oracle, user
        _, self.privileged, self.duties, _ = oracle.staff[user]
        sheet = oracle.sheets.by_id.get(use_case)
        opened = oracle.sheets.opened(use_case) if sheet else set()
        self.opened = {grant for grant in opened if grant[0] != hidden}
        self.search_by = set(sheet["search_by"]) if sheet else set()
        self.grants, self.level, self.pages = cache(self.grants), cache(self.level), cache(self.pages)
        self.shows_row = cache(self.shows_row)

    # People.

    def level(self, person):
        """`open`, `basics` or `nothing`, by every mark on any record of the person."""
        marks = [mark for mark in self.oracle.marks if mark[1] == person]
        if not marks or (self.privileged and all(self.lets_in(*mark) for mark in marks)):
            return "open"
        return "nothing" if any(level == "sealed" for _, _, level, _, _ in marks) else "basics"

    def lets_in(self, source, _person, level, assigned, named):
        if level == "sealed":
            return self.user in named
        reports = {user for user, (_, _, _, supervisor) in self.oracle.staff.items() if supervisor == self.user}
        duty = ("specialist", source) in self.duties or ("monitor", source) in self.duties
        return self.user in assigned or duty or bool(reports & set(assigned))

    def grants(self, person):
        """Sources, sections and classes that are open of a person."""
        level = self.level(person)
        if level == "nothing":
            return set()
        return {grant for grant in self.opened if level == "open" or grant[2] in BASICS}

    def knows(self, person):
        """Somebody who cannot be named does not exist."""
        named = (e for e in self.oracle.entries.get(person, []) if e.section == "demographics")
        return any(self.shows(entry, "given_name") for entry in named)

    def opens_folder(self, person, source):
        from_it = {section for s, section, _ in self.grants(person) if s == source}
        return self.knows(person) and bool(from_it & set(self.sections(source)))

    def sections(self, source):
        return {entry.section for entries in self.oracle.entries.values() for entry in entries if entry.source == source}

    def opens(self, person, source, section, name):
        return (source, section, name) in self.grants(person)

    def may_ask_ssn(self, person):
        return self.knows(person) and any(name == "ssn_full" for _, _, name in self.grants(person))

    # Values.

    def shows_row(self, entry):
        """A row about somebody else needs that one's leave too."""
        if not entry.relative or entry.relative == "?":
            return True
        if entry.relative[0] == "~":
            # Whoever is hidden is not named in words either.
            return self.level(entry.relative[1:]) == "open"
        return self.opens(entry.relative, entry.source, "relatives", "relatives")

    def shows(self, entry, field):
        """The value may stand in the person's own file. The whole number has a page of its own, and keys none."""
        if (entry.section, field) in NEVER or field == "ssn":
            return False
        name = CLASSES[entry.section][field]
        open_row = self.opens(entry.person, entry.source, entry.section, name) and self.shows_row(entry)
        return open_row and (field != "relation_to_head" or self.knows_head(entry))

    def knows_head(self, entry):
        """Where the head of a household is hidden, what the others are to the head is not said."""
        heads = (other for other in self.oracle.in_household[entry.household] if other.is_head)
        return any(self.opens(head.person, head.source, "household", "household") for head in heads)

    def own(self, person):
        """Every value of the person's own that may be shown, as entry and field."""
        if not self.knows(person):
            return set()
        return {
            (entry, field)
            for entry in self.oracle.entries[person]
            for field in [*entry.values, *(["four"] if "ssn" in entry.values else [])]
            if field != "image" and self.shows(entry, field)
        }

    # Ties.

    def housemates(self, person):
        """Others of the person's households whom both sides name: who, the row that says so, and whether both live there now."""
        mates = []
        for mine in (e for e in self.oracle.entries.get(person, []) if e.household):
            for theirs in self.oracle.in_household[mine.household]:
                both = all(self.opens(e.person, e.source, "household", "household") for e in (mine, theirs))
                if both and theirs.person != person:
                    mates.append((theirs.person, theirs, not mine.past and not theirs.past))
        return mates

    def kin(self, person):
        """People tied as relatives, from either side: who, and the row that says so."""
        rows = [(e.relative, e) for e in self.oracle.entries.get(person, []) if e.relative and e.relative[0] not in "?~"]
        rows += [(e.person, e) for e in self.oracle.naming.get(person, [])]
        ties = []
        for other, entry in rows:
            both = all(self.opens(one, entry.source, "relatives", "relatives") for one in (entry.person, entry.relative))
            if both and not entry.live:
                ties.append((other, entry))
        return ties

    def values(self, person, wanted):
        """What of somebody may be shown, by section and field."""
        return {(e, f) for e in self.oracle.entries.get(person, []) for f in e.values if wanted(e, f) and self.shows(e, f)}

    def names(self, person):
        return self.values(person, lambda e, f: e.section == "demographics" and f in NAMES)

    def pages(self, person):
        """What the head of a file must and may show: a pair of sets, and names of which one at least must stand there."""
        own = self.own(person)
        must = {(entry, field) for entry, field in own if not entry.live}
        may, one_of = set(own), []
        for other, row, present in self.housemates(person):
            names = self.names(other)
            may |= names | {(row, field) for field in row.values if self.shows(row, field)}
            # Whoever cannot be named stands there as a row without a name.
            one_of += [names] if names else []
            if present and names:
                lines = self.lines(other)
                must |= lines
                may |= lines
        for other, row in self.kin(person):
            names = self.names(other)
            may |= names | self.values(other, lambda e, f: e.section == "contact" and f in PLACE | {"phone"})
            may |= {(row, "relation")} if self.shows(row, "relation") else set()
            one_of += [names] if names else []
        return must, may, one_of

    def lines(self, person):
        """Programs and incomes of somebody in the household."""
        lines = set()
        for entry in self.oracle.entries.get(person, []):
            if entry.section in LINES:
                first, others = LINES[entry.section]
                if self.shows(entry, first):
                    lines |= {(entry, field) for field in {first, *others} if field in entry.values and self.shows(entry, field)}
        return lines

    def bar(self, person):
        """Who it is, on every page inside the file."""
        fields = {
            "demographics": NAMES | {"birth_date", "death_date", "four"},
            "contact": PLACE | {"phone"},
        }
        return {(entry, field) for entry, field in self.own(person) if field in fields.get(entry.section, ())}

    def hit(self, person):
        """What a search shows of somebody it found."""
        shown = {(e, f) for e, f in self.bar(person) if f not in ("death_date", "phone")}
        for other, _, present in self.housemates(person):
            shown |= self.names(other) if present else set()
        return shown

    # Searching.

    def findable(self, entry, field):
        """The search may use this value, and the person's file shows it to the searcher."""
        name = CLASSES[entry.section]["four" if field == "ssn" else field]
        by = self.search_by & ({name, "ssn_full"} if field == "ssn" else {name})
        named = self.opens(entry.person, entry.source, "demographics", "name")
        return bool(named and by and self.knows(entry.person) and self.opens(entry.person, entry.source, entry.section, name))
