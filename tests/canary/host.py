"""Runs the program on a town: its settings, its accounts, its marks, and the agency that answers over HTTP."""

import http.server
import json
import socket
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

import sheets
from town import LIVE
from words import Finder

SETTINGS = """title = "Canary"
time_zone = "UTC"
listen = "127.0.0.1:{port}"
policies = "{policies}"
sources = "sources"
deadline_milliseconds = 20000
[database]
file = "data/town.db"
key = "keys/town.key"
[[agency]]
id = "welfare"
name = "Welfare Office"
short = "Welfare"
[[status]]
source = "welfare"
key_file = "keys/status.key"
[[status]]
source = "kids"
key_file = "keys/status.key"
"""


class Agency(http.server.ThreadingHTTPServer):
    """The agency that is asked at every question."""

    daemon_threads = True

    def __init__(self, town):
        self.town = town
        super().__init__(("127.0.0.1", 0), Desk)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Desk(http.server.BaseHTTPRequestHandler):
    """Answers for the agency."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        town, (path, _, query) = self.server.town, self.path.partition("?")
        kind, body = "application/json", None
        if path == "/changes":
            body = town.changes(urllib.parse.parse_qs(query).get("since", [""])[0])
        elif path.startswith("/people/"):
            who = [name for (source, name), key in town.keys.items() if source == LIVE and key == path[8:]]
            body = json.dumps(town.answer(who[0], True)).encode() if who else None
        elif path[11:] in town.pictures:
            kind, body = "image/png", town.pictures[path[11:]][2]
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")


class Host:
    """The program, running."""

    def __init__(self, program, folder, town):
        self.program, self.folder, self.town = Path(program), folder, town
        self.agency = Agency(town)
        town.write(folder, self.agency.server_address[1])
        sheets.write(folder / "policies")
        # Commands need no use cases, and testing these takes seconds.
        (folder / "groups").mkdir()
        (folder / "groups/groups.toml").write_text((folder / "policies/groups.toml").read_text())
        (folder / "keys").mkdir()
        self.status_key = b"made up for the canaries, nothing else"
        (folder / "keys/status.key").write_bytes(self.status_key)
        (folder / "keys/status.key").chmod(0o600)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        for name, policies in (("serve", "policies"), ("commands", "groups")):
            (folder / f"{name}.toml").write_text(SETTINGS.format(port=self.port, policies=policies))
        self.log = folder / "log"
        self.running = None

    def command(self, *words, typed=""):
        done = subprocess.run(
            [self.program, *words, "--settings", self.folder / "commands.toml"],
            input=typed, capture_output=True, text=True, timeout=120,
        )
        if done.returncode:
            raise SystemExit(f"throughline {' '.join(map(str, words))}: {done.stderr}")
        return done.stdout

    def accounts(self):
        """Accounts and duties, by the commands of whoever runs the program."""
        for user, (groups, _, duties, _) in sheets.STAFF.items():
            in_groups = [word for group in groups for word in ("--group", group)]
            self.command("staff-add", sheets.AGENCY, user, user.capitalize(), *in_groups, typed=sheets.PASSWORD + "\n")
            for duty, scope in duties:
                self.command("staff", "duty", "give", sheets.AGENCY, user, duty, *([scope] if scope else []))

    def start(self):
        """Serves, until every source has been taken in whole."""
        with self.log.open("wb") as log:
            self.running = subprocess.Popen(
                [self.program, "serve", "--settings", self.folder / "serve.toml"], stdout=log, stderr=log
            )
        expected = {}
        for person in self.town.people.values():
            for source in person["sources"]:
                expected[source] = expected.get(source, 0) + 1
        until = time.monotonic() + 120
        while time.monotonic() < until:
            text = self.log.read_text()
            if self.running.poll() is not None:
                raise SystemExit(f"the program ended:\n{text}")
            if all(f"{source}: " in text for source in expected):
                break
            time.sleep(0.1)
        for source, people in expected.items():
            line = next((line for line in text.splitlines() if line.startswith(f"{source}: ")), "nothing")
            if f"; {people} new, 0 changed" not in line or "; 0 in quarantine;" not in line:
                raise SystemExit(f"{source} was not taken in as it was sent ({people} people): {line}")

    def stop(self):
        if self.running and self.running.poll() is None:
            self.running.terminate()
            try:
                self.running.wait(10)
            except subprocess.TimeoutExpired:
                self.running.kill()
                self.running.wait()
        self.agency.shutdown()

    def log_holds(self, spots):
        """Values of people that the program wrote to its log."""
        found = Finder(spots.by_value).find(self.log.read_text(errors="replace"))
        return [f"the log holds {value}" for _, value in sorted(found)]
