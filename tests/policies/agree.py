#!/usr/bin/env python3
"""Asks three readers of the rules the same random questions, and fails when they disagree: the program (`policy decide`, the
way of its pages), cedarpy on the exported text, and naive.py. Prints counts as one JSON object."""

import argparse
import collections
import datetime
import ipaddress
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import cedarpy
import naive

UTC = datetime.timezone.utc
# Questions under the same circumstances: a page asks hundreds.
TOGETHER = 32
ADDRESSES_OUTSIDE = ["192.0.2.1", "10.21.0.1", "192.168.8.7", "2001:db8:41::1", "::ffff:192.0.2.1", "::1"]


class Asker:
    """Makes circumstances, and questions under them, of which about half are granted."""

    def __init__(self, city, chance):
        self.city, self.chance = city, chance

    def rarely(self, share):
        return self.chance.random() < share

    def circumstances(self):
        chance, city = self.chance, self.city
        sheet = city.sheets[chance.choice(sorted(city.sheets))]
        level = chance.choices(["open", "private", "sealed"], [60, 22, 18])[0]
        groups = set() if self.rarely(0.08) else {chance.choice(sheet["groups"])}
        groups |= {group for group in city.groups if self.rarely(0.1)}
        privileged = not self.rarely(0.12)
        reason = chance.choice(["", "  ", "\t", "a reason", " the client asked"]) if self.rarely(0.4) else "court order"
        return {
            "groups": sorted(groups),
            "agency": chance.choice(["benefits", "housing", ""]),
            "privileged": privileged,
            "agreed": city.required + (-1 if self.rarely(0.03) else chance.choice([0, 0, 0, 1, 7])),
            "use_case": self.use_case(sheet),
            "purpose": self.purpose(sheet),
            "now": self.now(sheet),
            "address": self.address(),
            "confirmed_seconds": chance.choice([0, 1, 42, 299, 300, 300, 301, 7200, 2**63 - 1]),
            "reason": reason,
            "hidden": sorted(source for source in city.sources if self.rarely(0.03)),
            "level": level,
            "cares": not self.rarely(0.4),
            "named": not self.rarely(0.4),
        }, sheet

    def use_case(self, sheet):
        if not self.rarely(0.05):
            return sheet["id"]
        return self.chance.choice(["", "UC-999", sheet["id"] + " ", sheet["id"].lower(), *self.city.sheets])

    def purpose(self, sheet):
        purposes = [purpose["id"] for purpose in sheet["purpose"]]
        if not self.rarely(0.05):
            return self.chance.choice(purposes)
        others = [purpose["id"] for other in self.city.sheets.values() for purpose in other["purpose"]]
        return self.chance.choice(["", purposes[0].upper(), *others])

    def now(self, sheet):
        """Mostly within the days of the sheet, often on their edges, at times beside them."""
        first = datetime.datetime.combine(sheet["valid_from"], datetime.time(), UTC)
        after = datetime.datetime.combine(sheet["valid_until"], datetime.time(), UTC) + naive.DAY
        second = datetime.timedelta(seconds=1)
        if self.rarely(0.06):
            at = self.chance.choice([first - second, after, after + naive.DAY * 400, first - naive.DAY * 30])
        elif self.rarely(0.2):
            at = self.chance.choice([first, after - second])
        else:
            at = first + (after - first) * self.chance.random()
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def address(self):
        if not self.city.networks or self.rarely(0.05):
            return self.chance.choice(ADDRESSES_OUTSIDE)
        network = self.chance.choice(self.city.networks)
        inside = network[self.chance.randrange(min(network.num_addresses, 2**32))]
        return f"::ffff:{inside}" if inside.version == 4 and self.rarely(0.2) else str(inside)

    def question(self, sheet):
        """Mostly something that a row of the sheet opens; at times anything at all."""
        chance = self.chance
        row = chance.choice(sheet["opens"])
        source = chance.choice(self.city.sources if self.rarely(0.08) else row["sources"])
        verb = "find" if sheet["search_by"] and self.rarely(0.3) else "see"
        section = chance.choice(sorted(naive.SECTIONS))
        if verb == "find":
            anything = self.rarely(0.15)
            wanted = chance.choice(naive.SEARCHABLE if anything else sheet["search_by"])
        elif self.rarely(0.12):
            # Perhaps what no section of this kind has.
            wanted = chance.choice(chance.choice(sorted(naive.SECTIONS.values())))
        else:
            # Perhaps in a section that the row does not name.
            kinds = naive.SECTIONS if self.rarely(0.15) else row.get("sections") or naive.SECTIONS
            places = [
                (kind, name)
                for kind in kinds
                for name in naive.SECTIONS[kind]
                if naive.shown(row, name)
            ]
            section, wanted = chance.choice(places)
            if self.rarely(0.15) and "ssn_full" in row["classes"]:
                section, wanted = "demographics", "ssn_full"
        return {"source": source, "section": section, "class": wanted, "verb": verb}


