#!/usr/bin/env python3
"""A town of seven records by hand: the evaluator must say what anybody can count.

    bench/peers/test_evaluate.py
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import evaluate

# Ana has three records, Ben two, Cleo two. Linked: Ana's first two; Ana's third with Ben's first; Cleo's both.
PERSON = dict(a1="Ana", a2="Ana", a3="Ana", b1="Ben", b2="Ben", c1="Cleo", c2="Cleo")
CLUSTER = dict(a1="1", a2="1", a3="2", b1="2", b2="3", c1="4", c2="4")
PAIRS = [("a1", "a2", 0.99), ("a1", "a3", 0.6), ("a3", "b1", 0.9), ("b1", "b2", 0.5), ("c1", "c2", 1.0), ("b2", "c1", 0.4)]


def main():
    judged = evaluate.judge(PERSON, CLUSTER)
    # True pairs: 3 + 1 + 1; made: 3, of which 2 are right.
    is_so(judged["precision"], 0.66667)
    is_so(judged["recall"], 0.4)
    is_so(judged["f1"], 0.5)
    is_so(judged["mixed_clusters"], 1)
    is_so(judged["records_in_minority"], 1)
    # Three links were made, one of them wrong.
    is_so(judged["wrong_links_per_10000"], 3333.33)
    # B-cubed: five records are in pure clusters, two in one of halves.
    is_so(judged["bcubed_precision"], 0.85714)
    is_so(judged["bcubed_recall"], evaluate.rounded((2 * 2 / 3 + 1 / 3 + 2 * 1 / 2 + 2) / 7))
    # Asked about a1-a3, b1-b2, b2-c1; two are right; everybody's records but b2-c1 then hang together.
    questions = evaluate.questions_of([("a3", "a2", 0.3), *PAIRS], PERSON, CLUSTER, 1.0)
    is_so(questions, [("a1", "a3"), ("b1", "b2"), ("b2", "c1")])
    asked = evaluate.asked(PERSON, CLUSTER, questions)
    is_so(asked["review_questions"], 3)
    is_so(asked["review_questions_right"], 2)
    is_so(asked["recall_with_review"], 1.0)
    is_so(asked["review_load"], evaluate.rounded(5 / 7))
    # Two of seven records are 29 %: one question at a load of 30 %, none at 2 %.
    is_so(evaluate.questions_of(PAIRS, PERSON, CLUSTER, 0.3), [("a1", "a3")])
    is_so(evaluate.questions_of(PAIRS, PERSON, CLUSTER), [])
    said = evaluate.calibration(PERSON, PAIRS)
    is_so(sum(line["pairs"] for line in said["calibration"]), 6)
    # Six bins of one pair each: .01 + .4 + .9 + .5 + 0 + .4.
    is_so(said["calibration_error"], evaluate.rounded(2.21 / 6))
    at = {line["threshold"]: line for line in evaluate.sweep(PERSON, PAIRS)}
    is_so(at[0.95]["precision"], 1.0)
    is_so(at[0.95]["recall"], 0.4)
    is_so(at[0.5]["wrong_pairs"], 6)
    is_so(evaluate.components("abcd", [("c", "b"), ("b", "a")]), dict(a="a", b="a", c="a", d="d"))
    low, high = evaluate.wilson(10, 100)
    is_so((round(low, 3), round(high, 3)), (0.055, 0.174))
    print("the evaluator counts rightly")


def is_so(found, wanted):
    assert found == wanted, f"{found}, wanted {wanted}"


if __name__ == "__main__":
    main()
