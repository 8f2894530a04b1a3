#!/usr/bin/env python3
"""Splink 5 on DuckDB, as well as we know how to ask it.

    splink_link.py IN.csv --out FOLDER

FOLDER gets clusters.csv (connected components at .95), pairs.csv (every pair that Splink weighed at .001 or more), and,
where sources hold nobody twice, best_links-T.csv (single best links at several thresholds).

Settings: names compared exactly with term frequencies, by Jaro-Winkler, swapped with each other, and as initials; birth
dates exactly, by Damerau-Levenshtein, with day and month swapped, and in parts; SSNs by Damerau-Levenshtein and last four;
addresses, phones and mail addresses near and exact with term frequencies. u from a million random pairs (ten and twenty
million took longer and changed F1 in the fourth place at most), m by EM in several sessions, the prior from
deterministic rules, all as the documentation advises. Columns that a file lacks are left out.
"""

import argparse
import json
import logging
import pathlib
import resource
import sys
import time

import prepared

DEFAULT = 0.95
BEST_LINKS = [0.5, 0.95, 0.99, 0.998]
LEAST = 0.001


def main():
    options = argparse.ArgumentParser()
    options.add_argument("input", type=pathlib.Path)
    options.add_argument("--out", type=pathlib.Path, required=True)
    options.add_argument("--threads", type=int, default=2)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    phase = Phases()
    table = prepared.read(given.input)
    phase.ends("read")
    once = sources_without_duplicates(given.input)
    linker, con = trained(table, given.threads, by_source=bool(once))
    phase.ends("train")
    found = linker.inference.predict(threshold_match_probability=LEAST)
    phase.ends("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_probability=DEFAULT)
    con.execute(f"copy (select unique_id, cluster_id from {clusters.physical_name}) to '{given.out}/clusters.csv' (header)")
    phase.ends("cluster")
    con.execute(f"""copy (select unique_id_l as one, unique_id_r as two, match_probability as probability
                    from {found.physical_name}) to '{given.out}/pairs.csv' (header)""")
    for threshold in BEST_LINKS if once else []:
        best = linker.clustering.cluster_using_single_best_links(found, once, threshold_match_probability=threshold)
        con.execute(f"copy (select unique_id, cluster_id from {best.physical_name}) to '{given.out}/best_links-{threshold}.csv' (header)")
    weighed = con.execute(f"select count(*) from {found.physical_name}").fetchone()[0]
    linker.misc.save_model_to_json(str(given.out / "model.json"), overwrite=True)
    phase.ends("extras")
    print(json.dumps({"seconds_of": phase.seconds, "cpu_seconds_of": phase.cpu, "pairs": weighed}))


class Phases:
    """Seconds and processor seconds of each part; the extras are no part of linking and are taken off."""

    def __init__(self):
        self.seconds, self.cpu, self.last = {}, {}, self.now()

    def ends(self, name):
        now = self.now()
        self.seconds[name], self.cpu[name] = (round(new - old, 2) for new, old in zip(now, self.last))
        self.last = now

    def now(self):
        used = resource.getrusage(resource.RUSAGE_SELF)
        return time.perf_counter(), used.ru_utime + used.ru_stime


def sources_without_duplicates(path):
    """What a user would know of her files: the two halves of FEBRL 4, the birth index of Anytown."""
    return {"febrl4.csv": ["dataset4a", "dataset4b"], "joined.csv": ["social_security"]}.get(path.name, [])


def trained(table, threads, by_source=False):
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    con = duckdb.connect()
    con.execute(f"set threads to {threads}")
    api = DuckDBAPI(connection=con)
    # A column that nearly everybody lacks teaches nothing (Anytown's ZIP codes).
    have = {name for name in table.columns if table[name].notna().mean() > 0.02}
    rules = [rule for needs, rule in BLOCKING if needs <= have]
    settings = SettingsCreator(
        link_type="link_and_dedupe" if by_source else "dedupe_only",
        comparisons=comparisons(have),
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
        max_iterations=40,
    )
    bare = table.drop(columns="source")
    if by_source:
        tables = [api.register(bare[table["source"] == name], dataset_display_name=name) for name in sorted(table["source"].unique())]
    else:
        tables = api.register(bare)
    linker = Linker(tables, settings, log_level=logging.ERROR)
    sure = [rule for needs, rule in SURE if needs <= have]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for needs, rule in TRAINING:
        if needs <= have:
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=2e6, record_sample_proportion=0.2)
    return linker, con


