"""A made-up town: people, families, agencies and what each of them says, every value of it unlike any other."""

import csv
import datetime
import hashlib
import io
import json
import re
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import sheets
from words import Words

AS_OF = "2026-01-02T03:04:05Z"
FAR = datetime.date(2099, 12, 31)

# How every field of the catalogue is filled. `word`, `day`, `end` (a day to come), `past` (a day that has gone), `cents`,
# `number`, `phone`, `email`, `flag`; what begins with a capital is filled from the person or the tie.
FIELDS = {
    "demographics": {
        "given_name": "Given", "middle_name": "word", "family_name": "Family", "name_suffix": "word", "name_use": "word",
        "birth_date": "Birth", "birth_date_estimated": "flag", "sex": "word", "ssn": "Ssn", "identifier": "word",
        "identifier_scheme": "word", "language": "word", "birth_place": "word", "death_date": "past",
    },
    "contact": {
        "street": "street", "unit": "word", "city": "word", "state": "word", "zip": "word", "address_use": "word",
        "since": "past", "until": "end", "phone": "phone", "phone_use": "word", "email": "email",
    },
    "household": {"household_key": "Household", "relation_to_head": "Head", "since": "past", "until": "end"},
    "relatives": {
        "relative_key": "Relative", "relation": "word", "relative_name": "word", "relative_phone": "phone",
        "lives_with": "flag", "since": "past", "until": "end",
    },
    "enrolment": {
        "program": "word", "case_status": "word", "case_number": "word", "opened": "past", "closed": "end",
        "renewal_due": "end", "worker": "word", "office": "word", "office_phone": "phone",
    },
    "benefits": {
        "benefit": "word", "amount": "cents", "period": "word", "from": "past", "to": "end", "case_number": "word",
    },
    "income": {
        "income_type": "word", "amount": "cents", "period": "word", "from": "past", "to": "end", "payer": "word",
        "tax_year": "number",
    },
    "housing": {
        "development": "word", "apartment": "word", "tenancy_role": "word", "lease_from": "past", "lease_to": "end",
        "rent": "cents", "rent_period": "word", "arrears": "cents", "housing_status": "word",
    },
    "shelter": {
        "shelter_name": "word", "shelter_type": "word", "entered": "past", "left": "end", "exit_reason": "word",
        "worker": "word", "phone": "phone",
    },
    "child_welfare": {
        "case_number": "word", "role": "word", "status": "word", "concern": "word", "placement": "word", "from": "past",
        "to": "end", "worker": "word", "phone": "phone",
    },
    "custody": {"facility": "word", "status": "word", "from": "past", "to": "end"},
    "documents": {
        "title": "word", "category": "word", "date": "past", "media_type": "Media", "document_key": "Document",
    },
    "employment": {
        "program": "word", "activity": "word", "status": "word", "from": "past", "to": "end", "counselor": "word",
    },
    "visits": {"site": "word", "date": "past", "service": "word"},
}

# Filled, but no page can be searched for them.
NOT_COVERED = {
    "demographics.birth_date_estimated": "yes or no: the same words stand on every page",
    "relatives.lives_with": "yes or no: the same words stand on every page",
}
# Fields of the catalogue that no mapping can fill, each with the reason. There is none.
NOT_FILLED = {}

# Which agency keeps what. `kids` answers over HTTP at every question; the others drop files.
KEEPS = {
    "welfare": ["demographics", "contact", "household", "relatives", "enrolment", "benefits", "income", "documents"],
    "homes": ["demographics", "contact", "household", "housing", "shelter"],
    "kids": ["demographics", "contact", "household", "relatives", "child_welfare", "custody", "documents"],
    "jobs": ["demographics", "contact", "income", "employment", "enrolment"],
    "clinic": ["demographics", "contact", "visits", "documents"],
}
LIVE = "kids"

