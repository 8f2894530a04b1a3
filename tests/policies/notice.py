#!/usr/bin/env python3
"""Whether agree.py notices a reader who is wrong: the clerk is made to err in one way after another, and each must be seen."""

import argparse
import collections
import pathlib

import agree
import naive


def forgets(guard):
    """A clerk who does not know a guard."""
    rightly = naive.City.forbidding

    def forgetful(city, question):
        return rightly(city, question) - {guard}

    forgetful.__doc__ = f"A clerk who does not know {guard}."
    return "forbidding", forgetful


def a_day_late(city, question):
    """A clerk who takes a sheet for valid on the day after its last."""
    sheet = city.sheets.get(question["use_case"])
    late = naive.day_of(question["now"]) - naive.DAY
    if sheet and late == sheet["valid_until"]:
        question = question | {"now": f"{late}T00:00:00Z"}
    return rightly(city, question)


def any_section(city, question):
    """A clerk who overlooks that a row names sections."""
    for sheet in city.sheets.values():
        for row in sheet["opens"]:
            row.pop("sections", None)
    return rightly(city, question)


def any_group(city, question):
    """A clerk who does not look at groups."""
    sheet = city.sheets.get(question["use_case"])
    return rightly(city, question | {"groups": sheet["groups"]} if sheet else question)


rightly = naive.City.opens
GUARDS = "account purpose-stated private sealed hidden-folder ssn-step-up network".split()
ERRORS = [forgets(f"guard.{guard}") for guard in GUARDS]
ERRORS += [("opens", error) for error in (a_day_late, any_section, any_group)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--program", required=True)
    given = arguments.parse_args()
    settings = pathlib.Path(__file__).resolve().parent / "city/throughline.toml"
    # Asked once; each error is held against the same answers.
    # Few questions in the same circumstances, so that there are many circumstances.
    agree.TOGETHER = 8
    answers = []
    assert not agree.compare(given.program, settings, 6_000, 7, collections.Counter(), answers), "nobody errs yet"
    for name, error in ERRORS:
        city = naive.City(settings)
        setattr(city, name, lambda question, error=error: error(city, question))
        seen = sum(city.decide(question) != answer for question, answer in answers)
        assert seen, f"nobody noticed the clerk's error: {name} {error}"
        print(f"{seen:5} answers differ: {error.__doc__}")


if __name__ == "__main__":
    main()
