"""Writes the measured part of bench/RESULTS.md from the lines that bench/peers/run has kept."""

import collections
import json
import os
import platform

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def write(kept, page):
    """Newer lines replace older ones of the same bench, engine and data."""
    lines = {}
    for text in kept.read_text().splitlines():
        line = json.loads(text)
        lines[line["bench"], line["engine"], line["data"]] = line
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    parts = [settings(lines), goals(lines), linking(lines), other_clusterings(lines), probabilities(lines), review(lines),
             by_group(lines), search(lines), kinds(lines)]
    page.write_text(before + BEGIN + "\n\n" + "\n\n".join(part for part in parts if part) + "\n\n" + END + after)


def settings(lines):
    loads = [line["load"] for line in lines.values() if "load" in line]
    dates = sorted({line["date"] for line in lines.values()})
    commits = sorted({line["commit"] for line in lines.values()})
    return (f"Measured {span(dates)} at commit {', '.join(commits)} with {os.cpu_count()} cores ({platform.machine()}, "
            f"{memory()} GB of memory), load before each run {min(loads)} to {max(loads)}: other work ran beside, so processor "
            "seconds say more than seconds.")


def span(dates):
    return dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"


def memory():
    with open("/proc/meminfo") as lines:
        return round(int(lines.readline().split()[1]) / 1e6)


class Town:
    """All seeds of Anytown for one engine."""

    def __init__(self, lines, engine):
        self.rows = [line for (bench, who, data), line in sorted(lines.items())
                     if bench == "link" and who == engine and data.startswith("anytown") and "f1" in line]

    def mean(self, name):
        return sum(row[name] for row in self.rows) / len(self.rows) if self.rows else None

    def worst(self, name):
        return max(row[name] for row in self.rows) if self.rows else None


def found(lines, bench, engine, data):
    line = lines.get((bench, engine, data), {})
    return line if bench != "link" or "f1" in line else {}


def goals(lines):
    ours, theirs = Town(lines, "ours"), Town(lines, "splink")
    rows = []
    for data, least_f1, least_precision in [("febrl3", 0.998, 0.9995), ("febrl4", 0.999, 1.0)]:
        own, peers = found(lines, "link", "ours", data), peer_lines(lines, data)
        for name, least in [("f1", least_f1), ("precision", least_precision)]:
            best = max(((best_of(line)[name], engine) for engine, line in peers.items()), default=None)
            rows.append((f"{data.upper().replace('L', 'L ')} {name.replace('f1', 'F1')}", f">= {least}", own.get(name), "up", best))
    town = theirs.rows[0] if theirs.rows else {}
    best_town = best_of(town) if town else {}
    for what, wanted, name in [("Anytown F1, mean of seeds", ">= 0.985", "f1"), ("Anytown mixed clusters, worst seed", "<= 60", "mixed_clusters"),
                               ("Anytown wrong links per 10,000, worst seed", "<= 5", "wrong_links_per_10000"),
                               ("Anytown recall, automatic, mean", ">= 0.93", "recall"),
                               ("Anytown recall with review, mean", ">= 0.985", "recall_with_review"),
                               ("Anytown share of records in review, worst seed", "<= 0.02", "review_load")]:
        value = ours.mean(name) if "mean" in what else ours.worst(name)
        peer = best_town.get(name, town.get(name))
        rows.append((what, wanted, value, "up" if wanted.startswith(">") else "down", (peer, "splink") if peer is not None else None))
    rows += city_goals(lines) + search_goals(lines)
    gap = widest(pooled(lines, "ours"))
    rows.append(("Missed links, widest gap between groups, points", "<= 2", round(gap[0] * 100, 2) if gap else None, "down",
                 (round(widest(pooled(lines, "splink"))[0] * 100, 2), "splink") if pooled(lines, "splink") else None))
    same = [line for (bench, _, _), line in lines.items() if bench == "same bytes"]
    runs, alike = sum(line["runs"] for line in same), sum(line["same"] for line in same)
    rows.append((f"Same bytes: threads 1, 2, 8 and five orders of rows, {len(same)} files", f"= {runs}", alike, "up", None))
    out = ["## Goals", "", "The peer is the best one that ran, at its best threshold where it has one. The ratio is ours to the peer's; for F1, "
           "precision and recall it is that of the errors (1 minus the figure), so below 1 ours is better in every row.", "",
           "| Goal | Wanted | Ours | Met | Best peer | Ratio |", "|---|---|---|---|---|---|"]
    return "\n".join(out + [goal_row(*row) for row in rows])


