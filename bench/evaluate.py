#!/usr/bin/env python3
"""Judge clusters against the true people, the same way for every engine.

    bench/evaluate.py --clusters OUT.csv --key KEY.csv [--name anytown] [--records IN.csv]
                      [--pairs PAIRS.csv [--sweep]] [--groups GROUPS.csv]

OUT has unique_id,cluster_id (and perhaps probability); KEY has unique_id,person. Every record of the key counts; one
that is missing from OUT stands alone. Prints one JSON line: pairwise precision, recall and F1 after clustering,
B-cubed, clusters that mix people, wrong links per 10,000 links made. With --records and a column `source` in it, also
missed and wrong pairs by pair of sources.

PAIRS has one,two,probability (and perhaps outcome): adds whether probabilities come true, and what people would see who
are asked about all pairs in it that OUT did not link. --sweep judges connected components of the pairs at thresholds.
GROUPS has person and one column for each way of grouping people: adds missed links by group.
"""

import argparse
import collections
import csv
import json
import math
import pathlib
import sys

# A group of people with fewer links says too little.
ENOUGH_LINKS = 300
# Pairs below this are not put before a person.
REVIEW = 0.2
# The share of records that people can be asked about.
AFFORDABLE = 0.02
THRESHOLDS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 0.99995, 0.99999,
              0.999999, 0.9999999, 0.99999999]
EDGES = [0.0, 0.05, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--clusters", type=pathlib.Path, required=True)
    options.add_argument("--key", type=pathlib.Path, required=True)
    options.add_argument("--name", default="link")
    options.add_argument("--records", type=pathlib.Path, help="the input file, to count by source")
    options.add_argument("--pairs", type=pathlib.Path, help="one,two,probability of pairs that were weighed")
    options.add_argument("--sweep", action="store_true", help="judge the pairs' components at thresholds")
    options.add_argument("--groups", type=pathlib.Path, help="person and the groups that she is of")
    given = options.parse_args()
    person = column(given.key, "person")
    cluster = complete(person, column(given.clusters, "cluster_id"))
    said = {"bench": given.name, **judge(person, cluster)}
    weighed = read_pairs(given.pairs, person) if given.pairs else []
    if given.pairs:
        said |= asked(person, cluster, questions_of(weighed, person, cluster))
        said |= calibration(person, weighed)
    print(json.dumps(said))
    if given.sweep:
        for line in sweep(person, weighed):
            print(json.dumps({"bench": f"{given.name} at threshold", **line}))
    if given.groups:
        for line in by_group(person, cluster, given.groups):
            print(json.dumps({"bench": f"{given.name} by group", **line}))
    if given.records:
        for line in by_source(person, cluster, column(given.records, "source")):
            print(json.dumps({"bench": f"{given.name} by source", **line}))


def column(path, name):
    with open(path, newline="", encoding="utf-8-sig") as rows:
        return {row["unique_id"]: row[name] for row in csv.DictReader(rows)}


def complete(person, cluster):
    """Every record of the key and no other; one that no cluster has stands alone."""
    return {record: cluster.get(record, f"alone {record}") for record in person}


def read_pairs(path, person):
    with open(path, newline="", encoding="utf-8-sig") as rows:
        cells = csv.reader(rows)
        names = next(cells)
        one, two, sure = (names.index(name) for name in ["one", "two", "probability"])
        return [(row[one], row[two], float(row[sure])) for row in cells if row[one] in person and row[two] in person]


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


def asked(person, cluster, questions):
    """What is reached when people are asked these questions, and answer rightly."""
    right = [pair for pair in questions if person[pair[0]] == person[pair[1]]]
    records = {record for pair in questions for record in pair}
    return {
        "recall_with_review": recall_after(person, cluster, right),
        "review_questions": len(questions),
        "review_questions_right": len(right),
        "review_load": rounded(len(records) / len(person)),
    }


def questions_of(weighed, person, cluster, most=AFFORDABLE):
    """One question for two clusters, their likeliest pair; the likeliest first, until so many of the records are in one."""
    seen, kept, records = set(), [], set()
    unlinked = [pair for pair in weighed if pair[2] >= REVIEW and cluster[pair[0]] != cluster[pair[1]]]
    for one, two, _ in sorted(unlinked, key=lambda pair: (-pair[2], pair)):
        between = tuple(sorted([cluster[one], cluster[two]]))
        if between in seen:
            continue
        if len(records | {one, two}) > most * len(person):
            break
        seen.add(between)
        records |= {one, two}
        kept.append((one, two))
    return kept


def recall_after(person, cluster, right):
    joined = components(set(cluster.values()), [(cluster[one], cluster[two]) for one, two in right])
    return judge(person, {record: joined[name] for record, name in cluster.items()})["recall"]


def calibration(person, weighed):
    """Whether probabilities come true: what was said and what was so, by how much was said."""
    bins = collections.defaultdict(lambda: [0, 0.0, 0])
    loss = 0.0
    for one, two, sure in weighed:
        so = person[one] == person[two]
        place = max(at for at, edge in enumerate(EDGES[:-1]) if sure >= edge)
        held = bins[place]
        held[0] += 1
        held[1] += sure
        held[2] += so
        loss += (sure - so) ** 2
    count = max(len(weighed), 1)
    error = sum(abs(said - so) for _, said, so in bins.values()) / count
    table = [
        {"from": EDGES[place], "to": EDGES[place + 1], "pairs": number, "said": rounded(said / number), "so": rounded(so / number)}
        for place, (number, said, so) in sorted(bins.items())
    ]
    return {"calibration_error": rounded(error), "brier": rounded(loss / count), "calibration": table}


def sweep(person, weighed):
    """Connected components of all pairs at or above each threshold."""
    for threshold in THRESHOLDS:
        kept = [(one, two) for one, two, sure in weighed if sure >= threshold]
        yield {"threshold": threshold, **judge(person, components(person, kept))}


def components(records, links):
    """The name of each record's component."""
    parent = {}

    def root(at):
        while at in parent:
            above = parent[at]
            if above in parent:
                parent[at] = parent[above]
            at = above
        return at

    for one, two in links:
        one, two = root(one), root(two)
        if one != two:
            parent[max(one, two)] = min(one, two)
    return {record: root(record) for record in records}


def by_group(person, cluster, path):
    """Links missed for each group: a person of n records needs n - 1 links, and one is missed for each further cluster."""
    with open(path, newline="", encoding="utf-8-sig") as rows:
        groups = {row.pop("person"): row for row in csv.DictReader(rows)}
    held = collections.defaultdict(lambda: [0, set()])
    for record, name in person.items():
        held[name][0] += 1
        held[name][1].add(cluster[record])
    counts = collections.defaultdict(lambda: [0, 0])
    for name, (records, clusters) in held.items():
        for way, group in groups.get(name, {}).items():
            if group and records > 1:
                counts[way, group][0] += records - 1
                counts[way, group][1] += len(clusters) - 1
    lines = []
    for (way, group), (links, missed) in sorted(counts.items()):
        low, high = wilson(missed, links)
        lines.append({"way": way, "group": group, "links": links, "missed": missed, "share": rounded(missed / links),
                      "low": rounded(low), "high": rounded(high), "counts": links >= ENOUGH_LINKS})
    return lines


def wilson(part, whole, z=1.96):
    """The 95 % interval of a share."""
    share = part / whole
    middle = share + z * z / (2 * whole)
    reach = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return (middle - reach) / (1 + z * z / whole), (middle + reach) / (1 + z * z / whole)


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
