"""Decides as a patient clerk would who has read docs/use_cases.md and has the sheets before him. It shares nothing with the
program: its catalogue of sections and classes is written out below, and the sheets are read as TOML."""

import datetime
import ipaddress
import pathlib
import tomllib

# Which classes the sections have fields of, by hand.
SECTIONS = {
    "demographics": "name birth_date person_detail ssn_last_four ssn_full record_number",
    "contact": "address phone",
    "household": "household",
    "relatives": "relatives",
    "enrolment": "program record_number case_worker",
    "benefits": "benefits record_number",
    "income": "income",
    "housing": "tenancy",
    "shelter": "shelter_stay",
    "child_welfare": "child_welfare",
    "custody": "custody",
    "documents": "document_list document_image",
    "employment": "employment",
    "visits": "visits",
}
SECTIONS = {section: classes.split() for section, classes in SECTIONS.items()}

BASICS = set("name birth_date ssn_last_four record_number program".split())

# What a question can be made of.
SEARCHABLE = "name birth_date person_detail ssn_last_four ssn_full address phone record_number household relatives".split()

# Where people may work from and which text they must have accepted, for each city, and the catalogue of its sources.
DAY = datetime.timedelta(days=1)


class City:
    """The sheets of a folder, and what the settings say about networks."""

    def __init__(self, settings):
        settings = pathlib.Path(settings)
        said = tomllib.loads(settings.read_text())
        folder = settings.parent / said["policies"]
        self.networks = [ipaddress.ip_network(network) for network in said.get("networks", [])]
        self.sources = sorted(
            tomllib.loads(file.read_text())["source"] for file in (settings.parent / said["sources"]).glob("*.toml")
        )
        self.groups = [group["id"] for group in tomllib.loads((folder / "groups.toml").read_text())["group"]]
        self.required = 0
        agreements = folder / "agreements.toml"
        if agreements.exists():
            self.required = tomllib.loads(agreements.read_text()).get("user", {}).get("version", 0)
        self.sheets = {}
        for file in folder.glob("*.toml"):
            if file.name not in ("groups.toml", "agreements.toml"):
                sheet = tomllib.loads(file.read_text())
                self.sheets[sheet["id"]] = sheet

    def decide(self, question):
        """Whether it is shown or found, and every guard that forbids it."""
        guards = self.forbidding(question)
        return not guards and self.opens(question), guards

    def opens(self, q):
        """The sheet, as it is written."""
        sheet = self.sheets.get(q["use_case"])
        if sheet is None:
            return False
        if not any(group in sheet["groups"] for group in q["groups"]):
            return False
        if not any(purpose["id"] == q["purpose"] for purpose in sheet["purpose"]):
            return False
        if not sheet["valid_from"] <= day_of(q["now"]) <= sheet["valid_until"]:
            return False
        wanted = q["class"]
        if q["verb"] == "find":
            if wanted not in SEARCHABLE or wanted not in sheet["search_by"]:
                return False
            return any(q["source"] in row["sources"] and searchable(row, wanted) for row in sheet["opens"])
        if wanted not in SECTIONS[q["section"]]:
            return False
        for row in sheet["opens"]:
            here = q["source"] in row["sources"] and q["section"] in (row.get("sections") or SECTIONS)
            if here and shown(row, wanted):
                return True
        return False

    def forbidding(self, q):
        """What no sheet can open."""
        guards = set()
        if q["agreed"] < self.required:
            guards.add("guard.account")
        if q["use_case"] == "" or q["purpose"] == "":
            guards.add("guard.purpose-stated")
        if q["source"] in q["hidden"]:
            guards.add("guard.hidden-folder")
        if self.networks and not any(address_of(q) in network for network in self.networks):
            guards.add("guard.network")
        if q["level"] == "sealed" and not (q["privileged"] and q["named"]):
            guards.add("guard.sealed")
        if q["class"] not in BASICS and q["level"] != "open":
            listed = q["cares"] if q["level"] == "private" else q["named"]
            if not (q["privileged"] and listed):
                guards.add("guard.private")
        if q["verb"] == "see" and q["class"] == "ssn_full":
            if q["confirmed_seconds"] > 300 or q["reason"].strip() == "":
                guards.add("guard.ssn-step-up")
        return guards


def shown(row, wanted):
    """Whoever may see the whole SSN may see its last digits."""
    return wanted in row["classes"] or (wanted == "ssn_last_four" and "ssn_full" in row["classes"])


def searchable(row, wanted):
    """By what the row shows, where a search looks for it; by any SSN, when it shows any part of one."""
    section = {"address": "contact", "phone": "contact", "household": "household", "relatives": "relatives"}.get(wanted, "demographics")
    if section not in (row.get("sections") or SECTIONS):
        return False
    if wanted in ("ssn_last_four", "ssn_full"):
        return "ssn_last_four" in row["classes"] or "ssn_full" in row["classes"]
    return wanted in row["classes"]


def day_of(instant):
    """The day in UTC."""
    return datetime.datetime.fromisoformat(instant.replace("Z", "+00:00")).astimezone(datetime.timezone.utc).date()


def address_of(question):
    """An IPv4 address that is written as IPv6 is the IPv4 address."""
    address = ipaddress.ip_address(question["address"])
    return getattr(address, "ipv4_mapped", None) or address
