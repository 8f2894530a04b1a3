#!/usr/bin/env python3
"""Write the simulated town Anytown in 2020 as five agencies would deliver it, and the true ids apart from it.

    bench/anytown.py --seed 3 --out FOLDER [--people 500]

FOLDER gets census.csv, wic.csv, social_security.csv, wages.csv and tax_returns.csv (each in its own columns and date
formats, see bench/README.md), joined.csv (all five in the columns that `throughline link` knows), and key/ with the
true ids: key/records.csv (source, record, person) and key/joined.csv (unique_id, person). The seed is the noise seed
of pseudopeople: the people stay the same, their errors differ.
"""

import argparse
import hashlib
import json
import pathlib
import re
import sys

import environment

YEAR = 2020


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=0, help="noise seed, 0 to 9 by custom")
    options.add_argument("--out", type=pathlib.Path, required=True, help="folder to write into")
    options.add_argument("--people", type=int, help="only about so many people, whole households")
    given = options.parse_args()
    environment.enter()
    town = simulate(given.seed)
    if given.people:
        town = slice_by_household(town, given.people)
    (given.out / "key").mkdir(parents=True, exist_ok=True)
    extracts, key = deliver(town, given.seed)
    for name, rows in extracts.items():
        rows.to_csv(given.out / f"{name}.csv", index=False)
    key.to_csv(given.out / "key" / "records.csv", index=False)
    joined, joined_key = join(extracts, key)
    joined.to_csv(given.out / "joined.csv", index=False)
    joined_key.to_csv(given.out / "key" / "joined.csv", index=False)
    counts = {name: len(rows) for name, rows in extracts.items()}
    people = int(joined_key["person"].nunique())
    print(json.dumps({"bench": "anytown", "seed": given.seed, "records": len(joined), "people": people, **counts}))


def simulate(seed):
    """The five observed data sets with pseudopeople's own noise settings."""
    import warnings

    warnings.filterwarnings("ignore")
    import pseudopeople

    makers = {
        "census": pseudopeople.generate_decennial_census,
        "wic": pseudopeople.generate_women_infants_and_children,
        "social_security": pseudopeople.generate_social_security,
        "wages": pseudopeople.generate_taxes_w2_and_1099,
        "tax_returns": pseudopeople.generate_taxes_1040,
    }
    town = {name: make(seed=seed, year=YEAR).astype(object) for name, make in makers.items()}
    town = {name: rows.where(rows.notna(), "") for name, rows in town.items()}
    births = town["social_security"]
    town["social_security"] = births[births["event_type"] == "creation"]
    return {name: rows.reset_index(drop=True) for name, rows in town.items()}


def slice_by_household(town, people):
    """Whole households in an order that does not depend on the seed, until there are enough people."""
    home = {}
    for rows in town.values():
        for person in rows["simulant_id"]:
            home.setdefault(person, f"alone {person}")
    for name in ["wic", "tax_returns", "wages", "census"]:
        home.update(zip(town[name]["simulant_id"], town[name]["household_id"]))
    members = {}
    for person, household in home.items():
        members.setdefault(household, []).append(person)
    chosen = set()
    for household in sorted(members, key=shuffled):
        if len(chosen) >= people:
            break
        chosen.update(members[household])
    return {name: rows[rows["simulant_id"].isin(chosen)].reset_index(drop=True) for name, rows in town.items()}


def shuffled(text):
    return hashlib.sha256(f"anytown {text}".encode()).hexdigest()


def own_numbers(values, agency, digits=6):
    """The agency's own numbers for something, so that no number leads from one agency to another."""
    order = sorted(set(values), key=lambda value: hashlib.sha256(f"{agency} {value}".encode()).hexdigest())
    number = {value: f"{place + 1:0{digits}d}" for place, value in enumerate(order)}
    return [number[value] for value in values]


def deliver(town, seed):
    import pandas

    extracts, keys = {}, []
    for name, rows in town.items():
        rows = rows.assign(record=own_numbers([f"{place} {seed}" for place in range(len(rows))], name))
        rows = rows.sort_values("record").reset_index(drop=True)
        keys.append(pandas.DataFrame({"source": name, "record": rows["record"], "person": rows["simulant_id"]}))
        extracts[name] = EXTRACTS[name](rows)
    return extracts, pandas.concat(keys, ignore_index=True)