class Cedar:
    """The exported text, decided by cedarpy."""

    def __init__(self, folder, city):
        self.schema = cedarpy.Schema.from_str((folder / "schema.cedarschema").read_text())
        guards = (folder / "guards.cedar").read_text()
        self.guards = cedarpy.PolicySet.from_str(guards)
        self.sets = {}
        for file in sorted(folder.glob("*.cedar")):
            text = file.read_text()
            if file.name in ("guards.cedar", "duties.cedar"):
                continue
            checked = cedarpy.validate_policies(guards + text, (folder / "schema.cedarschema").read_text())
            assert checked.validation_passed, checked.errors
            use_case = next(id for id in city.sheets if f'@id("{id}.v' in text)
            self.sets[use_case] = cedarpy.PolicySet.from_str(guards + text)
        assert sorted(self.sets) == sorted(city.sheets), "every sheet has its file, and no other"
        self.required = city.required

    def decide(self, circumstances, questions):
        """For each question: granted, and the guards that forbid it."""
        c = circumstances
        entities = cedarpy.Entities.from_json_str(json.dumps(self.entities(c, questions)), schema=self.schema)
        address = ipaddress.ip_address(c["address"])
        context = {
            "useCase": c["use_case"],
            "purpose": c["purpose"],
            "now": {"__extn": {"fn": "datetime", "arg": c["now"]}},
            "address": {"__extn": {"fn": "ip", "arg": str(getattr(address, "ipv4_mapped", None) or address)}},
            "agreementRequired": self.required,
            "confirmedSeconds": c["confirmed_seconds"],
            "reason": c["reason"].strip(),
        }
        requests = [
            {
                "principal": uid("User", "worker"),
                "action": uid("Action", f"{q['verb']}_{q['class']}"),
                "resource": resource(q),
                "context": context,
            }
            for q in questions
        ]
        policies = self.sets.get(c["use_case"], self.guards)
        for answer in cedarpy.is_authorized_batch(requests, policies, entities, self.schema):
            assert not answer.diagnostics.errors, answer.diagnostics.errors
            ids = set(answer.diagnostics.id_annotations_by_reason.values())
            yield answer.allowed, {id for id in ids if id.startswith("guard.")}

    def entities(self, c, questions):
        worker = uid("User", "worker")
        subject = uid("Person", "subject")
        groups = [uid("UserGroup", group) for group in c["groups"]]
        team = lambda is_in: [{"__entity": worker}] if is_in else []
        facts = {key: c[key] for key in ("agency", "agreed", "privileged")} | {"active": True}
        person = {"privacy": c["level"], "careTeam": team(c["cares"]), "named": team(c["named"])}
        known = [entity(group, {}) for group in groups]
        known += [entity(worker, facts, groups), entity(subject, person)]
        places = {json.dumps(resource(q)): q for q in questions}
        for q in places.values():
            facts = {"subject": {"__entity": subject}, "source": q["source"], "hidden": q["source"] in c["hidden"]}
            if q["verb"] == "see":
                facts["kind"] = q["section"]
            known.append(entity(resource(q), facts))
        return known


def uid(kind, name):
    return {"type": f"Throughline::{kind}", "id": name}


def entity(name, facts, parents=()):
    return {"uid": name, "attrs": facts, "parents": list(parents)}


def resource(q):
    if q["verb"] == "find":
        return uid("System", q["source"])
    return uid("Section", f"{q['source']}/{q['section']}")


