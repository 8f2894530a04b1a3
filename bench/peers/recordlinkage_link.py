#!/usr/bin/env python3
"""recordlinkage 0.16: string comparisons and its unsupervised ECM classifier (Fellegi and Sunter by EM).

    recordlinkage_link.py IN.csv --out FOLDER

Candidate pairs from the union of several blocks, because its own examples block on one field and lose pairs by it. The
toolkit makes pairs only; clusters are connected components of what ECM calls a match (its default, .5).
"""

import argparse
import json
import pathlib
import sys
import time

import prepared

BLOCKS = [["first_name", "last_name"], ["dob"], ["ssn"], ["national_id"], ["first_name", "birth_year"], ["last_name", "birth_year"],
          ["first_name", "street_name"], ["last_name", "street_name"], ["first_sound", "last_sound"], ["ssn4", "first_initial"],
          ["zipcode", "first_initial", "birth_day"], ["phone"], ["email"]]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("input", type=pathlib.Path)
    options.add_argument("--out", type=pathlib.Path, required=True)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    import recordlinkage

    began = time.perf_counter()
    table = prepared.read(given.input).set_index("unique_id")
    have = {name for name in table.columns if table[name].notna().any()}
    indexer = recordlinkage.Index()
    for columns in BLOCKS:
        if set(columns) <= have:
            indexer.block(columns)
    candidates = indexer.index(table)
    compare = recordlinkage.Compare()
    for column in ["first_name", "last_name", "street_name"]:
        if column in have:
            compare.string(column, column, method="jarowinkler", threshold=0.88, label=column, missing_value=0)
    for column in ["dob", "ssn", "national_id", "phone", "street_number", "city"]:
        if column in have:
            compare.string(column, column, method="damerau_levenshtein", threshold=0.75, label=column, missing_value=0)
    for column in ["middle_initial", "zipcode", "sex", "state", "unit_number"]:
        if column in have:
            compare.exact(column, column, label=column, missing_value=0)
    features = compare.compute(candidates, table)
    ecm = recordlinkage.ECMClassifier(binarize=0.5, max_iter=200)
    ecm.fit(features)
    sure = ecm.prob(features)
    if (sure > 0.5).mean() > 0.9:
        raise SystemExit("ECM has called nearly every pair a match: it has found other classes than matches and others")
    write(given.out, table.index, [(one, two, chance) for (one, two), chance in sure.items() if chance >= 0.001])
    print(json.dumps({"compared": len(candidates), "seconds_inside": round(time.perf_counter() - began, 2)}))


def write(out, records, weighed):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
    import evaluate

    joined = evaluate.components(records, [(one, two) for one, two, chance in weighed if chance >= 0.5])
    with open(out / "pairs.csv", "w") as pairs:
        pairs.write("one,two,probability\n")
        pairs.writelines(f"{one},{two},{chance:.6f}\n" for one, two, chance in weighed)
    with open(out / "clusters.csv", "w") as clusters:
        clusters.write("unique_id,cluster_id\n")
        clusters.writelines(f"{record},{name}\n" for record, name in joined.items())


if __name__ == "__main__":
    sys.exit(main())