# Who lives in the town, by whom each is known, and who shares a last name.
PEOPLE = {
    "a1": "welfare homes jobs", "a2": "welfare homes clinic", "a3": "welfare homes", "a4": "welfare", "a5": "welfare",
    "b1": "kids welfare", "b2": "kids welfare clinic", "b3": "kids", "b4": "kids",
    "c1": "welfare kids", "c2": "welfare kids", "c3": "kids",
    "d1": "homes jobs welfare", "d2": "homes", "d3": "homes clinic",
    "e1": "homes kids", "e2": "homes kids", "e3": "homes kids",
    "g1": "homes welfare", "g2": "homes welfare",
    "h1": "welfare clinic",
    "i1": "welfare jobs",
    "w1": "kids", "w2": "kids",
    "s1": "welfare", "s2": "homes", "s3": "kids", "s4": "jobs", "s5": "clinic", "s6": "welfare homes", "s7": "homes jobs",
    "s8": "kids clinic", "s9": "jobs clinic", "s10": "welfare kids homes jobs clinic", "s11": "welfare", "s12": "homes",
    "s13": "kids", "s14": "jobs", "s15": "clinic", "s16": "welfare clinic",
}
# Households: the source, and who is counted in; `*` before the head, `-` before those who have left.
HOUSEHOLDS = {
    "ha": ("welfare", "*a1 a2 a3 a4 -a5"), "hb": ("homes", "a1 *a2 a3"), "hc": ("kids", "b1 *b2 b3"),
    "hd": ("welfare", "*b1 b2"), "he": ("kids", "c1 *c2 c3"), "hf": ("homes", "*d1 d2 d3"), "hg": ("homes", "*e1 e2 e3"),
    "hh": ("homes", "*g1 g2"), "hi": ("welfare", "g1 *g2"),
}
# Who names whom as a relative at which source; `?` is somebody without a record, `!` one whose record has not come, and `~`
# stands before somebody who is named in words, without a key.
RELATIVES = [
    ("welfare", "a1", "a2"), ("welfare", "a2", "a1"), ("welfare", "a3", "a2"), ("welfare", "a3", "a1"),
    ("welfare", "a1", "a4"), ("welfare", "a4", "a2"), ("welfare", "a5", "a2"), ("welfare", "a1", "?"),
    ("kids", "b1", "b2"), ("kids", "b2", "b1"), ("kids", "b3", "b2"), ("kids", "b3", "b1"), ("kids", "b4", "b2"),
    ("kids", "b2", "b4"), ("kids", "b1", "b4"), ("kids", "c2", "c1"), ("kids", "c2", "c3"), ("kids", "c3", "c2"),
    ("kids", "c1", "c2"), ("welfare", "d1", "a2"), ("welfare", "d1", "s1"), ("kids", "e2", "e1"), ("kids", "e2", "e3"),
    ("kids", "w2", "w1"), ("kids", "w2", "!"), ("welfare", "s1", "s11"), ("kids", "s3", "s13"), ("kids", "s13", "s8"),
    ("welfare", "s11", "~b2"), ("welfare", "a3", "~a2"), ("kids", "s8", "~e3"), ("welfare", "s6", "~s1"),
]
# Said only when the source is asked at this moment.
SAID_LIVE = [("kids", "s3", "b2"), ("kids", "s3", "s8")]
# Records that their agency has withdrawn since.
WITHDRAWN = [("kids", "w1")]
# The birth date differs by a day at this source.
DIFFERS = [("h1", "clinic")]


@dataclass
class Value:
    """One value of one field, as it is sent and as it is known."""

    field: str
    kind: str
    plain: object
    sent: str


@dataclass(eq=False)
class Entry:
    """One row that one source has of one person."""

    person: str
    source: str
    section: str
    values: dict = field(default_factory=dict)
    past: bool = False
    live: bool = False
    household: str = ""
    is_head: bool = False
    relative: str = ""