def goal_row(what, wanted, own, way, peer):
    sign, number = wanted.split(" ")
    met = "not run" if own is None else "yes" if {"<=": own <= float(number), ">=": own >= float(number), "=": own == float(number)}[sign] else "**no**"
    said = f"{shown(peer[0])} ({peer[1]})" if peer else ""
    return f"| {what} | {wanted} | {shown(own)} | {met} | {said} | {compared(own, peer and peer[0], way)} |"


def compared(own, other, way):
    if own is None or other is None:
        return ""
    if way == "up":
        own, other = 1 - own, 1 - other
    return f"{own / other:.2g}" if other > 0 else "" if own > 0 else "equal"


def shown(value):
    if value is None:
        return ""
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def city_goals(lines):
    rows, sizes = [], set()
    for (bench, engine, data), own in sorted(lines.items()):
        if bench == "link" and engine == "ours" and data.startswith("city"):
            millions = round(own["records"] / 1e6)
            if millions not in (1, 10):
                continue
            sizes.add(millions)
            peer = found(lines, "link", "splink", data)
            seconds, gigabytes = (5, 0.6) if millions == 1 else (60, 4)
            named = f"City, {own['records']:,} records"
            for what, wanted, value, other in [
                ("to clusters, seconds", seconds, own["seconds"], peer.get("seconds")),
                ("to clusters, processor seconds on two cores", 2 * seconds, own["cpu_seconds"], peer.get("cpu_seconds")),
                ("to clusters, GB", gigabytes, own["peak_mb"] / 1000, peer.get("peak_mb", 0) / 1000 or None),
                ("wrong links per 10,000", 5, own["wrong_links_per_10000"], best_of(peer)["wrong_links_per_10000"] if peer else None),
                ("share of records in review", 0.02, own["review_load"], peer.get("review_load")),
            ]:
                rows.append((f"{named}, {what}", f"<= {wanted}", value, "down", (other, "splink") if other is not None else None))
    for millions, seconds, gigabytes in [(1, 5, 0.6), (10, 60, 4)]:
        if millions not in sizes:
            rows.append((f"City, {millions} million records, to clusters, seconds", f"<= {seconds}", None, "down", None))
            rows.append((f"City, {millions} million records, to clusters, GB", f"<= {gigabytes}", None, "down", None))
    return rows


def search_goals(lines):
    rows = []
    for (bench, engine, data), own in sorted(lines.items()):
        if bench == "search" and engine == "ours" and "kinds" in own:
            peers = [(lines[key]["kinds"]["all"], key[1]) for key in lines
                     if key[0] == "search" and key[1] != "ours" and key[2] == data and "kinds" in lines[key]]
            for name, wanted in [("p50_ms", "<= 0.5"), ("p99_ms", "<= 3")]:
                best = min(((kinds[name], who) for kinds, who in peers), default=None)
                rows.append((f"Search in {data}, {name.replace('_', ' ')}", wanted, own["kinds"]["all"][name], "down", best))
    return rows


def peer_lines(lines, data):
    return {engine: line for (bench, engine, where), line in lines.items()
            if bench == "link" and where == data and engine != "ours" and "f1" in line}


def best_of(line):
    """The threshold and the clustering of its own with the best F1; the line itself for an engine without them."""
    return max([line, *line.get("thresholds", []), *line.get("best_links", [])], key=lambda row: row["f1"])


