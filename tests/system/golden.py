"""Compares what the program finds in a document of `corpora/` with what a careful reader found there.

`corpora/NAME/expected.json` is an object, or {"documents": [object, …]} where the file holds several, each with these members, all of them
optional (a `finding` is {"field", "quote", "value"}; `value` names only the keys that matter):

    document  members of the record's `document`
    findings  what must be found: a finding of this field that touches the quoted words and has these values
    wanted    what a reader finds there and the program does not yet; once it does, the entry belongs to `findings`, where a weaker reading
              of the same words may stand already
    absent    {"field", "value"} that must not be found anywhere
    unwanted  what is found and should not be; once it is not, the entry belongs to `absent`
    trial     members of the assembled trial; null where the document reports none; lists hold at least these entries
    wanted_trial  the same, of which something is not right yet
    errors    codes of the errors that reading the file gives beside its documents

    golden.py            says how much of what is wanted is missing, by field
    golden.py --settle   moves entries of `wanted` and `unwanted` that came true to `findings` and `absent`, never back
"""

import json
import math
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter

from program import PROGRAM, SOURCE

CORPORA = os.path.join(SOURCE, "corpora")
FREE_TEXT = {"label", "arm", "comparator", "outcome", "name", "agent", "subgroup"}


def names():
    return sorted(name for name in os.listdir(CORPORA) if os.path.exists(os.path.join(CORPORA, name, "expected.json")))


def document_path(name):
    folder = os.path.join(CORPORA, name)
    (file,) = [entry for entry in os.listdir(folder) if entry.startswith("document.")]
    return os.path.join(folder, file)


def expected_path(name):
    return os.path.join(CORPORA, name, "expected.json")


def load(name):
    """The expectations of a corpus document: one for each document its file holds."""
    with open(expected_path(name), encoding="utf-8") as file:
        expected = json.load(file)
    return expected.get("documents", [expected])