def equal(*columns):
    """A blocking rule and the columns that it needs."""
    return set(columns), " and ".join(f"l.{name} = r.{name}" for name in columns)


def start(column, letters):
    return f"substr(l.{column}, 1, {letters}) = substr(r.{column}, 1, {letters})"


# Rules by which hardly anybody else is brought together.
SURE = [
    equal("ssn", "first_name"),
    equal("ssn", "last_sound"),
    equal("first_name", "last_name", "dob"),
    equal("national_id", "first_name"),
    equal("national_id", "last_name"),
    equal("phone", "first_name", "last_name"),
    equal("first_name", "last_name", "home"),
]

# Sessions of EM: between them every comparison is free in at least one.
TRAINING = [
    equal("first_name", "last_name"),
    equal("dob"),
    equal("ssn"),
    equal("national_id"),
    equal("first_name", "home"),
]

# Each forgives errors in what the others need.
BLOCKING = [
    equal("ssn"),
    equal("national_id"),
    equal("phone"),
    equal("email"),
    equal("first_name", "last_name"),
    equal("first_name", "dob"),
    equal("last_name", "dob"),
    equal("dob", "first_initial"),
    equal("dob", "home"),
    ({"first_name", "last_name"}, "l.first_name = r.last_name and l.last_name = r.first_name"),
    ({"first_name", "last_name", "dob"}, "l.dob = r.dob and l.first_initial = substr(r.last_name, 1, 1)"),
    equal("ssn4", "first_initial"),
    equal("ssn4", "last_sound"),
    equal("ssn4", "dob"),
    equal("first_sound", "last_sound", "birth_year"),
    equal("first_sound", "birth_month", "birth_day", "zipcode"),
    equal("last_sound", "birth_month", "birth_day"),
    equal("first_name", "birth_year", "birth_month"),
    equal("first_name", "birth_year", "birth_day"),
    equal("first_name", "birth_month", "birth_day"),
    equal("first_sound", "home"),
    equal("first_name", "street_name"),
    equal("last_name", "home", "first_initial"),
    equal("last_sound", "street_name", "first_initial"),
    ({"first_name", "last_name", "middle_initial"},
     "l.middle_initial = r.middle_initial and " + start("first_name", 3) + " and " + start("last_name", 3)),
    ({"first_name", "last_name", "zipcode"}, "l.zipcode = r.zipcode and " + start("first_name", 3) + " and " + start("last_name", 3)),
    equal("zipcode", "street_number", "first_initial"),
    equal("city", "street_number", "unit_number", "first_initial"),
]


def comparisons(have):
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    made = [name(cll, cl, "first_name", "last_name"), name(cll, cl, "last_name", "first_name")]
    made += [build(cll, cl) for needs, build in COMPARISONS if needs <= have]
    return made


def custom(cl, column, levels):
    return cl.CustomComparison(output_column_name=column, comparison_levels=levels)


def name(cll, cl, column, other):
    levels = [
        cll.NullLevel(column),
        cll.ExactMatchLevel(column, term_frequency_adjustments=True),
        cll.JaroWinklerLevel(column, 0.92),
        cll.JaroWinklerLevel(column, 0.85),
        cll.CustomLevel(f"{column}_l = {other}_r or {column}_r = {other}_l", "swapped"),
    ]
    if column == "first_name":
        initial = "(length(first_name_l) = 1 or length(first_name_r) = 1) and substr(first_name_l, 1, 1) = substr(first_name_r, 1, 1)"
        levels.append(cll.CustomLevel(initial, "initial"))
        levels.append(cll.CustomLevel("first_name_l = middle_name_r or first_name_r = middle_name_l", "by the middle name"))
        levels.append(cll.CustomLevel("substr(first_name_l, 1, 3) = substr(first_name_r, 1, 3)", "same beginning"))
    else:
        levels.append(cll.CustomLevel("contains(last_name_l, last_name_r) or contains(last_name_r, last_name_l)", "one within the other"))
    return custom(cl, column, [*levels, cll.ElseLevel()])


