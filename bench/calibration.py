#!/usr/bin/env python3
"""Says how often findings are right that the program holds to be right with a given confidence.

usage: calibration.py PROGRAM FOLDER [--rules DIR] [--by-rule]

FOLDER holds score.py, dev/gold.jsonl and dev/docs/, as for score.py. Prints, for each tenth of confidence, how many findings there are and
the share of them that the annotations bear out; with --by-rule the same for each rule that made ten findings or more. Findings marked as
values before treatment are left out, as the annotations leave them out.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections import defaultdict

FEW = 10


def load_score(folder):
    spec = importlib.util.spec_from_file_location("score", os.path.join(folder, "score.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def extract(program, folder, rules):
    documents = os.path.join(folder, "dev", "docs")
    paths = [os.path.join(documents, name) for name in sorted(os.listdir(documents))]
    command = [program, "extract", *(["--rules", rules] if rules else []), *paths]
    lines = subprocess.run(command, stdout=subprocess.PIPE).stdout.decode("utf-8").splitlines()
    found = defaultdict(list)
    for record in map(json.loads, lines):
        if "document" in record:
            found[os.path.basename(record["document"].get("file") or "")].extend(record.get("findings") or [])
    return found


def judge(score, gold, found):
    """(rule, confidence, right) of every finding in the annotated documents."""
    for document in gold:
        for field in document.get("fields", score.FIELDS):
            mine = [finding for finding in score.unique(found[document["file"]]) if finding["field"] == field]
            stated = score.unique([finding for finding in document["findings"] if finding["field"] == field])
            pairs, _, extra = score.pair(field, stated, mine)
            for _, finding in pairs:
                yield finding["rule"], finding["confidence"], True
            for finding in extra:
                if not (finding.get("value") or {}).get("baseline"):
                    yield finding["rule"], finding["confidence"], False


def print_bins(title, judged, key):
    bins = defaultdict(list)
    for rule, confidence, right in judged:
        bins[key(rule, confidence)].append((confidence, right))
    print(f"{title:44} {'findings':>8} {'confidence':>10} {'right':>6}")
    for name, members in sorted(bins.items()):
        if title == "rule" and len(members) < FEW:
            continue
        mean = sum(confidence for confidence, _ in members) / len(members)
        print(f"{name:44} {len(members):8} {mean:10.2f} {sum(right for _, right in members) / len(members):6.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--rules")
    parser.add_argument("--by-rule", action="store_true")
    options = parser.parse_args()
    score = load_score(options.folder)
    with open(os.path.join(options.folder, "dev", "gold.jsonl"), encoding="utf-8") as file:
        gold = [json.loads(line) for line in file if line.strip()]
    judged = list(judge(score, gold, extract(options.program, options.folder, options.rules)))
    tenth = lambda confidence: f"{min(int(confidence * 10), 9) / 10:.1f} to {min(int(confidence * 10), 9) / 10 + 0.1:.1f}"
    print_bins("confidence", judged, lambda rule, confidence: tenth(confidence))
    if options.by_rule:
        print()
        print_bins("rule", judged, lambda rule, confidence: rule)


if __name__ == "__main__":
    sys.exit(main())
