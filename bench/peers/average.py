"""Average linkage over another engine's pairs: the kind of clustering that ours does, so that nobody loses by chains."""

import collections
import math

import evaluate

# log2 of the odds that a merger needs on average.
CUTS = [-2, 0, 2, 4, 6, 8]
# What a pair counts that was not weighed, and the most that one pair counts.
UNKNOWN, MOST = -6.0, 20.0
LARGEST = 200


def linked(records, weighed, cut):
    """Merges the two clusters with the best average, until none reaches the cut; inside components at .5."""
    weight = {}
    for one, two, sure in weighed:
        weight[min(one, two), max(one, two)] = odds(sure)
    named = {}
    for inside in components(records, weighed, 0.5):
        for group in parted(inside, weight, cut):
            named.update({record: group[0] for record in group})
    return named


def components(records, weighed, least):
    """Components at a threshold; those too large to compare everybody in them are cut at a higher one."""
    kept = [pair for pair in weighed if pair[2] >= least]
    members = collections.defaultdict(list)
    for record, name in evaluate.components(records, [(one, two) for one, two, _ in kept]).items():
        members[name].append(record)
    for inside in members.values():
        if len(inside) <= LARGEST or least > 0.9999999:
            yield inside
        else:
            own = set(inside)
            yield from components(inside, [pair for pair in kept if pair[0] in own], 1 - (1 - least) / 10)


def parted(members, weight, cut):
    groups = [[record] for record in members]
    sums = {(i, j): weight.get((min(members[i], members[j]), max(members[i], members[j])), UNKNOWN)
            for j in range(len(members)) for i in range(j)}
    while sums:
        (one, two), total = max(sums.items(), key=lambda held: held[1] / (len(groups[held[0][0]]) * len(groups[held[0][1]])))
        if total / (len(groups[one]) * len(groups[two])) < cut:
            break
        for other in range(len(groups)):
            if other not in (one, two) and groups[other]:
                far = sums.pop((min(two, other), max(two, other)))
                sums[min(one, other), max(one, other)] += far
        del sums[one, two]
        groups[one] += groups[two]
        groups[two] = []
    return [group for group in groups if group]


def odds(sure):
    sure = min(max(sure, 1e-9), 1 - 1e-9)
    return max(min(math.log2(sure / (1 - sure)), MOST), -MOST)