def folded(text):
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def agrees(expected, actual, key=None):
    """Whether `actual` has all that `expected` names. Of free text one may hold the other, words differ by their reader."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(agrees(value, actual.get(name), name) for name, value in expected.items())
    if isinstance(expected, list):
        return isinstance(actual, list) and all(any(agrees(entry, other) for other in actual) for entry in expected)
    if expected is None or expected is False:
        return not actual
    if isinstance(expected, str):
        if not isinstance(actual, str):
            return False
        if key in FREE_TEXT:
            mine, other = folded(expected), folded(actual)
            return bool(other) and (mine in other or other in mine)
        return expected == actual
    if isinstance(expected, bool) or isinstance(actual, bool) or not isinstance(actual, (int, float)):
        return expected is actual
    return math.isclose(expected, actual, rel_tol=1e-9, abs_tol=1e-12)


def touching(quote, finding, text):
    at = text.find(quote)
    while at >= 0:
        if finding["start"] < at + len(quote) and at < finding["end"]:
            return True
        at = text.find(quote, at + 1)
    return False


def is_found(entry, record):
    return any(finding["field"] == entry["field"] and agrees(entry.get("value", {}), finding["value"]) and
               ("quote" not in entry or touching(entry["quote"], finding, record["text"]))
               for finding in record["findings"])


def has_trial(expected, record):
    return record["trial"] is None if expected is None else agrees(expected, record["trial"])


def nearest(entry, record):
    """What was found instead, for a person to compare."""
    near = [finding for finding in record["findings"]
            if finding["field"] == entry["field"] and touching(entry["quote"], finding, record["text"])]
    return "; ".join(f"{finding['rule']} reads “{finding['text']}” as {brief(finding['value'])}" for finding in near) or "nothing"


def brief(value):
    return json.dumps({key: member for key, member in value.items() if member is not None}, ensure_ascii=False)


def differences(expected, record):
    """A line for each way in which a record is not as expected."""
    text = record["text"]
    for finding in record["findings"]:
        if text[finding["start"]:finding["end"]] != finding["text"]:
            yield f"finding {finding['id']} quotes “{finding['text']}”, which is not at {finding['start']}"
    document = expected.get("document", {})
    for key, value in document.items():
        if not agrees(value, record["document"].get(key)):
            yield f"document.{key} is {record['document'].get(key)!r}, not {value!r}"
    for entry in expected.get("findings", []) + expected.get("wanted", []):
        if entry["quote"] not in text:
            yield f"the text has no “{entry['quote']}”"
    for entry in expected.get("findings", []):
        if not is_found(entry, record):
            yield f"{entry['field']} “{entry['quote']}” should be {brief(entry['value'])}; found: {nearest(entry, record)}"
    for entry in expected.get("absent", []):
        if is_found(entry, record):
            yield f"{entry['field']} {brief(entry.get('value', {}))} should not be found"
    if "trial" in expected and not has_trial(expected["trial"], record):
        yield f"trial should be {json.dumps(expected['trial'], ensure_ascii=False)}, is {json.dumps(record['trial'], ensure_ascii=False)}"
    for entry in came_true(expected, record):
        yield f"better than expected, run golden.py --settle: {json.dumps(entry, ensure_ascii=False)}"


def came_true(expected, record):
    yield from (entry for entry in expected.get("wanted", []) if is_found(entry, record))
    yield from (entry for entry in expected.get("unwanted", []) if not is_found(entry, record))
    if "wanted_trial" in expected and has_trial(expected["wanted_trial"], record):
        yield {"trial": expected["wanted_trial"]}


def is_weaker(entry, other):
    """Whether `entry` says less than `other` of the same words."""
    return (entry["field"], entry["quote"]) == (other["field"], other["quote"]) and entry["value"].items() < other["value"].items()


def settle(expected, record):
    """`expected` with what came true where it belongs from now on."""
    true = list(came_true(expected, record))
    settled = {key: list(value) if isinstance(value, list) else value for key, value in expected.items()}
    for wish, fact in (("wanted", "findings"), ("unwanted", "absent")):
        settled[fact] = settled.get(fact, []) + [entry for entry in settled.get(wish, []) if entry in true]
        settled[wish] = [entry for entry in settled.get(wish, []) if entry not in true]
    if {"trial": settled.get("wanted_trial", ())} in true:
        settled["trial"] = settled.pop("wanted_trial")
    settled["findings"] = [entry for entry in settled["findings"]
                           if not any(is_weaker(entry, other) for other in settled["findings"])]
    order = ("document", "errors", "findings", "wanted", "absent", "unwanted", "trial", "wanted_trial")
    return {key: settled[key] for key in order if key in settled and settled[key] != []}


def printed(documents):
    """JSON with one entry a line, for people to read and for diffs."""
    def one(document, indent):
        members = []
        for key, value in document.items():
            line = json.dumps(value, ensure_ascii=False)
            if isinstance(value, list):
                entries = ",\n".join(f"{indent}    {json.dumps(entry, ensure_ascii=False)}" for entry in value)
                line = f"[\n{entries}\n{indent}  ]"
            members.append(f'{indent}  "{key}": {line}')
        return f"{indent}{{\n" + ",\n".join(members) + f"\n{indent}}}"
    if len(documents) == 1:
        return one(documents[0], "") + "\n"
    return '{\n  "documents": [\n' + ",\n".join(one(document, "    ") for document in documents) + "\n  ]\n}\n"


def extract(name):
    """The records the program writes for a corpus document, those of documents and those of errors."""
    ended = subprocess.run([PROGRAM, "extract", "--text", document_path(name)], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=60)
    records = [json.loads(line) for line in ended.stdout.decode("utf-8").splitlines()]
    return [r for r in records if "error" not in r], [r for r in records if "error" in r]


def print_counts():
    whole, partly, missing = Counter(), Counter(), Counter()
    for expected in (one for name in names() for one in load(name)):
        findings, wanted = expected.get("findings", []), expected.get("wanted", [])
        whole.update(entry["field"] for entry in findings if not any(is_weaker(entry, wish) for wish in wanted))
        for wish in wanted:
            (partly if any(is_weaker(entry, wish) for entry in findings) else missing)[wish["field"]] += 1
    for field in sorted(whole | partly | missing):
        print(f"{field:16} {whole[field]:4} found {partly[field]:4} in part {missing[field]:4} missing")
    print(f"{'all':16} {whole.total():4} found {partly.total():4} in part {missing.total():4} missing")


def main():
    if "--settle" in sys.argv[1:]:
        for name in names():
            expected, (records, _) = load(name), extract(name)
            if len(expected) != len(records):
                continue  # The test says what is wrong.
            with open(expected_path(name), "w", encoding="utf-8") as file:
                file.write(printed([settle(one, record) for one, record in zip(expected, records)]))
    print_counts()


if __name__ == "__main__":
    main()
