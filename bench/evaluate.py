#!/usr/bin/env python3
"""Judge clusters against the true people, the same way for every engine.

    bench/evaluate.py --clusters OUT.csv --key KEY.csv [--name anytown] [--records IN.csv]

OUT has unique_id,cluster_id (and perhaps probability); KEY has unique_id,person. Every record of the key counts; one
that is missing from OUT stands alone. Prints one JSON line: pairwise precision, recall and F1 after clustering,
B-cubed, clusters that mix people, wrong links per 10,000 links made. With --records and a column `source` in it, also
missed and wrong pairs by pair of sources.
"""

import argparse
import collections
import csv
import json
import pathlib
import sys


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--clusters", type=pathlib.Path, required=True)
    options.add_argument("--key", type=pathlib.Path, required=True)
    options.add_argument("--name", default="link")
    options.add_argument("--records", type=pathlib.Path, help="the input file, to count by source")
    given = options.parse_args()
    person = column(given.key, "person")
    cluster = {record: name for record, name in column(given.clusters, "cluster_id").items() if record in person}
    for record in person:
        cluster.setdefault(record, f"alone {record}")
    print(json.dumps({"bench": given.name, **judge(person, cluster)}))
    if given.records:
        for line in by_source(person, cluster, column(given.records, "source")):
            print(json.dumps({"bench": f"{given.name} by source", **line}))


def column(path, name):
    with open(path, newline="", encoding="utf-8-sig") as rows:
        return {row["unique_id"]: row[name] for row in csv.DictReader(rows)}


def judge(person, cluster):
    people = collections.Counter(person.values())
    clusters = collections.Counter(cluster.values())
    both = collections.Counter((cluster[record], name) for record, name in person.items())
    true, made, right = pairs(people), pairs(clusters), pairs(both)
    mixed = collections.Counter(name for name, _ in both)
    inside = sum(count * count / clusters[name] for (name, _), count in both.items()) / len(person)
    found = sum(count * count / people[name] for (_, name), count in both.items()) / len(person)
    links = len(person) - len(clusters)
    largest = collections.Counter()
    for (name, _), count in both.items():
        largest[name] = max(largest[name], count)
    # A cluster of n records is held by n - 1 links; of these at least (people in it - 1) are wrong.
    wrong = sum(count - 1 for count in mixed.values())
    precision, recall = ratio(right, made), ratio(right, true)
    return {
        "records": len(person),
        "people": len(people),
        "clusters": len(clusters),
        "f1": rounded(harmonic(precision, recall)),
        "precision": rounded(precision),
        "recall": rounded(recall),
        "bcubed_f1": rounded(harmonic(inside, found)),
        "bcubed_precision": rounded(inside),
        "bcubed_recall": rounded(found),
        "mixed_clusters": sum(count > 1 for count in mixed.values()),
        "records_in_minority": len(person) - sum(largest.values()),
        "largest_cluster": max(clusters.values()),
        "wrong_links_per_10000": round(10_000 * ratio(wrong, links), 2),
        "wrong_pairs": made - right,
        "missed_pairs": true - right,
    }


def by_source(person, cluster, source):
    """Missed and wrong pairs for each pair of sources."""
    found = collections.defaultdict(collections.Counter)
    for grouping, other, kind in [(person, cluster, "missed"), (cluster, person, "wrong")]:
        members = collections.defaultdict(list)
        for record, name in grouping.items():
            members[name].append(record)
        for records in members.values():
            for place, one in enumerate(records):
                for two in records[:place]:
                    sources = " and ".join(sorted([source[one], source[two]]))
                    found[sources]["pairs" if kind == "missed" else "linked"] += 1
                    if other[one] != other[two]:
                        found[sources][kind] += 1
    for sources, counts in sorted(found.items()):
        yield {"sources": sources, **{name: counts[name] for name in ["pairs", "linked", "missed", "wrong"]}}


def pairs(counts):
    return sum(count * (count - 1) // 2 for count in counts.values())


def ratio(part, whole):
    return part / whole if whole else 1.0


def harmonic(one, two):
    return 2 * one * two / (one + two) if one + two else 0.0


def rounded(value):
    return round(value, 5)


if __name__ == "__main__":
    sys.exit(main())
