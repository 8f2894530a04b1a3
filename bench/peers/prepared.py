"""The same records as every peer's documentation wants them: lower case, no punctuation, empty cells as null.

What our own program does while it reads is done here for the peers, so that none of them loses by a comma.
"""

import re

import pandas

COLUMNS = ["first_name", "middle_name", "last_name", "suffix", "ssn", "national_id", "dob", "sex", "street_number", "street_name",
           "unit_number", "city", "state", "zipcode", "phone", "email"]
# Words of addresses that everybody shortens differently.
SHORT = {"street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct", "place": "pl", "circle": "cir",
         "boulevard": "blvd", "terrace": "ter", "parkway": "pkwy", "highway": "hwy", "north": "n", "south": "s", "east": "e",
         "west": "w", "crescent": "cres", "circuit": "cct", "close": "cl"}


def read(path):
    """A table with every column of COLUMNS, unique_id and source; columns that the file lacks are null throughout."""
    table = pandas.read_csv(path, dtype=str, keep_default_na=False)
    out = pandas.DataFrame({"unique_id": table["unique_id"]})
    out["source"] = table["source"] if "source" in table else "one"
    blank = pandas.Series([""] * len(table))
    cell = {name: table[name].str.strip().str.lower() if name in table else blank for name in COLUMNS}
    cell["street_number"], cell["street_name"] = parted(cell["street_number"], cell["street_name"])
    for name in ["first_name", "middle_name", "last_name", "suffix"]:
        out[name] = by_value(cell[name], lambda text: re.sub(r"[^a-z0-9 ]", "", text.replace("-", " ")).strip())
    numbers = by_value(cell["ssn"], lambda text: re.sub(r"\D", "", text))
    out["ssn"] = numbers.where((numbers.str.len() == 9) & (numbers != "000000000"), "")
    out["ssn4"] = numbers.where(numbers.str.len() >= 4, "").str[-4:]
    out["national_id"] = cell["national_id"]
    out["dob"] = by_value(cell["dob"], lambda text: re.sub(r"[^0-9-]", "", text))
    out["sex"] = cell["sex"].str[:1]
    out["street_number"] = cell["street_number"]
    out["street_name"] = by_value(cell["street_name"], street)
    out["unit_number"] = by_value(cell["unit_number"], lambda text: re.sub(r"^(#|apt|apartment|unit|ste|suite)\.?\s*", "", text))
    for name in ["city", "state"]:
        out[name] = cell[name]
    zips = cell["zipcode"].str[:5]
    out["zipcode"] = zips.where(zips != "00000", "")
    out["phone"] = by_value(cell["phone"], lambda text: re.sub(r"\D", "", text)[-10:])
    out["email"] = cell["email"]
    out = derived(out)
    return out.astype(object).where(out != "", None)


def derived(out):
    """Columns that comparisons and blocking rules use: initials, sounds, the parts of a birth date, the address in one."""
    from doublemetaphone import doublemetaphone

    out["first_initial"] = out["first_name"].str[:1]
    out["middle_initial"] = out["middle_name"].str[:1]
    out["first_sound"] = by_value(out["first_name"], lambda text: doublemetaphone(text)[0])
    out["last_sound"] = by_value(out["last_name"], lambda text: doublemetaphone(text)[0])
    whole = out["dob"].str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    for name, part in [("birth_year", slice(0, 4)), ("birth_month", slice(5, 7)), ("birth_day", slice(8, 10))]:
        out[name] = out["dob"].str[part].where(whole, "")
    number, name = out["street_number"], out["street_name"]
    out["home"] = (number + " " + name).where((number != "") & (name != ""), "")
    first, last = out["first_name"], out["last_name"]
    out["full_name"] = (first + " " + last).where((first != "") & (last != ""), "")
    return out


def parted(number, name):
    """House numbers that stand before the street in one cell go where house numbers belong."""
    found = name.str.extract(r"^(\d+[a-z]?)\s+(.*)$")
    takes = (number == "") & found[0].notna()
    return number.where(~takes, found[0]), name.where(~takes, found[1])


def street(text):
    return " ".join(SHORT.get(word, word) for word in re.sub(r"[^a-z0-9 ]", " ", text).split())


def by_value(cells, work):
    """Works on each different value once."""
    made = {value: work(value) for value in cells.unique()}
    return cells.map(made)
