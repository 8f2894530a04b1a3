"""Compares what came back with what the oracle says: values that must not be there, and values that are missing."""

import re

from duties import GUARDED, LINKS, QUEUE
from town import Town


class Spots:
    """Where in the town each value stands."""

    def __init__(self, town: Town):
        self.by_value = {}
        for entry in town.entries:
            for field, value in entry.values.items():
                if value.kind not in ("flag", "plain"):
                    self.put(value.kind, value.plain, (entry, field))
                if value.kind == "ssn":
                    self.put("four", value.plain[-4:], (entry, "four"))
        for entry, inside, _ in town.pictures.values():
            self.put("word", inside, (entry, "image"))
        # An agency's keys are nobody's to see.
        for key in town.keys.values():
            self.by_value.setdefault(("word", key.lower()), [])
        self.value_of = {spot: value for value, spots in self.by_value.items() for spot in spots}

    def put(self, kind, plain, spot):
        self.by_value.setdefault((kind, plain), []).append(spot)


class Judge:
    """One oracle's verdict on recorded pages."""

    def __init__(self, oracle, spots, places, marks):
        self.oracle, self.spots, self.places, self.marks = oracle, spots, places, marks
        self.leaked, self.missed, self.known, self.counted = [], [], {}, set()
        self.required, self.allowed = set(), set()

    def judge(self, pages):
        for page in pages:
            self.page(page)
        return self

    def eyes(self, session):
        key = (session.user, session.use_case, session.hidden)
        if key not in self.known:
            self.known[key] = self.oracle.eyes(*key) if session.user else None
        return self.known[key]

    def page(self, page):
        eyes = self.eyes(page.session)
        if page.kind == "broken":
            return self.miss(page, page.note)
        if page.kind == GUARDED and page.session.user:
            return self.guarded(eyes, page)
        if page.kind in (LINKS, QUEUE):
            return self.links(eyes, page)
        if not page.session.use_case:
            # Without a purpose there is nothing to see, whatever is asked.
            if page.kind != "plain" and page.status not in (303, 401):
                self.leak(page, f"answers with {page.status} without a purpose")
            return self.compare(page, set(), set(), set())
        expected = self.status(eyes, page)
        if expected and page.status != expected:
            blame = self.leak if expected == 404 else self.miss
            blame(page, f"answers with {page.status} and not {expected}")
            if expected == 200:
                return None
        must, may, one_of = self.content(eyes, page) if page.status == 200 or not expected else (set(), set(), [])
        self.compare(page, must, may, one_of)
        if page.kind in ("results", "clan"):
            self.results(eyes, page)
        return None

    def guarded(self, eyes, page):
        """Who guards a source sees the keys of its private records, and of the people what she may see anyway."""
        guards = {scope for duty, scope in eyes.duties if duty in ("specialist", "steward", "monitor")}
        marks = {number: mark for number, mark in self.marks.items() if mark[0] in guards}
        if isinstance(page.note, int):
            marks = {number: mark for number, mark in marks.items() if number == page.note}
        if page.note != "any status" and page.status != (200 if marks or guards and not page.note else 404):
            self.leak(page, f"answers with {page.status}")
        keys = {("word", self.oracle.town.keys[mark].lower()) for mark in marks.values()}
        allowed = {spot for _, person in marks.values() if person in self.oracle.entries for spot in eyes.bar(person)}
        allowed = {self.spots.value_of.get(spot) for spot in allowed} | keys
        for value in page.found - page.typed - allowed:
            self.leak(page, "shows", value)
        if page.note != "any status" and page.path != "/private/discrepancies":
            for key in keys - page.found:
                self.miss(page, "does not show", key)

    def links(self, eyes, page):
        """A steward sees the particulars of people whom she may know of; nobody else sees that there is anything."""
        steward = eyes and any(duty == "steward" for duty, _ in eyes.duties)
        people = [page.person, page.note] if page.kind == LINKS else []
        there = steward and (page.kind == QUEUE or page.session.use_case)
        if eyes and page.status != 404 and not (there and all(one and eyes.knows(one) for one in people)):
            self.leak(page, f"answers with {page.status}")
        may = set()
        if there and page.kind == LINKS:
            own = {spot for one in people if one for spot in eyes.own(one)}
            may = {spot for spot in own if spot[0].section in ("demographics", "contact")}
        elif there:
            may = {spot for one in self.oracle.entries if eyes.knows(one) for spot in eyes.names(one)}
        self.compare(page, set(), may, [])

    def status(self, eyes, page):
        """What the answer's status must be; nothing where any will do."""
        person, source = page.person, page.source
        match page.kind:
            case "file" | "all":
                there = person and eyes.knows(person)
            case "folder" | "part" | "why":
                there = person and eyes.opens_folder(person, source)
            case "document" | "image":
                entry = self.places.get((person, source, page.picture))
                there = entry and eyes.knows(person) and eyes.opens(person, source, "documents", "document_image")
            case "ssn-form" | "ssn":
                there = person and eyes.may_ask_ssn(person)
            case "results" | "clan":
                there = True
            case "absent":
                there = False
            case _:
                return 0
        return 200 if there else 404

    def content(self, eyes, page):
        """What must stand on a page, what may, and sets of which one value at least must."""
        person, source = page.person, page.source
        if person and page.kind not in ("results", "clan", "absent", "plain") and not eyes.knows(person):
            return set(), set(), []
        match page.kind:
            case "file" | "all":
                must, may, one_of = eyes.pages(person)
                if page.kind == "all":
                    must = must | {spot for spot in eyes.own(person) if spot[0].live}
                return must, may, one_of
            case "folder" | "part":
                own = {spot for spot in eyes.own(person) if spot[0].source == source}
                return own, own | (eyes.bar(person) if page.kind == "folder" else set()), []
            case "why" | "ssn-form" | "ssn-refused" | "plain-bar":
                return set(), eyes.bar(person), []
            case "ssn":
                whole = {
                    (entry, "ssn")
                    for entry in self.oracle.entries[person]
                    if "ssn" in entry.values and eyes.opens(person, entry.source, "demographics", "ssn_full")
                }
                # The end of the number stands in the number.
                return whole, whole | {(entry, "four") for entry, _ in whole} | eyes.bar(person), []
            case "document":
                entry = self.places[person, source, page.picture]
                own = {(entry, field) for field in ("title", "category", "date") if eyes.shows(entry, field)}
                return own, own | eyes.bar(person), []
            case "image":
                shown = {(self.places[person, source, page.picture], "image")}
                return shown, shown, []
            case "results" | "clan":
                return set(), {spot for one in page.hits if one in self.oracle.town.people for spot in eyes.hit(one)}, []
        return set(), set(), []

    def compare(self, page, must, may, one_of):
        have = page.found
        for value in have - page.typed:
            if not any(spot in may for spot in self.spots.by_value[value]):
                self.leak(page, "shows", value)
        for spot in must:
            if spot in self.spots.value_of and self.spots.value_of[spot] not in have:
                self.miss(page, "does not show", self.spots.value_of[spot])
        for some in one_of:
            if not any(self.spots.value_of.get(spot) in have for spot in some):
                self.miss(page, "shows no name of " + "/".join(sorted({entry.person for entry, _ in some})))
        who = (page.session.user, page.session.use_case, page.session.hidden)
        self.required |= {(who, self.spots.value_of[spot]) for spot in must if spot in self.spots.value_of}
        self.allowed |= {(who, value) for value in have - page.typed}
        self.counted |= have

    def may(self):
        """Values that somebody saw and might, and that no page had to show her."""
        return self.allowed - self.required

    def results(self, eyes, page):
        """Whom a question finds, and how many it counts."""
        hits = page.hits
        if page.told is None or (page.told != len(hits) and len(hits) < 20):
            self.leak(page, f"counts {page.told} and lists {len(hits)}")
        for one in hits:
            if one == "?" or not eyes.knows(one):
                self.leak(page, f"lists {one}")
        if page.kind == "clan":
            wanted = {person for person in page.note if self.found_by_name(eyes, person)}
            for person in page.note:
                if (person in wanted) != (person in hits):
                    (self.miss if person in wanted else self.leak)(page, f"the last name, for {person}")
            return
        entry, field = page.note
        value = self.spots.value_of[entry, field]
        same = [spot for spot in self.spots.by_value[value] if spot[0].person == page.person]
        by = any(eyes.findable(*spot) for spot in same)
        if by and page.person not in hits:
            self.miss(page, f"does not find {page.person} by {entry.source}.{entry.section}.{field}")
        if not by and page.person in hits:
            self.leak(page, f"finds {page.person} by {entry.source}.{entry.section}.{field}")
        if field == "given_name" and page.told != int(by):
            (self.miss if by else self.leak)(page, f"counts {page.told} people of one name")

    def found_by_name(self, eyes, person):
        entries = self.oracle.entries.get(person, [])
        return any(e.section == "demographics" and not e.past and eyes.findable(e, "family_name") for e in entries)

    def leak(self, page, what, value=None):
        self.leaked.append(self.finding(page, what, value))

    def miss(self, page, what, value=None):
        self.missed.append(self.finding(page, what, value))

    def finding(self, page, what, value):
        where = ""
        if value:
            spots = self.spots.by_value[value]
            places = [f"{e.person}'s {e.source}.{e.section}.{f}" for e, f in spots]
            where = f" {value[1]} ({', '.join(places) or 'a key of a record'})"
        return f"{page.session}: {page.method} {page.path} of {page.person or 'nobody'} [{page.kind}] {what}{where}"


def twins(pairs):
    """Pairs of answers that can be told apart though one is about somebody sealed and the other about nobody."""
    differing = []
    for one, other in pairs:
        for here, there in zip(fingerprint(one), fingerprint(other)):
            if here != there:
                at = next((at for at, (a, b) in enumerate(zip(here, there)) if a != b), min(len(here), len(there)))
                words = f"{here[max(0, at - 60) : at + 60]!r} and {there[max(0, at - 60) : at + 60]!r}"
                differing.append(
                    f"{one.session}: {one.method} {one.path} of {one.person} is not answered like {other.path}: {words}"
                )
                break
    return differing


def fingerprint(page):
    def plain(text):
        return re.sub(r"\d+(\.\d+)?", "#", re.sub(r"\b[AP]M\b", "M", text))

    # The length changes with the number in the address and the time of day.
    headers = [(name.lower(), plain(value)) for name, value in page.headers if name.lower() not in ("date", "content-length")]
    return str(page.status), str(headers), plain(page.text)