class Town:
    """Everything that is made up, from one seed."""

    def __init__(self, seed):
        self.words = Words(seed)
        self.words.reserve(FAR, datetime.date(2026, 1, 2), *sheets.days())
        self.entries = []
        self.keys = {}
        self.pictures = {}
        families, self.households = {}, {name: self.words.word() for name in HOUSEHOLDS}
        self.people = {}
        for name, sources in PEOPLE.items():
            clan = name[0] if name[0] not in "shiw" else name
            families.setdefault(clan, self.words.word())
            self.people[name] = {
                "sources": sources.split(), "Given": self.words.word(), "Family": families[clan],
                "Birth": self.words.day(1935, 2009), "Ssn": self.words.ssn(),
            }
            for source in sources.split():
                self.keys[source, name] = self.words.word()
        self.keys["kids", "!"] = self.words.word()
        for name, person in self.people.items():
            for source in person["sources"]:
                self.fill(name, source)
        for source, name, relative in RELATIVES + SAID_LIVE:
            entry = self.entry(name, source, "relatives", relative=relative)
            entry.live = (source, name, relative) in SAID_LIVE

    def fill(self, name, source):
        for section in KEEPS[source]:
            if section in ("household", "relatives"):
                continue
            self.entry(name, source, section)
            if section in ("demographics", "contact", "enrolment", "documents"):
                self.entry(name, source, section, past=True)
        for household, (keeper, members) in HOUSEHOLDS.items():
            for member in members.split():
                if keeper == source and member.lstrip("*-") == name:
                    place = {"past": member[0] == "-", "is_head": member[0] == "*"}
                    self.entry(name, source, "household", household=household, **place)

    def entry(self, person, source, section, **more):
        entry = Entry(person, source, section, **more)
        self.entries.append(entry)
        for name, kind in FIELDS[section].items():
            value = self.value(entry, name, kind)
            if value:
                entry.values[name] = value
        if entry.relative[:1] == "~":
            # The last name stands in the name that is sent.
            family = self.people[entry.relative[1:]]["Family"]
            entry.values["relative_family"] = Value("relative_family", "word", family.lower(), "")
        return entry

    def value(self, entry, name, kind):
        words, person = self.words, self.people[entry.person]
        second = entry.past and entry.section == "demographics"
        if entry.section == "demographics" and second != (name == "name_use") and name not in ("given_name", "family_name"):
            # Everything but the name itself stands with the first name; only another name is called by its kind.
            return None
        if second and name in ("given_name", "family_name"):
            kind = "word"
        if name == "relative_name" and entry.relative[0] == "~":
            named = self.people[entry.relative[1:]]
            return Value(name, "word", named["Given"].lower(), f"{named['Family']}, {named['Given']}")
        if kind == "end":
            kind = "past" if entry.past else "end"
        match kind:
            case "word" | "Given" | "Family":
                text = words.word() if kind == "word" else person[kind]
                return Value(name, "word", text.lower(), text)
            case "Head":
                text = words.word()
                return Value(name, "word", text.lower(), f"Head {text}" if entry.is_head else text)
            case "street":
                text = words.word()
                return Value(name, "word", text.lower(), f"{words.chance.randint(11, 99)} {text} Street")
            case "email":
                text = words.word()
                return Value(name, "word", text.lower(), f"{text.lower()}@mail.example")
            case "past" | "end" | "Birth":
                years = (2031, 2098) if kind == "end" else (1950, 2024)
                day = person["Birth"] if kind == "Birth" else words.day(*years)
                if kind == "Birth" and (entry.person, entry.source) in DIFFERS:
                    day = words.once(lambda: day.replace(day=words.chance.randint(1, 28)))
                return Value(name, "day", day.isoformat(), day.isoformat())
            case "cents":
                cents = words.cents()
                return Value(name, "cents", str(cents), f"{cents // 100}.{cents % 100:02}")
            case "number":
                number = str(words.number())
                return Value(name, "number", number, number)
            case "phone":
                phone = words.phone()
                return Value(name, "phone", phone, f"({phone[:3]}) {phone[3:6]}-{phone[6:]}")
            case "Ssn":
                ssn = person["Ssn"]
                return Value(name, "ssn", ssn, f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}")
            case "flag":
                return Value(name, "flag", "yes", "Y")
            case "Household":
                key = self.households[entry.household]
                return Value(name, "word", key.lower(), key)
            case "Relative":
                if entry.relative[0] in "?~":
                    return None
                key = self.keys[entry.source, entry.relative]
                return Value(name, "word", key.lower(), key)
            case "Media":
                if entry.past:
                    text = words.word()
                    return Value(name, "word", text.lower(), text)
                return Value(name, "plain", "image/png", "image/png")
            case "Document":
                text, inside = words.word(), words.word()
                key = f"{text}.png"
                self.pictures[key] = (entry, inside.lower(), picture(inside))
                return Value(name, "word", text.lower(), key)
        raise ValueError(kind)

    def of(self, source, section):
        return [entry for entry in self.entries if entry.source == source and entry.section == section]

    # What agencies hand over.

    def write(self, folder, live_port):
        """Mappings, drops and documents below a folder."""
        (folder / "sources").mkdir()
        for source, sections in KEEPS.items():
            drop = folder / "drops" / source
            (drop / "scans").mkdir(parents=True)
            for key, (entry, _, content) in self.pictures.items():
                if entry.source == source:
                    (drop / "scans" / key).write_bytes(content)
            if source == LIVE:
                (folder / "sources" / f"{source}.toml").write_text(self.live_mapping(live_port))
                continue
            (folder / "sources" / f"{source}.toml").write_text(self.drop_mapping(source, drop))
            for section in ["people"] + [s for s in sections if s != "demographics"]:
                self.drop(drop, source, section)

    def drop(self, folder, source, section):
        out = io.StringIO()
        lines = csv.writer(out, delimiter="|", lineterminator="\n")
        names = columns("demographics" if section == "people" else section)
        rows = 0
        lines.writerow(["KEY", "ROW", *names])
        for at, entry in enumerate(self.of(source, "demographics" if section == "people" else section)):
            key = self.keys[source, entry.person]
            lines.writerow([key, f"{section}{at}", *(sent(entry, name) for name in names)])
            rows += 1
        content = out.getvalue().encode()
        file = folder / f"{section}-0001.csv"
        file.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        manifest = f'file = "{file.name}"\nrows = {rows}\nsha256 = "{digest}"\nas_of = "{AS_OF}"\nfull = true\n'
        (folder / f"{file.name}.manifest").write_text(manifest)

    def drop_mapping(self, source, folder):
        text = head(source) + f'documents_folder = "{folder}/scans"\n\n[connection]\nkind = "drop"\nfolder = "{folder}"\n'
        text += 'delimiter = "|"\n'
        for section in KEEPS[source]:
            table = "people" if section == "demographics" else section
            text += f'\n[[table]]\nname = "{table}"\nfile = "{table}-{{drop}}.csv"\nkey = "KEY"\nmany = true\nrow = "ROW"\n'
            text += "[[table.entry]]\n" + "".join(f'{section}.{name} = "{name}"\n' for name in FIELDS[section])
        return text

    def live_mapping(self, port):
        text = head(LIVE) + f'\n[connection]\nkind = "http"\naddress = "http://127.0.0.1:{port}"\n'
        text += 'changes = "/changes?since={cursor}"\nnext = "/next"\nmore = "/more"\nas_of = "/as_of"\n'
        text += 'person = "/people/{key}"\ndocument = "/documents/{key}"\n'
        text += '\n[[table]]\nname = "people"\nitems = "/people"\nkey = "key"\nwithdrawn = { column = "gone", is = ["yes"] }\n'
        for section in KEEPS[LIVE]:
            text += f'[[table.entry]]\neach = "{section}"\nrow = "row"\n'
            text += "".join(f'{section}.{name} = "{name}"\n' for name in FIELDS[section])
        return text

    def answer(self, person, live):
        """What the live source says of somebody."""
        said = {"key": self.keys[LIVE, person], "gone": "no"}
        for section in KEEPS[LIVE]:
            rows = [entry for entry in self.of(LIVE, section) if entry.person == person and (live or not entry.live)]
            said[section] = [
                {"row": f"{section}{at}", **{name: value.sent for name, value in entry.values.items()}}
                for at, entry in enumerate(rows)
            ]
        return said

    def changes(self, since):
        """The feed of the live source: everybody, then those who are withdrawn."""
        known = [name for name, person in self.people.items() if LIVE in person["sources"]]
        items = {"": [self.answer(name, False) for name in known], "1": [
            {**self.answer(name, False), "gone": "yes"} for source, name in WITHDRAWN if source == LIVE
        ]}.get(since, [])
        following = {"": "1", "1": "2"}.get(since, since)
        return json.dumps({"people": items, "next": following, "more": since == "", "as_of": AS_OF}).encode()


def columns(section):
    return list(FIELDS[section])


def sent(entry, name):
    value = entry.values.get(name)
    return value.sent if value else ""


def head(source):
    title = source.capitalize()
    return (
        f'source = "{source}"\nagency = "{title} Office"\nshort = "{title}"\nkeeping = "kept"\n'
        'time_zone = "UTC"\nevery = "1 min"\nstale_after = "9000 days"\n'
    )


def picture(word):
    """A tiny PNG with a word in it."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    begin = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    words = chunk(b"tEXt", b"Comment\0" + word.encode())
    return b"\x89PNG\r\n\x1a\n" + begin + words + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def catalogue(root):
    """Every field of the catalogue, read from its text."""
    fields, section = set(), None
    for line in (Path(root) / "crates/records/src/catalog/fields.rs").read_text().splitlines():
        if opened := re.match(r"    [A-Z]\w+ (\w+) \".*\{$", line):
            section = opened[1]
        elif named := re.match(r"        [A-Z_]+ \"(\w+)\" ", line):
            fields.add(f"{section}.{named[1]}")
    return fields