def linking(lines):
    out = ["## Linking", "", "Pairwise after clustering, then B-cubed F1; wrong links per 10,000 links made. Seconds and memory are of the whole process, "
           "reading and writing included.", "",
           "| Data | Engine | Threshold | F1 | Precision | Recall | B-cubed | Mixed | Wrong per 10,000 | Seconds | Processor s | Peak MB |",
           "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    for (bench, engine, data), line in sorted(lines.items(), key=lambda held: (held[0][2], held[0][1])):
        if bench != "link":
            continue
        if "f1" not in line:
            why = f"given up after {line['seconds']:.0f} s" if line["status"] == "given up" else "did not run"
            out.append(f"| {data} | {engine} | {why} | | | | | | | {line['seconds']} | {line.get('cpu_seconds', '')} | {line.get('peak_mb', '')} |")
            continue
        default = {"ours": "as shipped", "splink": "0.95", "recordlinkage": "0.5", "dedupe": "0.5"}[engine]
        cost = f"{line['seconds']} | {line['cpu_seconds']} | {line['peak_mb']}"
        out.append(f"| {data} | {engine} | {default} | {figures(line)} | {cost} |")
        at = {row["threshold"]: row for row in line.get("thresholds", [])}
        for threshold in [0.5, 0.99] if engine == "splink" else []:
            out.append(f"| | | {threshold} | {figures(at[threshold])} | | | |")
        if at:
            best = max(at.values(), key=lambda row: row["f1"])
            out.append(f"| | | best, {best['threshold']} | {figures(best)} | | | |")
    return "\n".join(out)


def figures(line):
    return (f"{line['f1']:.4f} | {line['precision']:.4f} | {line['recall']:.4f} | {line['bcubed_f1']:.4f} | {line['mixed_clusters']} | "
            f"{line['wrong_links_per_10000']}")


def other_clusterings(lines):
    rows = []
    for (bench, engine, data), line in sorted(lines.items()):
        if bench == "link" and "best_links" in line:
            best = max(line["best_links"], key=lambda row: row["f1"])
            rows.append(f"| {data} | {engine} | its single best links, best threshold {best['threshold']} | {figures(best)} |")
        if bench == "link" and "average" in line:
            best = max(line["average"], key=lambda row: row["f1"])
            rows.append(f"| {data} | {engine} | our kind (average linkage over its weights), best cut {best['threshold']} bits | {figures(best)} |")
    if not rows:
        return ""
    head = ["### The peers' pairs, clustered in other ways", "", "So that nobody loses by chains: what is left is what the weights know.", "",
            "| Data | Engine | Clustering | F1 | Precision | Recall | B-cubed | Mixed | Wrong per 10,000 |", "|---|---|---|---|---|---|---|---|---|"]
    return "\n".join(head + rows)


def probabilities(lines):
    shown_data = [data for data in ["anytown0", "febrl3"] if found(lines, "link", "ours", data)]
    out = ["## Do probabilities come true", "", "Pairs that were given .2 or more, judged one by one before clustering. The error is the mean distance "
           "between what was said and what was so, weighted by pairs (expected calibration error).", ""]
    engines = [(engine, data) for data in shown_data for engine in ["ours", "splink", "recordlinkage"] if found(lines, "link", engine, data).get("calibration")]
    out += ["| Data | Engine | Error | Brier |", "|---|---|---|---|"]
    for engine, data in engines:
        line = lines["link", engine, data]
        out.append(f"| {data} | {engine} | {line['calibration_error']} | {line['brier']} |")
    for data in shown_data[:1]:
        out += ["", f"{data}, by what was said:", "", "| Said | Ours: pairs | so | Splink: pairs | so |", "|---|---|---|---|---|"]
        own = {row["from"]: row for row in lines["link", "ours", data]["calibration"]}
        peer = {row["from"]: row for row in found(lines, "link", "splink", data).get("calibration", [])}
        for edge in sorted(own | peer):
            cells = [f"{row['pairs']} | {row['so']:.3f}" if (row := table.get(edge)) else " | " for table in (own, peer)]
            top = (own.get(edge) or peer.get(edge))["to"]
            out.append(f"| {edge} to {top} | {' | '.join(cells)} |")
    return "\n".join(out)


def review(lines):
    out = ["## Review", "", "People are asked one question for two clusters, about their likeliest pair of .2 or more, the likeliest first, until 2 % of the "
           "records are in a question; they answer rightly. Load: records in a question.", "",
           "| Data | Engine | Recall, automatic | With review | Questions | of them one person | Load |", "|---|---|---|---|---|---|---|"]
    for (bench, engine, data), line in sorted(lines.items(), key=lambda held: (held[0][2], held[0][1])):
        if bench == "link" and "review_load" in line and engine != "dedupe":
            out.append(f"| {data} | {engine} | {line['recall']:.4f} | {line['recall_with_review']:.4f} | {line.get('review_questions', '')} | "
                       f"{line.get('review_questions_right', '')} | {line['review_load']:.2%} |")
    return "\n".join(out)


def pooled(lines, engine):
    """Links by group over all seeds of Anytown."""
    counts = collections.defaultdict(lambda: [0, 0])
    for line in Town(lines, engine).rows:
        for row in line.get("groups", []):
            counts[row["way"], row["group"]][0] += row["links"]
            counts[row["way"], row["group"]][1] += row["missed"]
    return counts


def widest(counts):
    """The widest gap between two groups of one way of grouping, among groups with links enough."""
    import evaluate

    ways = collections.defaultdict(list)
    for (way, group), (links, missed) in counts.items():
        if links >= evaluate.ENOUGH_LINKS:
            ways[way].append((missed / links, group))
    gaps = [(max(shares)[0] - min(shares)[0], way, min(shares)[1], max(shares)[1]) for way, shares in ways.items() if len(shares) > 1]
    return max(gaps, default=None)


def by_group(lines):
    import evaluate

    own, peer = pooled(lines, "ours"), pooled(lines, "splink")
    if not own:
        return ""
    seeds = len(Town(lines, "ours").rows)
    out = ["## Missed links by group of people", "", f"Anytown, {seeds} seeds together for ours, the first for Splink at .95. A person of n records needs n - 1 "
           f"links; one is missed for each further cluster. Groups by the census, with at least {evaluate.ENOUGH_LINKS} links; 95 % intervals by Wilson "
           "(the seeds share their people, so the intervals of ours are a little narrow).", "",
           "| Way | Group | Links | Ours missed | Interval | Splink missed |", "|---|---|---|---|---|---|"]
    for (way, group), (links, missed) in sorted(own.items()):
        if links < evaluate.ENOUGH_LINKS:
            continue
        low, high = evaluate.wilson(missed, links)
        theirs = peer.get((way, group))
        other = f"{theirs[1] / theirs[0]:.2%}" if theirs and theirs[0] else ""
        out.append(f"| {way} | {group} | {links} | {missed / links:.2%} | {low:.2%} to {high:.2%} | {other} |")
    gap = widest(own)
    out += ["", f"Widest gap: {gap[0] * 100:.2f} points, {gap[1]}, {gap[2]} against {gap[3]}."]
    return "\n".join(out)


def search(lines):
    rows, notes = [], []
    for (bench, engine, data), line in sorted(lines.items(), key=lambda held: (held[0][2], held[0][1])):
        if bench != "search" or "kinds" not in line:
            continue
        for kind, told in line["kinds"].items():
            rows.append(f"| {data} | {kind} | {engine} | {told['asked']} | {told['in_10']:.1%} | {told['in_20']:.1%} | {told['p50_ms']} | {told['p99_ms']} |")
        if engine == "ours":
            notes.append(f"Ours reads {data}, trains, and answers everything in {line['seconds']} s ({line['cpu_seconds']} processor s) with {line['peak_mb']} MB.")
        elif engine == "pg_trgm gin" and isinstance(line.get("said"), dict):
            said = line["said"]
            made = ", ".join(f"{name.removeprefix('people_')} {seconds} s and {said['bytes'].get(name, 0) / 1e6:.0f} MB"
                             for name, seconds in said["index_seconds"].items())
            notes.append(f"PostgreSQL {said['version']}: table loaded in {said['load_seconds']} s, {said['bytes']['people'] / 1e6:.0f} MB; indexes: {made}.")
    if not rows:
        return ""
    rows.sort(key=lambda row: row.split("|")[1:3])
    out = ["## Search", "", "The same questions to both. Ours gets the line as it was typed; PostgreSQL gets its parts, told apart for it. Records of one person "
           "count as one place in the list, for both; each may give 50 records.", "",
           "| Data | Question | Engine | Asked | In first 10 | In first 20 | p50 ms | p99 ms |", "|---|---|---|---|---|---|---|---|"]
    return "\n".join(out + rows + [""] + notes)


def kinds(lines):
    rows, wrong = [], collections.Counter()
    fates = collections.OrderedDict([
        ("not compared", "shares no block"), ("dropped", "compared, below .2"), ("weak", "asked of a person: .2 to .8"),
        ("gate", "asked of a person: likely, but too little agrees to link alone"), ("kept apart", "others around it spoke against it")])
    held = {data: line for (bench, _, data), line in sorted(lines.items()) if bench == "kinds"}
    if not held:
        return ""
    for fate, meaning in fates.items():
        rows.append(f"| {fate} | {meaning} | " + " | ".join(str(line["missed_by_fate"].get(fate, 0)) for line in held.values()) + " |")
    for line in held.values():
        wrong.update(line["wrong_by_kind"])
    out = ["## What ours misses and links wrongly", "", "True pairs that were not linked, by what became of them:", "",
           "| Fate | Meaning | " + " | ".join(held) + " |", "|---|---|" + "---|" * len(held), *rows, "",
           f"Wrong pairs by kind, all {len(held)} files together:", "", "| Kind | Pairs |", "|---|---|"]
    return "\n".join(out + [f"| {name} | {count} |" for name, count in wrong.most_common()])
