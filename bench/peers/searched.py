"""Judges answers to questions, the same way for every engine."""

import collections
import csv


def judge(answers, questions, key):
    """By kind of question: share of answers with the person among the first 10 and 20 people, p50 and p99. Answers are
    records; records of one person count as one place, by the key, for every engine."""
    with open(questions, newline="") as rows:
        asked = {row["query"]: row for row in csv.DictReader(rows)}
    wanted, found, micros = set(), collections.defaultdict(list), {}
    with open(answers, newline="") as rows:
        for row in csv.DictReader(rows):
            micros[row["query"]] = int(row["microseconds"])
            if row["unique_id"]:
                found[row["query"]].append(row["unique_id"])
                wanted.add(row["unique_id"])
    with open(key, newline="") as rows:
        person = {record: name for record, name in csv.reader(rows) if record in wanted}
    kinds = collections.defaultdict(list)
    for query, row in asked.items():
        people = list(dict.fromkeys(person[record] for record in found[query]))
        place = people.index(row["person"]) if row["person"] in people else 99
        kinds[row["kind"]].append((place, micros.get(query)))
        kinds["all"].append((place, micros.get(query)))
    return {kind: told(rows) for kind, rows in kinds.items()}


def told(rows):
    times = sorted(micros for _, micros in rows if micros is not None)
    at = lambda share: round(times[min(int(len(times) * share), len(times) - 1)] / 1000, 3) if times else None
    return {
        "asked": len(rows),
        "in_10": round(sum(place < 10 for place, _ in rows) / len(rows), 3),
        "in_20": round(sum(place < 20 for place, _ in rows) / len(rows), 3),
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
    }
