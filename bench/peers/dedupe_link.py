#!/usr/bin/env python3
"""dedupe 3: active learning, with the key in the place of the person who labels.

    dedupe_link.py IN.csv --key KEY.csv --out FOLDER [--labels 60]

dedupe asks about the pairs of which it is least sure; the key answers the first 60 questions. So it learns from true
answers, which neither Splink nor we are given. Clusters are its own (hierarchical, threshold .5, its default).
"""

import argparse
import csv
import json
import pathlib
import random
import sys
import time

import prepared


def main():
    options = argparse.ArgumentParser()
    options.add_argument("input", type=pathlib.Path)
    options.add_argument("--key", type=pathlib.Path, required=True)
    options.add_argument("--out", type=pathlib.Path, required=True)
    options.add_argument("--labels", type=int, default=60)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    import dedupe
    import numpy

    random.seed(1)
    numpy.random.seed(1)
    began = time.perf_counter()
    table = prepared.read(given.input).set_index("unique_id")
    have = [name for name in KINDS if table[name].notna().any()]
    records = {record: {name: row[name] for name in have} for record, row in table[have].to_dict("index").items()}
    with open(given.key, newline="") as rows:
        person = {row["unique_id"]: row["person"] for row in csv.DictReader(rows)}
    learner = dedupe.Dedupe([KINDS[name](dedupe.variables, name) for name in have], num_cores=2)
    learner.prepare_training(records, sample_size=1500)
    for _ in range(given.labels):
        for pair in learner.uncertain_pairs():
            same = identity(pair[0], records, person) == identity(pair[1], records, person)
            learner.mark_pairs({"match": [pair] if same else [], "distinct": [] if same else [pair]})
    learner.train()
    trained = time.perf_counter() - began
    clusters = learner.partition(records, threshold=0.5)
    with open(given.out / "clusters.csv", "w") as out:
        out.write("unique_id,cluster_id\n")
        for number, (members, _) in enumerate(clusters):
            out.writelines(f"{record},{number}\n" for record in members)
    print(json.dumps({"labels": given.labels, "seconds_to_train": round(trained, 2)}))


def identity(record, records, person, found={}):
    """Whose record it is; dedupe hands back the record itself, without its id."""
    if not found:
        for name, held in records.items():
            found[tuple(held.values())] = person[name]
    return found[tuple(record.values())]


KINDS = {
    "first_name": lambda kind, name: kind.String(name, has_missing=True),
    "last_name": lambda kind, name: kind.String(name, has_missing=True),
    "ssn": lambda kind, name: kind.String(name, has_missing=True),
    "national_id": lambda kind, name: kind.String(name, has_missing=True),
    "dob": lambda kind, name: kind.String(name, has_missing=True),
    "home": lambda kind, name: kind.String(name, has_missing=True),
    "zipcode": lambda kind, name: kind.ShortString(name, has_missing=True),
    "city": lambda kind, name: kind.String(name, has_missing=True),
    "middle_initial": lambda kind, name: kind.ShortString(name, has_missing=True),
    "sex": lambda kind, name: kind.ShortString(name, has_missing=True),
}


if __name__ == "__main__":
    sys.exit(main())