def middle(cll, cl):
    return custom(cl, "middle_name", [
        cll.NullLevel("middle_name"),
        cll.CustomLevel("middle_name_l = middle_name_r and length(middle_name_l) > 1", "whole"),
        cll.CustomLevel("substr(middle_name_l, 1, 1) = substr(middle_name_r, 1, 1)", "initial"),
        cll.ElseLevel(),
    ])


def birth(cll, cl):
    swapped = ("birth_year_l = birth_year_r and birth_month_l = birth_day_r and birth_day_l = birth_month_r")
    two = ("(birth_year_l = birth_year_r and birth_month_l = birth_month_r) or (birth_year_l = birth_year_r and birth_day_l = birth_day_r)"
           " or (birth_month_l = birth_month_r and birth_day_l = birth_day_r)")
    return custom(cl, "dob", [
        cll.NullLevel("dob"),
        cll.ExactMatchLevel("dob", term_frequency_adjustments=True),
        cll.DamerauLevenshteinLevel("dob", 1),
        cll.CustomLevel(swapped, "day and month swapped"),
        cll.CustomLevel(two, "two parts"),
        cll.DamerauLevenshteinLevel("dob", 2),
        cll.CustomLevel("birth_year_l = birth_year_r", "year"),
        cll.ElseLevel(),
    ])


def ssn(cll, cl):
    return custom(cl, "ssn", [
        cll.CustomLevel("ssn4_l is null or ssn4_r is null", "unknown").configure(is_null_level=True),
        cll.ExactMatchLevel("ssn"),
        cll.DamerauLevenshteinLevel("ssn", 1),
        cll.DamerauLevenshteinLevel("ssn", 2),
        cll.CustomLevel("ssn4_l = ssn4_r", "last four"),
        cll.ElseLevel(),
    ])


def near(column, *, frequencies=False, distances=(1, 2)):
    """A number or a word: exact or a few letters off."""
    return lambda cll, cl: custom(cl, column, [
        cll.NullLevel(column),
        cll.ExactMatchLevel(column, term_frequency_adjustments=frequencies),
        *[cll.DamerauLevenshteinLevel(column, distance) for distance in distances],
        cll.ElseLevel(),
    ])


def home(cll, cl):
    same = "street_name_l = street_name_r"
    return custom(cl, "home", [
        cll.NullLevel("street_name"),
        cll.CustomLevel("home_l = home_r and unit_number_l = unit_number_r", "to the door"),
        cll.ExactMatchLevel("home", term_frequency_adjustments=True),
        cll.CustomLevel("damerau_levenshtein(home_l, home_r) <= 2", "two letters off"),
        cll.CustomLevel(f"{same} and street_number_l is not null and street_number_r is not null", "another house of the street"),
        cll.CustomLevel(same, "street"),
        cll.JaroWinklerLevel("street_name", 0.9),
        cll.ElseLevel(),
    ])


def exact(column, frequencies=True):
    return lambda cll, cl: custom(cl, column, [
        cll.NullLevel(column), cll.ExactMatchLevel(column, term_frequency_adjustments=frequencies), cll.ElseLevel(),
    ])


COMPARISONS = [
    ({"middle_name"}, middle),
    ({"dob"}, birth),
    ({"ssn"}, ssn),
    ({"national_id"}, near("national_id")),
    ({"sex"}, exact("sex", False)),
    ({"street_name"}, home),
    ({"unit_number"}, near("unit_number", frequencies=True, distances=(1,))),
    ({"zipcode"}, near("zipcode", frequencies=True, distances=(1,))),
    ({"city"}, near("city", frequencies=True)),
    ({"phone"}, near("phone", frequencies=True)),
    ({"email"}, near("email")),
    ({"suffix"}, exact("suffix")),
]


if __name__ == "__main__":
    sys.exit(main())