def ask_program(program, settings, asked, folder):
    """Starts the program on all questions; what is returned waits for its answers, in their order."""
    requests, answers = folder / "requests.jsonl", folder / "answers.jsonl"
    with requests.open("w") as file:
        for circumstances, questions in asked:
            for question in questions:
                file.write(json.dumps(circumstances | question) + "\n")
    command = [program, "policy", "decide", "--settings", settings, "--requests", requests, "--out", answers]
    running = subprocess.Popen(command)

    def answered():
        if running.wait() != 0:
            sys.exit("the program could not decide, see above")
        return [json.loads(line)["allowed"] for line in answers.open()]

    return answered


def compare(program, settings, wanted, seed, counts, answered_by_all=None):
    """Asks so many questions about one city. The questions on which somebody disagrees; the others, with the answer of all
    readers, go into `answered_by_all`."""
    city = naive.City(settings)
    asker = Asker(city, random.Random(f"{seed} {settings}"))
    asked, made = [], 0
    while made < wanted:
        circumstances, sheet = asker.circumstances()
        questions = [asker.question(sheet) for _ in range(min(TOGETHER, wanted - made))]
        asked.append((circumstances, questions))
        made += len(questions)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        exported = folder / "exported"
        subprocess.run([program, "policy", "export", "--settings", settings, "--out", exported], check=True,
                       stdout=subprocess.DEVNULL)
        cedar = Cedar(exported, city)
        answered = ask_program(program, settings, asked, folder)
        by_cedar = [list(cedar.decide(circumstances, questions)) for circumstances, questions in asked]
        said = iter(answered())
        for (circumstances, questions), answers in zip(asked, by_cedar):
            for question, (cedar_allows, cedar_guards) in zip(questions, answers):
                whole = circumstances | question
                allowed, guards = city.decide(whole)
                program_allows = next(said)
                # What no section has, and what no question has, is never asked by the program; the policies alone would
                # speak of it.
                exists = question["class"] in (
                    naive.SEARCHABLE if question["verb"] == "find" else naive.SECTIONS[question["section"]]
                )
                agree = program_allows == allowed and guards == cedar_guards
                if exists:
                    agree = agree and cedar_allows == allowed
                if answered_by_all is not None and agree and exists:
                    answered_by_all.append((whole, (cedar_allows, cedar_guards)))
                if not agree:
                    wrong.append({"question": whole, "program": program_allows, "cedarpy": cedar_allows,
                                  "naive": allowed, "guards of cedarpy": sorted(cedar_guards), "guards of naive": sorted(guards)})
                count(counts, whole, allowed, guards, exists)
        assert next(said, None) is None, "the program gave more answers than there were questions"
    return wrong


def count(counts, question, allowed, guards, exists):
    counts["questions"] += 1
    counts["allowed"] += allowed
    counts[f"allowed to {question['verb']}"] += allowed
    counts["denied: no use case opens it"] += not allowed and not guards
    counts["of what does not exist"] += not exists
    for guard in guards:
        counts[f"denied by {guard}"] += 1
    if len(guards) == 1:
        counts[f"denied by {next(iter(guards))} alone"] += 1


def main():
    here = pathlib.Path(__file__).resolve().parent
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--requests", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("settings", nargs="*", help="settings files; the example and the tests' own city when left out")
    given = arguments.parse_args()
    settings = given.settings or [here / "city/throughline.toml", here.parents[1] / "examples/new_york/throughline.toml"]
    counts, wrong, start = collections.Counter(), [], time.monotonic()
    for file in settings:
        wrong += compare(given.program, file, given.requests // len(settings), given.seed, counts)
    for each in wrong[:20]:
        print(json.dumps(each), file=sys.stderr)
    ended = {"seconds": round(time.monotonic() - start, 1), "disagreements": len(wrong)}
    print(json.dumps(dict(sorted(counts.items())) | ended, indent=1))
    guards = "account purpose-stated private sealed hidden-folder ssn-step-up network".split()
    idle = [guard for guard in guards if not counts[f"denied by guard.{guard} alone"]]
    if not given.settings and given.requests >= 20_000 and idle:
        sys.exit(f"no question was denied by these guards alone: {idle}")
    if wrong:
        sys.exit(f"{len(wrong)} disagreements; the first stand above")


if __name__ == "__main__":
    main()