def census(rows):
    """Separate address parts, dates as month/day/year."""
    return frame(
        RESPONSE_ID=rows["record"],
        HOUSEHOLD_NO=own_numbers(rows["household_id"], "census"),
        FIRST_NAME=rows["first_name"],
        MI=rows["middle_initial"],
        LAST_NAME=rows["last_name"],
        AGE=rows["age"],
        DOB=rows["date_of_birth"],
        SEX=rows["sex"],
        RELATION=rows["relationship_to_reference_person"],
        RACE_ETHNICITY=rows["race_ethnicity"],
        HOUSING_TYPE=rows["housing_type"],
        STREET_NO=rows["street_number"],
        STREET=rows["street_name"],
        UNIT=rows["unit_number"],
        CITY=rows["city"],
        STATE=rows["state"],
        ZIP=rows["zipcode"],
    )


def wic(rows):
    """Street in one line, dates as eight digits month first, sex as one letter."""
    return frame(
        participant_no=rows["record"],
        family_no=own_numbers(rows["household_id"], "wic", 5),
        last=rows["last_name"],
        first=rows["first_name"],
        mi=rows["middle_initial"],
        birth=rows["date_of_birth"],
        gender=[text[:1] for text in rows["sex"]],
        ethnicity=rows["race_ethnicity"],
        address=spaced(rows["street_number"], rows["street_name"]),
        apt=rows["unit_number"],
        city=rows["city"],
        st=rows["state"],
        zip5=rows["zipcode"],
    )


def social_security(rows):
    """Whole middle names, dates as year-month-day without separators; no address."""
    return frame(
        ENTRY=rows["record"],
        SSN=rows["ssn"],
        GIVEN=rows["first_name"],
        MIDDLE=rows["middle_name"],
        FAMILY=rows["last_name"],
        BIRTHDATE=rows["date_of_birth"],
        SEX=[text[:1] for text in rows["sex"]],
        EVENT=rows["event_type"],
        EVENT_DATE=rows["event_date"],
    )


def wages(rows):
    """One line per job; no birth date; the SSN as the employer has it, sometimes a relative's."""
    return frame(
        slip=rows["record"],
        form=rows["tax_form"],
        year=rows["tax_year"],
        ssn=rows["ssn"],
        employee_first=rows["first_name"],
        employee_mi=rows["middle_initial"],
        employee_last=rows["last_name"],
        wages=rows["wages"],
        employer_no=own_numbers(rows["employer_id"], "wages", 4),
        employer=rows["employer_name"],
        employer_address=spaced(rows["employer_street_number"], rows["employer_street_name"]),
        street_no=rows["mailing_address_street_number"],
        street=rows["mailing_address_street_name"],
        unit=rows["mailing_address_unit_number"],
        po_box=rows["mailing_address_po_box"],
        city=rows["mailing_address_city"],
        state=rows["mailing_address_state"],
        zip=rows["mailing_address_zipcode"],
    )


def tax_returns(rows):
    """One line per return: the filer, a spouse, up to four dependants; no birth date."""
    columns = {
        "RETURN_NO": rows["record"],
        "TAX_YEAR": rows["tax_year"],
        "FILER_SSN": rows["ssn"],
        "FILER_FIRST": rows["first_name"],
        "FILER_INITIAL": rows["middle_initial"],
        "FILER_LAST": rows["last_name"],
        "ADDRESS": mailing_line(rows),
        "APT": rows["mailing_address_unit_number"],
        "CITY": rows["mailing_address_city"],
        "STATE": rows["mailing_address_state"],
        "ZIP": rows["mailing_address_zipcode"],
        "SPOUSE_SSN": rows["spouse_ssn"],
        "SPOUSE_FIRST": rows["spouse_first_name"],
        "SPOUSE_INITIAL": rows["spouse_middle_initial"],
        "SPOUSE_LAST": rows["spouse_last_name"],
    }
    for place in range(1, 5):
        columns[f"DEP{place}_FIRST"] = rows[f"dependent_{place}_first_name"]
        columns[f"DEP{place}_LAST"] = rows[f"dependent_{place}_last_name"]
        columns[f"DEP{place}_SSN"] = rows[f"dependent_{place}_ssn"]
    return frame(**columns)


