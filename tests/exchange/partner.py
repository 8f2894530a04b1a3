"""Plays other systems: is told by requests, asks, says things, and drops files, while the program is killed now and then."""

import argparse
import base64
import datetime
import http.server
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from standardwebhooks import Webhook, WebhookVerificationError

ROOT = Path(__file__).resolve().parents[2]
# A site's day is that of its own clock, not of this machine's.
SITE = ZoneInfo("America/New_York")


class Fault(Exception):
    """Something is not as the documents say."""


def holds(fact, words):
    if not fact:
        raise Fault(words)


class Told(http.server.BaseHTTPRequestHandler):
    """Where the program tells the first system: checks the signature, and is out of order for a while."""

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        server = self.server
        try:
            page = Webhook(server.key).verify(body, dict(self.headers.items()))
        except WebhookVerificationError as cause:
            server.faults.append(f"a signature is wrong: {cause}")
            page = None
        server.requests += 1
        taken = page is not None and server.requests not in (1, 2)
        if taken:
            server.pages.append(page)
        self.send_response(204 if taken else 503)
        self.end_headers()


class Receiver(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, key):
        self.key, self.pages, self.requests, self.faults = key, [], 0, []
        super().__init__(("127.0.0.1", 0), Told)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def messages(self):
        return [message for page in list(self.pages) for message in page["messages"]]


class Program:
    """The demo with three other systems, in a folder of its own."""

    def __init__(self, program, folder, receiver_port, keys):
        self.program, self.folder = program, folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        examples = folder / "examples"
        shutil.copytree(ROOT / "examples", examples)
        self.incoming, self.out = folder / "incoming", folder / "out"
        for made in (self.incoming, self.out):
            made.mkdir()
        partners = []
        for name, key in keys.items():
            file = folder / f"{name}.key"
            file.touch(mode=0o600)
            file.write_text(key + "\n")
            says = "" if name == "hooks" else "says_customers = true\nsays_services = true\n"
            partners.append(f'[[frontdesk.partner]]\nid = "{name}"\nname = "System {name}"\nkey_file = "{file}"\n{says}')
        partners[0] += f'address = "http://127.0.0.1:{receiver_port}/hooks"\n'
        partners[2] += f'folder = "{self.out}"\nincoming = "{self.incoming}"\n'
        settings = examples / "new_york" / "throughline.toml"
        settings.write_text(settings.read_text() + "\n" + "\n".join(partners))
        self.running = None

    def start(self):
        with open(self.folder / "log", "a") as log:
            self.running = subprocess.Popen(
                [self.program, "demo", "--people", "60", "--tick", "0", "--port", str(self.port), "--data", self.folder / "data",
                 "--example", self.folder / "examples" / "new_york"],
                stdout=log, stderr=log, cwd=ROOT, preexec_fn=os.setsid,
            )
        for _ in range(600):
            if self.running.poll() is not None:
                raise Fault(f"the program ended: {(self.folder / 'log').read_text()[-2000:]}")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).read()
                return
            except OSError:
                time.sleep(0.2)
        raise Fault("the program does not start")

    def kill(self):
        if self.running and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def ask(self, partner, key, query=None, messages=None, body=None, **headers):
        """A signed request; status and answer."""
        path = f"/exchange/{partner}/messages" + (f"?{query}" if query is not None else "")
        if messages is not None:
            body = json.dumps({"messages": messages})
        signed, name, now = body if body is not None else f"GET {path}", f"r-{secrets.token_hex(4)}", datetime.datetime.now(datetime.UTC)
        signature = Webhook(key).sign(name, now, signed)
        sent = {"webhook-id": name, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature, **headers}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body.encode() if body is not None else None, headers=sent
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)

    def description(self):
        return json.load(urllib.request.urlopen(f"http://127.0.0.1:{self.port}/exchange/openapi.json", timeout=30))


class Shapes:
    """The schemas of the description, as validators."""

    def __init__(self, description):
        validate(description)
        self.description = description

    def check(self, name, value):
        schema = {"$ref": f"#/components/schemas/{name}", "components": self.description["components"]}
        fault = next(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value), None)
        holds(fault is None, f"{name} is not as the OpenAPI document says: {fault and fault.message}")


def everything(program, shapes, partner, key):
    """All messages that a system that asks is answered with."""
    messages, after = [], 0
    while True:
        status, page = program.ask(partner, key, query=f"after={after}&most=50")
        holds(status == 200, f"asking is answered with {status}")
        shapes.check("Page", page)
        holds(page["next"] >= after, "next goes backwards")
        messages += page["messages"]
        after = page["next"]
        if not page["more"]:
            return messages


def said(program, shapes, partner, key, messages):
    shapes.check("Batch", {"messages": messages})
    status, answer = program.ask(partner, key, messages=messages)
    holds(status == 200, f"saying is answered with {status}: {answer}")
    shapes.check("Results", answer)
    return [(one["result"], one.get("customer"), one.get("reason", "")) for one in answer["results"]]


def customer(name, **facts):
    return {"id": name, "type": "customer.changed", "data": {"customer": facts}}


def delivered(name, who, service, day=None):
    service = {"service": service, "site": "north-hill", "day": day or datetime.datetime.now(SITE).date().isoformat()}
    return {"id": name, "type": "service.delivered", "data": {"customer": who, "service": service}}


def what(message):
    """What a message is about; changes that are told together are told once, so ids differ from batch to batch."""
    data = message["data"]
    return message["type"], data["customer"]["uii"], data.get("visit", {}).get("visit"), data.get("service", {}).get("delivery")


