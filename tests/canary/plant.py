"""Whether the canary sings: the oracle is made to believe something else, and must find fault with what was recorded."""

import copy

import sheets
from judge import Judge
from oracle import Oracle


def planted(oracle, judge, pages):
    """What was planted, and how many findings each brought; none is a fault of the canary."""
    found = {}

    def sings(what, sheets_then, marks, chosen, side):
        other = Oracle(oracle.town, sheets_then, oracle.staff, marks, oracle.withdrawn)
        verdict = Judge(other, judge.spots, judge.places, judge.marks).judge(chosen)
        found[f"{what}: {side}"] = len(getattr(verdict, side))

    def of(user):
        return [page for page in pages if page.session.user == user and not page.session.second and not page.session.hidden]

    all_seen = of("ann")
    for name in sheets.EVERY:
        fewer = copy.deepcopy(oracle.sheets)
        gone = {name} | ({"ssn_full"} if name == "ssn_last_four" else set())
        for opens in fewer.by_id["UC-101"]["opens"]:
            opens["classes"] = [one for one in opens["classes"] if one not in gone]
        sings(f"{name} taken from UC-101", fewer, oracle.marks, all_seen, "leaked")
        more, user = with_class(oracle, name)
        sings(f"{name} added for {user}", more, oracle.marks, of(user), "missed")
    sealed = [*oracle.marks, ("welfare", "s1", "sealed", [], [])]
    sings("a seal on s1", oracle.sheets, sealed, all_seen, "leaked")
    for at, (source, person, *_) in enumerate(oracle.marks):
        if person in oracle.town.people and len([mark for mark in oracle.marks if mark[1] == person]) == 1 \
                and (source, person) not in oracle.withdrawn:
            sings(f"the mark on {person} forgotten", oracle.sheets, oracle.marks[:at] + oracle.marks[at + 1 :], all_seen, "missed")
    return found


def with_class(oracle, name):
    """A sheet with one class more, and somebody who works under it."""
    for user, use_case in (("bas", "UC-110"), ("img", "UC-109"), ("job", "UC-105")):
        more = copy.deepcopy(oracle.sheets)
        for opens in more.by_id[use_case]["opens"]:
            opens["classes"] = sorted({*opens["classes"], name})
            opens.pop("sections", None)
        if more.opened(use_case) != oracle.sheets.opened(use_case) and any(
            name not in opens["classes"] for opens in oracle.sheets.by_id[use_case]["opens"]
        ):
            return more, user
    raise ValueError(name)