EXTRACTS = {
    "census": census,
    "wic": wic,
    "social_security": social_security,
    "wages": wages,
    "tax_returns": tax_returns,
}


def frame(**columns):
    import pandas

    return pandas.DataFrame({name: list(values) for name, values in columns.items()})


def spaced(first, second):
    return [" ".join(part for part in pair if part) for pair in zip(first, second)]


def mailing_line(rows):
    lines = spaced(rows["mailing_address_street_number"], rows["mailing_address_street_name"])
    boxes = rows["mailing_address_po_box"]
    return [f"PO Box {box}" if box and not line else line for line, box in zip(lines, boxes)]


def join(extracts, key):
    """The five extracts under the columns that linking knows without a mapping."""
    import pandas

    parts = [
        joined_part("census", extracts["census"], "RESPONSE_ID FIRST_NAME MI LAST_NAME", date="DOB month/day/year", sex="SEX",
                    place="STREET_NO STREET UNIT CITY STATE ZIP"),
        joined_part("wic", extracts["wic"], "participant_no first mi last", date="birth monthdayyear", sex="gender",
                    place="- address apt city st zip5"),
        joined_part("social_security", extracts["social_security"], "ENTRY GIVEN MIDDLE FAMILY", ssn="SSN",
                    date="BIRTHDATE yearmonthday", sex="SEX"),
        joined_part("wages", with_boxes(extracts["wages"]), "slip employee_first employee_mi employee_last",
                    ssn="ssn", place="street_no street unit city state zip"),
        joined_part("tax_returns", extracts["tax_returns"], "RETURN_NO FILER_FIRST FILER_INITIAL FILER_LAST",
                    ssn="FILER_SSN", place="- ADDRESS APT CITY STATE ZIP"),
    ]
    joined = pandas.concat(parts, ignore_index=True)
    person = dict(zip(key["source"] + "-" + key["record"], key["person"]))
    joined = joined.iloc[sorted(range(len(joined)), key=lambda row: shuffled(joined["unique_id"][row]))]
    true_ids = frame(unique_id=joined["unique_id"], person=[person[name] for name in joined["unique_id"]])
    return joined, true_ids


def joined_part(source, rows, names, ssn=None, date=None, sex=None, place=None):
    record, first, middle, last = names.split()
    blank = [""] * len(rows)
    columns = {
        "unique_id": [f"{source}-{number}" for number in rows[record]],
        "source": [source] * len(rows),
        "first_name": rows[first],
        "middle_name": rows[middle],
        "last_name": rows[last],
        "ssn": rows[ssn] if ssn else blank,
        "dob": dates(rows, *date.split()) if date else blank,
        "sex": rows[sex] if sex else blank,
    }
    parts = (place or "- - - - - -").split()
    for column, part in zip(["street_number", "street_name", "unit_number", "city", "state", "zipcode"], parts):
        columns[column] = blank if part == "-" else rows[part]
    return frame(**columns)


def dates(rows, column, order):
    return [year_first(text, order) for text in rows[column]]


def with_boxes(rows):
    street = [f"PO Box {box}" if box and not street else street for street, box in zip(rows["street"], rows["po_box"])]
    return rows.assign(street=street)


def year_first(text, order):
    """Year-month-day, whatever was misread inside the parts; a date of another length stays as it is."""
    if order == "month/day/year" and re.fullmatch(r"../../....", text):
        return f"{text[6:]}-{text[:2]}-{text[3:5]}"
    if order == "monthdayyear" and len(text) == 8:
        return f"{text[4:]}-{text[:2]}-{text[2:4]}"
    if order == "yearmonthday" and len(text) == 8:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


if __name__ == "__main__":
    sys.exit(main())
