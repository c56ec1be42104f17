#!/usr/bin/env python3
"""Measures what the program finds in annotated documents and compares it with the last recorded table.

usage: score.py PROGRAM FOLDER [--record]

FOLDER holds score.py, dev/gold.jsonl and dev/docs/. The table of the last `--record` is bench/scores.json. A field that lost more than
half a point of F1 ends it with 1; `--record` writes the new table all the same.
"""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDED = os.path.join(HERE, "scores.json")
GROUPS = ["--by", "en-=English", "--by", "zh-=Chinese", "--by", "seed-=whole pages"]
TOLERANCE = 0.005


def measure(program, folder):
    documents = os.path.join(folder, "dev", "docs")
    paths = [os.path.join(documents, name) for name in sorted(os.listdir(documents))]
    with tempfile.NamedTemporaryFile(suffix=".ndjson") as found:
        ended = subprocess.run([program, "extract", "--text", *paths], stdout=found)
        if ended.returncode not in (0, 1):
            sys.exit(f"score: extract ended with {ended.returncode}")
        scored = subprocess.run([sys.executable, os.path.join(folder, "score.py"), "--json", *GROUPS,
                                 os.path.join(folder, "dev", "gold.jsonl"), found.name], stdout=subprocess.PIPE)
    return json.loads(scored.stdout)


def print_table(report, before):
    """Prints the figures beside the recorded ones; returns the fields that lost."""
    lost = []
    for group, rows in report["scores"].items():
        print(f"\n{group:16} {'gold':>5} {'found':>5} {'precision':>9} {'recall':>7} {'F1':>7} {'recorded':>9}  slots")
        for field, row in rows.items():
            old = before.get(group, {}).get(field)
            change = "" if old is None else f"{old:9.3f}"
            slots = "  ".join(f"{name} {accuracy:.2f}/{count}" for name, (accuracy, count) in row["slots"].items())
            print(f"{field:16} {row['gold']:5} {row['found']:5} {row['precision']:9.3f} {row['recall']:7.3f} {row['f1']:7.3f} "
                  f"{change:>9}  {slots}")
            if old is not None and row["f1"] < old - TOLERANCE:
                lost.append(f"{group} {field}: {old:.3f} before, {row['f1']:.3f} now")
    print(f"\n{report['documents']} documents, {len(report['not_in_output'])} not in the output, "
          f"{report['bad_spans']} spans that do not quote the text")
    return lost


def main():
    program, folder = sys.argv[1:3]
    before = {}
    if os.path.exists(RECORDED):
        with open(RECORDED) as file:
            before = json.load(file)
    report = measure(program, folder)
    lost = print_table(report, before)
    for line in lost:
        print("lost:", line)
    if "--record" in sys.argv[3:]:
        table = {group: {field: row["f1"] for field, row in rows.items()} for group, rows in report["scores"].items()}
        with open(RECORDED, "w") as file:
            json.dump(table, file, indent=1)
            file.write("\n")
        return 0
    return 1 if lost or report["not_in_output"] or report["bad_spans"] else 0


if __name__ == "__main__":
    sys.exit(main())
