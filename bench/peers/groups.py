"""The people of Anytown by what the census says of them, for counting missed links by group."""

import csv

AGES = [(0, "0 to 17"), (18, "18 to 29"), (30, "30 to 44"), (45, "45 to 64"), (65, "65 and older")]


def write(folder):
    """groups.csv beside the extracts: person, race and ethnicity, sex, age, housing. The first census record counts."""
    with open(folder / "key" / "records.csv", newline="") as rows:
        person = {row["record"]: row["person"] for row in csv.DictReader(rows) if row["source"] == "census"}
    seen = set()
    with open(folder / "census.csv", newline="") as rows, open(folder / "groups.csv", "w", newline="") as out:
        table = csv.writer(out)
        table.writerow(["person", "race and ethnicity", "sex", "age", "housing"])
        for row in csv.DictReader(rows):
            who = person[row["RESPONSE_ID"]]
            if who not in seen:
                seen.add(who)
                housing = row["HOUSING_TYPE"]
                housing = "group quarters" if housing and housing != "Household" else housing
                table.writerow([who, row["RACE_ETHNICITY"], row["SEX"], age(row["AGE"]), housing])


def age(text):
    if not text.isdigit():
        return ""
    return [name for least, name in AGES if int(text) >= least][-1]
