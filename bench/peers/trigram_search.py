#!/usr/bin/env python3
"""PostgreSQL with pg_trgm: the questions of `throughline find`, with the parts of each already told apart.

    trigram_search.py CITY.csv --questions QUESTIONS.csv --today DAY --out FOLDER

Starts a server of its own on a free port (trust, on this machine only) and stops it. The server knows more than our
program is told: which word is a given name, which a surname, what is an age. Each question is asked by GIN indexes
(candidates by likeness, sorted) and by a GiST index (nearest first), each at its best; a plain index serves the last four
digits. FOLDER gets answers-gin.csv and answers-gist.csv: query,rank,unique_id,microseconds.
"""

import argparse
import csv
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HITS = 50


def main():
    options = argparse.ArgumentParser()
    options.add_argument("city", type=pathlib.Path)
    options.add_argument("--questions", type=pathlib.Path, required=True)
    options.add_argument("--today", required=True)
    options.add_argument("--out", type=pathlib.Path, required=True)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    # Ended from outside it still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with Server() as server:
        import psycopg

        with psycopg.connect(server.address, autocommit=True) as db:
            said = fill(db, given.city)
            with open(given.questions, newline="") as rows:
                questions = list(csv.DictReader(rows))
            said["version"] = db.execute("show server_version").fetchone()[0].split(" ")[0]
            for way in ["gin", "gist"]:
                said[way] = ask(db, way, questions, int(given.today[:4]), given.out / f"answers-{way}.csv")
            said["bytes"] = dict(db.execute(
                "select c.relname, pg_relation_size(c.oid) from pg_class c where c.relname like 'people%'").fetchall())
    print(json.dumps(said))


class Server:
    """A PostgreSQL in a temporary folder, not as root."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)
        if os.getuid() == 0:
            (self.folder / "pg").mkdir()
            shutil.chown(self.folder / "pg", "postgres")
        self.bin = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))[-1]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.run(f"{self.bin}/initdb -D {self.folder}/pg/data -U bench --auth=trust -E UTF8 --locale=C.UTF-8")
        # The whole table and its indexes fit into memory; a read costs hardly more than a sequential one there.
        settings = (f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c shared_buffers=2GB"
                    " -c work_mem=64MB -c maintenance_work_mem=1GB -c random_page_cost=1.1 -c effective_cache_size=6GB -c jit=off")
        self.run(f"{self.bin}/pg_ctl -D {self.folder}/pg/data -w -l {self.folder}/pg/log -o '{settings}' start")
        self.address = f"host=127.0.0.1 port={port} user=bench dbname=postgres"
        return self

    def __exit__(self, *_):
        self.run(f"{self.bin}/pg_ctl -D {self.folder}/pg/data -m immediate stop")
        shutil.rmtree(self.folder)

    def run(self, command):
        whole = ["su", "postgres", "-s", "/bin/sh", "-c", command] if os.getuid() == 0 else ["sh", "-c", command]
        subprocess.run(whole, check=True, stdout=subprocess.DEVNULL, cwd="/")


def fill(db, city):
    db.execute("create extension pg_trgm")
    db.execute("create unlogged table people (id text, first text, last text, name text, four text, born date, home text)")
    began = time.perf_counter()
    with db.cursor().copy("copy people from stdin") as copy, open(city, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            first, last = row["first_name"].lower(), row["last_name"].lower()
            home = f"{last} {row['street_number']} {row['street_name'].lower()}"
            copy.write_row((row["unique_id"], first, last, f"{first} {last}", row["ssn"][-4:] or None, row["dob"] or None, home))
    loaded = time.perf_counter() - began
    seconds = {}
    for name, columns in {
        "people_name_gin": "using gin (name gin_trgm_ops)",
        "people_first_gin": "using gin (first gin_trgm_ops)",
        "people_home_gin": "using gin (home gin_trgm_ops)",
        "people_name_gist": "using gist (name gist_trgm_ops(siglen=64))",
        "people_home_gist": "using gist (home gist_trgm_ops(siglen=64))",
        "people_four": "(four)",
        "people_first_born": "(first, born)",
    }.items():
        began = time.perf_counter()
        db.execute(f"create index {name} on people {columns}")
        seconds[name] = round(time.perf_counter() - began, 1)
    db.execute("vacuum analyze people")
    return {"load_seconds": round(loaded, 1), "index_seconds": seconds}


# Candidates by likeness, the likest first. The thresholds were tried from .3 to .6: lower finds no more, and is slower.
GIN = {
    "name": "select id from people where name % %(name)s order by similarity(name, %(name)s) desc, id limit 50",
    "age": """select id from people where first % %(first)s and born between %(from)s and %(to)s
              order by similarity(first, %(first)s) desc, abs(born - %(middle)s::date), id limit 50""",
    "four": "select id from people where four = %(four)s order by similarity(first, %(first)s) desc, id limit 50",
    "home": "select id from people where home % %(home)s order by similarity(home, %(home)s) desc, id limit 50",
}
GIST = {
    "name": "select id from people order by name <-> %(name)s limit 50",
    "age": """select id from people where first = %(first)s and born between %(from)s and %(to)s
              order by abs(born - %(middle)s::date), id limit 50""",
    "four": GIN["four"],
    "home": "select id from people order by home <-> %(home)s limit 50",
}


def ask(db, way, questions, year, path):
    texts = {kind: text.replace(" % ", " %% ") for kind, text in (GIN if way == "gin" else GIST).items()}
    db.execute("set pg_trgm.similarity_threshold = 0.4")
    # The server plans each kind once and knows which index to take.
    db.execute("set enable_seqscan = off")
    if way == "gist":
        db.execute("set enable_bitmapscan = off")
    asked = [(question["query"], *parts(question, year)) for question in questions]
    for _, kind, values in asked[:: max(len(asked) // 50, 1)]:
        db.execute(texts[kind], values, prepare=True).fetchall()
    with open(path, "w", newline="") as out:
        table = csv.writer(out)
        table.writerow(["query", "rank", "unique_id", "microseconds"])
        for query, kind, values in asked:
            began = time.perf_counter()
            found = db.execute(texts[kind], values, prepare=True).fetchall()
            took = round((time.perf_counter() - began) * 1e6)
            table.writerow([query, 0, "", took])
            table.writerows([query, rank + 1, record, took] for rank, (record,) in enumerate(found))
    db.execute("reset enable_bitmapscan")
    return len(asked)


def parts(question, year):
    """What a reader of the question's text would put into a form."""
    text = question["text"].lower()
    if found := re.fullmatch(r"(\S+) about (\d+)", text):
        born = year - int(found[2])
        return "age", {"first": found[1], "from": f"{born - 4}-01-01", "to": f"{born + 4}-12-31", "middle": f"{born}-07-01"}
    if found := re.fullmatch(r"(\S+) last four (\d{4})", text):
        return "four", {"first": found[1], "four": found[2]}
    if re.search(r"\d", text):
        return "home", {"home": text}
    return "name", {"name": text}


if __name__ == "__main__":
    sys.exit(main())
