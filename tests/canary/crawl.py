"""Walks through the portal as each persona for each purpose, and keeps every answer."""

import queue
import re
import threading
from dataclasses import dataclass

import desk
import duties
import sheets
from browser import Browser, hits_in, places_in
from town import KEEPS

NOBODY = ""
BEYOND = 20
# Whose folder is taken out of use in the end.
HIDDEN = "homes"
NO_PLACE = "0123456789abcdef01234567"
REASON = "the form of the agency asks for it"
# As many whole numbers as one account asks for; the program shows thirty a day.
WHOLE_SSNS = 24


@dataclass(eq=False)
class Session:
    """One account with one purpose."""

    user: str
    use_case: str = ""
    purpose: str = ""
    index: int = 0
    second: bool = False
    hidden: str = ""

    def __str__(self):
        return f"{self.user or 'nobody'} {self.use_case} {self.purpose}".strip()


class Crawl:
    """The whole walk."""

    def __init__(self, host, town, finder, oracle, share, only=()):
        self.host, self.town, self.finder, self.oracle, self.share, self.only = host, town, finder, oracle, share, only
        self.pages, self.numbers, self.places, self.twins = [], {}, {}, []
        self.asked_ssns, self.lock = {}, threading.Lock()
        self.focus, self.questions, self.marks = focus(oracle), [], {}

    def begin(self):
        """Who has which number; then people are marked."""
        self.survey()
        desk.by_state(self.host, self.town)
        self.marks = desk.by_staff(self.window(Session("desk"), []), self.town)

    # Before anybody is marked: who has which number, and where the documents are.

    def survey(self):
        """One account that sees everything says who is who."""
        window = self.window(Session("ann", "UC-101", "p1"), [])
        owners = {}
        for person, facts in self.town.people.items():
            owners["word", facts["Given"].lower()] = person
        number, absent = 0, 0
        while absent < BEYOND:
            number += 1
            page = window.get(f"/people/{number}", "/people/{person}")
            who = {owners[value] for value in page.found & owners.keys()}
            if page.status == 404:
                absent += 1
                continue
            absent = 0
            heading = re.search(r"<h1>(.*?)</h1>", page.text)[1].lower()
            named = {person for person in who if self.town.people[person]["Given"].lower() in heading}
            if len(named) != 1:
                raise SystemExit(f"number {number} has the names of {sorted(named)}: the linking went wrong")
            (self.numbers[number],) = named
            for source, place in sorted(places_in(page.text)):
                image = window.get(f"/people/{number}/documents/{source}/{place}/image", "")
                inside = [key for key, (_, word, _) in self.town.pictures.items() if ("word", word) in image.found]
                if inside:
                    self.places[self.numbers[number], source, place] = self.town.pictures[inside[0]][0]
        if set(self.numbers.values()) != set(self.town.people) - {person for _, person in self.oracle.withdrawn}:
            raise SystemExit("not everybody of the town has a number")
        self.main_number = {}
        for number, person in self.numbers.items():
            known = window.get(f"/people/{number}", "").text
            leads = int(re.search(r'action="/people/(\d+)/print"', known)[1])
            self.main_number[person] = leads

    # The walk.

    def sessions(self):
        """Every account with everything it may choose; accounts that may choose nothing once."""
        found, seen = [], set()
        for user, (groups, *_) in sheets.STAFF.items():
            choices = self.oracle.sheets.open_to(groups)
            for use_case, purpose in choices or [("", "")]:
                second = (user, use_case) in seen and bool(use_case)
                if second and use_case == "UC-101" and user != "ann":
                    continue
                seen.add((user, use_case))
                found.append(Session(user, use_case, purpose, len(found), second))
        found.append(Session(NOBODY, index=len(found)))
        return [session for session in found if not self.only or session.user in self.only]

    def walk(self, threads):
        """Everybody; then some once more, after a steward took a folder out of use."""
        # The longest first.
        self.walk_as(sorted(self.sessions(), key=lambda one: (one.second, not one.use_case)), threads)
        page = self.window(Session("off"), []).post(f"/use-cases/folders/{HIDDEN}", "", {"act": "hide", "reason": REASON})
        if page.status != 303:
            raise SystemExit(f"the folder of {HIDDEN} could not be hidden: {page.status}")
        later = [("ann", "UC-101"), ("hob", "UC-104")]
        later = [Session(user, case, "p1", at, True, HIDDEN) for at, (user, case) in enumerate(later)]
        self.walk_as([session for session in later if not self.only or session.user in self.only], threads)

    def walk_as(self, sessions, threads):
        waiting, faults = queue.Queue(), []
        for session in sessions:
            waiting.put(session)

        def work():
            while not faults:
                try:
                    session = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    Round(self, session).walk()
                except BaseException as fault:
                    faults.append(fault)
                    raise

        workers = [threading.Thread(target=work) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if faults:
            raise SystemExit(f"a walk ended early: {faults[0]!r}")

    def window(self, session, pages):
        window = Browser(self.host.port, self.finder, session, pages)
        if session.user:
            window.sign_in(sheets.AGENCY, session.user, sheets.PASSWORD)
            page = window.get("/people/1", "/people/{person}", kind="plain")
            if window.location(page).startswith("/agreement"):
                window.get("/agreement", "/agreement", kind="plain")
                window.post("/agreement", "/agreement", {"version": "1", "next": "/"}, kind="plain")
            elif page.status == 200:
                raise SystemExit(f"{session} saw a file before she stated a purpose")
        if session.use_case:
            chosen = {"purpose": f"{session.use_case}:{session.purpose}"}
            page = window.post("/purpose", "/purpose", chosen, kind="plain")
            if page.status != 303:
                raise SystemExit(f"{session} may not choose the purpose: {page.status}")
        return window


class Round:
    """One session's walk."""

    def __init__(self, crawl, session):
        self.crawl, self.session, self.pages = crawl, session, []
        self.eyes = crawl.oracle.eyes(session.user, session.use_case, session.hidden) if session.user else None
        self.window = crawl.window(session, self.pages)

    def walk(self):
        self.plain()
        numbers = range(1, max(self.crawl.numbers) + BEYOND + 1)
        for number in numbers:
            for at, visit in enumerate(self.visits(number)):
                if at == 0 or self.takes_part(number, at):
                    self.visit(*visit)
        if self.session.use_case and (self.session.hidden or not self.session.second):
            self.search()
            self.compare()
        self.errors()
        if not self.session.second:
            self.duties()
        self.window.post("/log-off", "/log-off", kind="plain")
        self.window.get("/signed-out", "/signed-out", kind="plain")
        with self.crawl.lock:
            self.crawl.pages += self.pages

    def takes_part(self, number, at):
        """Whether this visit is among those that this session makes: in turn, so that all sessions together make each."""
        person = self.crawl.numbers.get(number, "")
        share = self.crawl.share
        if share == 1 or (not self.session.use_case and number == min(self.crawl.numbers)):
            return True
        if self.session.user in sheets.CLOSELY and not self.session.hidden and person in sheets.WHOLLY:
            return self.crawl.main_number[person] == number
        if not person or self.crawl.main_number[person] != number or self.session.second or not self.session.use_case:
            share *= 4
        elif person in self.crawl.focus:
            share = max(1, share // 2)
        return (number * 3 + at + self.session.index * 5) % share == 0

    def visits(self, number):
        """Everything that can be asked about a number; the file first."""
        person = self.crawl.numbers.get(number, "")
        base, about = f"/people/{number}", {"person": person}
        yield "GET", base, "/people/{person}", {"kind": "file", **about}
        yield "GET", f"{base}?all=1", "/people/{person}", {"kind": "all", **about}
        yield "POST", f"{base}/print", "/people/{person}/print", {"kind": "all", **about}
        yield "GET", f"{base}/ssn", "/people/{person}/ssn", {"kind": "ssn-form", **about}
        yield "POST", f"{base}/ssn", "/people/{person}/ssn", {"kind": "ssn", **about}
        for source in KEEPS:
            here, route = f"{base}/folders/{source}", "/people/{person}/folders/{source}"
            yield "GET", here, route, {"kind": "folder", "source": source, **about}
            yield "PART", here, route, {"kind": "part", "source": source, **about}
            yield "GET", f"{here}/why", f"{route}/why", {"kind": "why", "source": source, **about}
        beside = max(1, number - 1) if number != 1 else 2
        case = f"/links/{min(number, beside)}-{max(number, beside)}"
        two = {"kind": duties.LINKS, "note": self.crawl.numbers.get(beside, ""), **about}
        for method in ("GET", "POST"):
            yield method, f"{base}/links", "/people/{person}/links", {"kind": duties.LINKS, "note": person, **about}
            yield method, case, "/links/{case}", two
        places = [(source, place) for who, source, place in self.crawl.places if who == person]
        for source, place in places or [("welfare", NO_PLACE)]:
            here, route = f"{base}/documents/{source}/{place}", "/people/{person}/documents/{source}/{place}"
            at = {"source": source, "picture": place, **about}
            yield "GET", here, route, {"kind": "document", **at}
            yield "GET", f"{here}/image", f"{route}/image", {"kind": "image", **at}

    def visit(self, method, path, route, about):
        if method == "PART":
            return self.window.get(path, route, headers={"x-throughline": "part"}, **about)
        form = self.ssn_form(about) if about["kind"] == "ssn" else None
        return self.window.send(method, path, route, form, **about)

    def ssn_form(self, about):
        """The right form, as often as the day allows; then one without a reason."""
        user = self.session.user
        with self.crawl.lock:
            asked = self.crawl.asked_ssns.get(user, 0)
            opens = self.eyes and about["person"] and self.eyes.may_ask_ssn(about["person"])
            if opens and asked >= WHOLE_SSNS:
                about["kind"] = "ssn-refused"
                return {"password": sheets.PASSWORD, "reason": " no "}
            self.crawl.asked_ssns[user] = asked + bool(opens)
        return {"password": sheets.PASSWORD, "reason": REASON}

    def plain(self):
        """Pages that say nothing about anybody."""
        for path in ("/", "/search", "/purpose", "/session", "/availability", "/help", "/help/sign-in", "/healthz",
                     "/sign-in", "/signed-out", "/signed-out?why=idle", "/purpose?next=/people/1"):
            page = self.window.get(path, path.split("?")[0], kind="plain")
            if path == "/help/sign-in":
                for asset in sorted(set(re.findall(r"/assets/[^\"#]+", page.text))):
                    self.window.get(asset, "/assets/{file}", kind="plain")
        if not self.session.user:
            wrong = {"agency": sheets.AGENCY, "user": "nobody-of-the-town", "password": "not a password of anybody"}
            self.window.post("/sign-in", "/sign-in", wrong, kind="plain")
        self.window.get("/session", "/session", kind="plain", headers={"x-throughline": "passive"})
        self.window.post("/session", "/session", kind="plain")
        self.window.post("/purpose", "/purpose", {"purpose": "UC-107:p1"}, kind="plain")
        self.window.post("/search", "/search", {}, kind="plain")
        if not self.session.use_case:
            self.window.post("/search", "/search", {"q": "anybody"}, kind="plain")
            for tail in ("", "/change"):
                self.window.get("/search/00ff" + tail, "/search/{question}" + tail, kind="plain")
            form = {"by": "sex", "value": "female"}
            self.window.post("/search/00ff/narrow", "/search/{question}/narrow", form, kind="plain")

    def duties(self):
        """Pages of duties, whether she has any or not."""
        for method, path, route, about in duties.visits(self.crawl.marks):
            self.window.send(method, path, route, **{"kind": "plain", **about})

    # Searching.

    def search(self):
        for at, (person, entry, field, form) in enumerate(queries(self.crawl.town, self.crawl.oracle)):
            share = self.crawl.share if person not in self.crawl.focus else self.crawl.share // 2
            if (at + self.session.index * 3) % max(1, share * 2) == 0:
                self.ask(form, person=person, note=(entry, field))
        for clan in clans(self.crawl.town):
            family = self.crawl.town.people[clan[0]]["Family"]
            self.ask({"last": family}, kind="clan", note=tuple(clan))
        with self.crawl.lock:
            asked = list(self.crawl.questions)
        for session, path in asked:
            if session is not self.session:
                self.window.get(path, "/search/{question}", kind="absent")
                self.window.get(path + "/change", "/search/{question}/change", kind="absent")
                form = {"by": "ages", "value": "18-29"}
                self.window.post(path + "/narrow", "/search/{question}/narrow", form, kind="absent")
                break

    def ask(self, form, kind="results", **about):
        page = self.window.post("/search", "/search", form, kind="plain")
        path = self.window.location(page)
        if page.status != 303 or not re.fullmatch(r"/search/[0-9a-f]{32}", path):
            page.note = "a question must lead to its answer"
            page.kind = "broken"
            return
        shown = self.window.get(path, "/search/{question}", kind=kind, typed=page.typed, **about)
        listed, told = hits_in(shown.text)
        shown.hits, shown.told = [self.crawl.numbers.get(number, "?") for number in listed], told
        self.window.get(f"{path}/change", "/search/{question}/change", kind="plain", typed=page.typed)
        self.window.post(f"{path}/narrow", "/search/{question}/narrow", {"by": "ages", "value": "18-29"}, kind="plain")
        with self.crawl.lock:
            self.crawl.questions.append((self.session, path))

    # Sealed or absent: nobody may tell.

    def compare(self):
        """All routes of somebody sealed beside those of a number that nobody has."""
        sealed = [p for p in self.crawl.town.people if p in self.crawl.main_number and self.eyes.level(p) == "nothing"]
        if not sealed:
            return
        person = sealed[self.session.index % len(sealed)]
        number, absent = self.crawl.main_number[person], max(self.crawl.numbers) + 10
        for one, other in zip(self.visits(number), self.visits(absent), strict=False):
            if "/documents/" in one[1]:
                other = (other[0], one[1].replace(f"/people/{number}/", f"/people/{absent}/"), other[2], other[3])
            self.crawl.twins.append((self.visit(*one), self.visit(*other)))

    def errors(self):
        """Methods and addresses that nothing answers to, and forms from elsewhere."""
        numbers = [self.crawl.main_number[person] for person in sorted(self.crawl.focus)]
        number = numbers[self.session.index % len(numbers)]
        here = f"/people/{number}"
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            self.window.send(method, here, "", kind="plain")
        head = self.window.send("HEAD", here, "", kind="plain")
        if head.body:
            head.kind, head.note = "broken", "an answer to HEAD has no body"
        for path in ("/people/0", "/people/-1", "/people/x", "/people/999999999999999999999", f"{here}/nothing", f"{here}/",
                     f"{here}/folders/nowhere", f"{here}/folders/nowhere/why", f"{here}/documents/welfare/zz",
                     f"/people/%20{number}", "/people", "/nothing", "/search/zz", "/search/00ff/change"):
            self.window.get(path, "", kind="absent" if self.session.use_case else "plain")
        # Somebody else's document, under this number.
        others = [(source, place) for who, source, place in self.crawl.places if who != self.crawl.numbers[number]]
        for source, place in others[self.session.index :: max(1, len(others) // 4)]:
            for tail in ("", "/image"):
                path = f"{here}/documents/{source}/{place}{tail}"
                self.window.get(path, "", kind="absent" if self.session.use_case else "plain")
        for way in ("part", "passive"):
            self.window.get(here, "", headers={"x-throughline": way}, kind="file", person=self.crawl.numbers[number])
        self.window.post(here, "", kind="plain")
        self.window.post(f"{here}/print", "", kind="plain", headers={"Origin": "https://elsewhere.example"})
        if self.session.use_case:
            self.window.post(f"{here}/ssn", "", {"password": "not the password", "reason": REASON}, kind="plain-bar",
                             person=self.crawl.numbers[number])


def focus(oracle):
    """People with marks, and everybody tied to one."""
    marked = {person for _, person, _, _, _ in oracle.marks} & set(oracle.town.people)
    near = set(marked)
    for entry in oracle.town.entries:
        if entry.relative in marked or entry.person in marked and entry.relative in oracle.town.people:
            near |= {entry.person, entry.relative}
        if entry.household and any(mate.person in marked for mate in oracle.in_household.get(entry.household, [])):
            near.add(entry.person)
    return near - {person for _, person in oracle.withdrawn}


def queries(town, oracle):
    """Questions that only one person of the town can be meant by."""
    asked = []
    forms = {
        ("demographics", "given_name"): lambda v: {"q": v.sent},
        ("demographics", "ssn"): lambda v: {"ssn": v.sent},
        ("demographics", "four"): lambda v: {"q": f"last four {v.plain[-4:]}"},
        ("demographics", "identifier"): lambda v: {"number": v.sent},
        ("contact", "street"): lambda v: {"address": v.sent},
        ("contact", "phone"): lambda v: {"phone": v.sent},
        ("contact", "email"): lambda v: {"q": v.sent},
    }
    for person in town.people:
        for entry in oracle.entries.get(person, []):
            for (section, field), form in forms.items():
                value = entry.values.get("ssn" if field == "four" else field)
                if entry.section == section and value and not entry.live:
                    asked.append((person, entry, field, form(value)))
    return asked


def clans(town):
    """People who share a last name."""
    families = {}
    for person, facts in town.people.items():
        families.setdefault(facts["Family"], []).append(person)
    return [clan for clan in families.values() if len(clan) > 1]