def until(fact, words, seconds=30):
    end = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > end:
            raise Fault(words)
        time.sleep(0.1)


def story(program, receiver, keys):
    shapes = Shapes(program.description())
    key = keys["asks"]
    before = everything(program, shapes, "asks", key)
    holds(before, "nothing is told of the demo's customers")
    # Somebody new, twice; somebody who may be here; what staff delivered, and took back.
    nia = {"external_id": "C-1", "first_name": "Nia", "last_name": "Okonjo", "birth_date": "1991-04-02", "ssn": "531224417", "site": "north-hill"}
    new = customer("c1", **nia)
    results = said(program, shapes, "asks", key, [
        new, new, delivered("d1", {"external_id": "C-1"}, "career-guidance"), delivered("d2", {"external_id": "C-1"}, "nonsense"),
        {"id": "u1", "type": "service.undone", "data": {"delivered": "d1"}},
    ])
    holds([one[0] for one in results] == ["applied", "duplicate", "applied", "refused", "applied"], f"unexpected results: {results}")
    holds(results[0][1] == results[1][1], "said twice, she has two numbers")
    known = next(one["data"]["customer"] for one in before if one["type"] == "customer.changed" and "birth_date" in one["data"]["customer"])
    twin = customer("c2", external_id="C-2", first_name="X", last_name=known["last_name"], birth_date=known["birth_date"], site="north-hill")
    holds(said(program, shapes, "asks", key, [twin])[0][0] == "held", "a twin is not held")
    after = everything(program, shapes, "asks", key)
    text = json.dumps(after)
    holds("Okonjo" in text and "531224417" not in text, "she is not told of, or her SSN is")
    holds(all(one["type"] not in ("service.delivered", "service.undone") or one["data"]["customer"] != results[0][1] for one in after),
          "a system is told what it said itself")
    # Who does not sign rightly learns nothing.
    other = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    wrong = [
        program.ask("asks", other, query="after=0"), program.ask("nobody", key, query="after=0"),
        program.ask("asks", key, query="after=0", **{"webhook-timestamp": "1600000000"}), program.ask("hooks", key, query="after=0"),
    ]
    holds(all(one == wrong[0] and one[0] == 401 for one in wrong), f"unsigned requests are told apart: {wrong}")
    for body, words in (("{", "no JSON"), ("[]", "no list"), ('{"messages": 1}', "no list"), (json.dumps({"messages": [{}] * 201}), "at most 200")):
        status, answer = program.ask("asks", key, body=body)
        holds(status == 400 and words in answer["error"], f"{body[:20]} is answered with {status} {answer}")
    # A file, with a line that is none; then the same file again.
    lines = [json.dumps(delivered("f1", {"external_id": "C-9"}, "career-guidance")), "{", json.dumps(customer("f2", **{**nia, "external_id": "F-1"}))]
    for _ in range(2):
        (program.incoming / "a.jsonl.part").write_text("\n".join(lines) + "\n")
        (program.incoming / "a.jsonl.part").rename(program.incoming / "a.jsonl")
        until(lambda: not (program.incoming / "a.jsonl").exists(), "the file is not taken")
    file_results = [json.loads(line) for line in (program.incoming / "results" / "a.jsonl").read_text().splitlines()]
    holds([one["result"] for one in file_results] == ["refused", "refused", "duplicate"], f"unexpected results of the file: {file_results}")
    holds("line 2" in file_results[1]["reason"], "nobody says which line is none")
    # The program is killed while it tells; what it told last may come again, and nothing is missing.
    for number in range(3):
        said(program, shapes, "asks", key, [delivered(f"k{number}-{day}", {"external_id": "C-1"}, "career-guidance", f"2026-10-{day:02}") for day in range(1, 26)]
             if number == 0 else [customer(f"k{number}", external_id="C-1", phone=f"555-01{number:02}")])
        time.sleep(0.3 * number)
        program.kill()
        program.start()
    whole = {what(one) for one in everything(program, shapes, "hooks", keys["hooks"])}
    holds(sum(1 for one in whole if one[0] == "service.delivered") >= 25, "services of another system are not told")
    until(lambda: whole <= {what(one) for one in receiver.messages()}, "the told system lacks messages", 60)
    holds(not receiver.faults, receiver.faults[:1])
    numbers = [int(page["next"]) for page in receiver.pages]
    holds(numbers == sorted(numbers), "pages come out of order")
    for page in receiver.pages:
        shapes.check("Page", page)
    # What was told twice meanwhile stands once: files hold the same, by themselves.
    def in_files():
        return [json.loads(line) for file in sorted(program.out.glob("*.jsonl")) for line in file.read_text().splitlines()]
    until(lambda: whole <= {what(one) for one in in_files()}, "files lack messages", 60)
    for message in in_files():
        shapes.check("Told", message)
    return len(after), receiver.requests, len(in_files())


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--program", type=Path, required=True)
    program_file = asked.parse_args().program.resolve()
    keys = {name: "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode() for name in ("hooks", "asks", "files")}
    receiver = Receiver(keys["hooks"])
    with tempfile.TemporaryDirectory(prefix="exchange-") as folder:
        program = Program(program_file, Path(folder), receiver.server_address[1], keys)
        try:
            program.start()
            told, requests, in_files = story(program, receiver, keys)
        except Fault as fault:
            print(f"exchange: {fault}\n{(Path(folder) / 'log').read_text()[-400:]}", file=sys.stderr)
            return 1
        finally:
            program.kill()
    print(f"exchange: in order; {told} messages asked for, {requests} requests received, {in_files} messages in files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
