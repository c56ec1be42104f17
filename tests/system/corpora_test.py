"""The documents in corpora/: each must give the findings, and none of the values, that its expected.json names.

corpora/NAME/document.EXT and corpora/NAME/expected.json:
  {"findings": [{"field", "quote", "value": {some of the keys}}],   each must be found
   "absent":   [{"field", "value": {some of the keys}}],            none may be found
   "trial":    {some of the keys} or null}                          null: the document reports no trial
"""

import os
import unittest

import json

from program import SOURCE, ProgramTest

CORPORA = os.path.join(SOURCE, "corpora")


def holds(expected, actual):
    """Whether everything that `expected` says stands in `actual`; lists must hold each expected entry."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(holds(value, actual.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(actual, list) and all(any(holds(e, a) for a in actual) for e in expected)
    if isinstance(expected, float) or isinstance(actual, float):
        return isinstance(actual, (int, float)) and abs(expected - actual) <= 1e-9 * max(1, abs(expected))
    return expected == actual


def line(sign, finding):
    quote = finding.get("quote", finding.get("text"))
    value = json.dumps(finding["value"], ensure_ascii=False, sort_keys=True)
    return f"  {sign} {finding['field']}" + (f" “{quote}”" if quote else "") + f" {value}" + (f" [{finding['rule']}]" if "rule" in finding else "")


def differences(expected, record):
    """A line for each thing that is not as expected, with what was found of the same field below it."""
    if "error" in record:
        return [f"  not read: {record['error']}"]
    lines = []
    for wanted in expected.get("findings", []):
        same_field = [f for f in record["findings"] if f["field"] == wanted["field"]]
        if not any(holds(wanted["value"], f["value"]) and wanted.get("quote", f["text"]) in f["text"] for f in same_field):
            lines.append(line("-", wanted))
            lines += [line("  found", finding) for finding in same_field]
    for unwanted in expected.get("absent", []):
        lines += [line("+", finding) for finding in record["findings"]
                  if finding["field"] == unwanted["field"] and holds(unwanted["value"], finding["value"])]
    for finding in record["findings"]:
        if record["text"][finding["start"]:finding["end"]] != finding["text"]:
            lines.append(line("does not quote the text:", finding))
    if "trial" in expected:
        if expected["trial"] is None and record["trial"] is not None:
            lines.append(f"  + trial {record['trial']['key']}, none expected")
        elif not holds(expected["trial"], record["trial"]):
            lines.append(f"  - trial {json.dumps(expected['trial'], ensure_ascii=False)}\n    found {json.dumps(record['trial'], ensure_ascii=False)}")
    return lines


class Corpora(ProgramTest):
    def test_every_document_gives_what_is_expected(self):
        names = sorted(os.listdir(CORPORA)) if os.path.isdir(CORPORA) else []
        names = [name for name in names if os.path.exists(os.path.join(CORPORA, name, "expected.json"))]
        if not names:
            self.skipTest("corpora/ holds no documents")
        failed = []
        for name in names:
            folder = os.path.join(CORPORA, name)
            with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
                expected = json.load(file)
            documents = [os.path.join(folder, entry) for entry in os.listdir(folder) if entry.startswith("document.")]
            self.assertEqual(1, len(documents), f"{name} must hold one document")
            records = self.extract("--text", documents[0]).records
            self.assertEqual(1, len(records), f"{name} gives {len(records)} records")
            lines = differences(expected, records[0])
            if lines:
                failed.append(name + "\n" + "\n".join(lines))
        self.assertFalse(failed, f"{len(failed)} of {len(names)} documents are not as expected\n\n" + "\n\n".join(failed))


if __name__ == "__main__":
    unittest.main()
