"""`trialmine show`, `status`, `export`, `decide` and `decisions`: what people do with a store."""

import csv
import json
import os
import unittest

from program import (BAD_USAGE, DONE, REPORT, SOME_INPUTS_FAILED, UNUSABLE, ProgramTest, pubmed_article, pubmed_set)

# The same trial with another number of patients.
OTHER_REPORT = REPORT.replace("60 patients", "58 patients")

# One more rule: a new rule set, which reads everything anew.
EXTRA_RULE = """
[[rule]]
id = "sample_size.en.extra-test-rule"
pattern = 'we counted {count:count} heads'
gives = { kind = "enrolled" }
finds = [ { text = "we counted 12 heads", value = { count = 12, kind = "enrolled" } } ]
ignores = [ "we counted heads" ]
"""


class CommandsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.store = self.path("trials.db")
        self.file = self.write("reports.xml", pubmed_set([pubmed_article(1, REPORT), pubmed_article(2, OTHER_REPORT)]))
        self.assert_ended(self.on_store("mine", self.file), DONE)

    def on_store(self, *arguments, **more):
        return self.run_program(*arguments, "--store", self.store, **more)

    def shown(self, name="pmid:1"):
        ended = self.on_store("show", name, "--json")
        self.assert_ended(ended, DONE)
        return json.loads(ended.out)

    def finding(self, field, name="pmid:1"):
        return next(one for one in self.shown(name)["documents"][0]["findings"] if one["field"] == field)

    def table(self, folder, name):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def read_anew(self):
        self.write("rules/sample_size/en-extra.toml", EXTRA_RULE)
        ended = self.on_store("mine", self.file, "--rules", self.path("rules"))
        self.assert_ended(ended, DONE)
        self.assertIn("0 new, 2 updated", ended.out.decode())


class Usage(CommandsTest):
    def test_bad_usage_is_2(self):
        fact = self.finding("sample_size")["id"]
        for arguments in (["show"], ["status", "--colour"], ["export"], ["decide", fact, "perhaps"], ["decisions"],
                          ["decide", fact, "correct"], ["decide", fact, "correct", "--value", "{"],
                          ["decide", fact, "accept", "--reason", "numerical"]):
            with self.subTest(arguments=arguments):
                self.assert_ended(self.on_store(*arguments), BAD_USAGE)

    def test_no_store_is_3_and_none_is_made(self):
        missing = self.path("missing.db")
        for arguments in (["show", "pmid:1"], ["status"], ["export", "--to", self.path("out")],
                          ["decide", "f", "accept"], ["decisions", "export"], ["decisions", "import"]):
            with self.subTest(arguments=arguments):
                self.assert_ended(self.run_program(*arguments, "--store", missing), UNUSABLE)
                self.assertFalse(os.path.exists(missing))

    def test_an_unknown_id_is_1(self):
        for arguments in (["show", "pmid:404"], ["decide", "0123456789abcdef", "accept"]):
            with self.subTest(arguments=arguments):
                ended = self.on_store(*arguments)
                self.assert_ended(ended, SOME_INPUTS_FAILED)
                self.assertIn("not_found", ended.errors)


class Show(CommandsTest):
    def test_a_trial_shows_all_its_documents_and_what_they_disagree_on(self):
        shown = self.shown("NCT01234567")
        self.assertEqual(["pmid:1", "pmid:2"], [document["id"] for document in shown["documents"]])
        sizes = next(one for one in shown["discrepancies"] if one["kind"] == "sample_size")
        self.assertEqual({"pmid:1": "60", "pmid:2": "58"}, {one["document"]: one["value"] for one in sizes["said"]})
        self.assertIn("60 · pmid:1", self.on_store("show", "NCT01234567").out.decode())

    def test_evidence_stands_in_its_context(self):
        finding = self.finding("sample_size")
        text = self.on_store("show", "pmid:1").out.decode()
        self.assertIn("»" + finding["text"] + "«", text)
        self.assertIn(finding["rule"], text)
        self.assertNotIn("\x1b", text, "no colour in a pipe")

    def test_the_original_is_the_bytes_that_were_read(self):
        ended = self.on_store("show", "pmid:1", "--original")
        self.assert_ended(ended, DONE)
        with open(self.file, "rb") as file:
            self.assertEqual(file.read(), ended.out)

    def test_file_names_that_are_not_text_leave_as_text(self):
        name = os.path.join(os.fsencode(self.folder), b"bad\xff\x1b[31m.txt")
        try:
            with open(name, "wb") as file:
                file.write(REPORT.encode())
        except OSError:
            self.skipTest("the file system takes no such name")
        self.assert_ended(self.on_store("mine", name), DONE)
        for ended in (self.on_store("show", "NCT01234567", "--json"), self.extract(name)):
            json.loads(ended.out.decode("utf-8").splitlines()[0])
            self.assertNotIn(b"\x1b", ended.out)
        text = self.on_store("show", "NCT01234567").out
        self.assertIn("bad\ufffd [31m.txt", text.decode("utf-8"))


class Export(CommandsTest):
    def export(self, name, *more):
        folder = self.path(name)
        self.assert_ended(self.on_store("export", "--to", folder, *more), DONE)
        return folder

    def test_the_same_store_gives_the_same_bytes(self):
        first, second = self.export("a"), self.export("b")
        self.assertEqual(sorted(os.listdir(first)), sorted(os.listdir(second)))
        for name in os.listdir(first):
            with open(os.path.join(first, name), "rb") as a, open(os.path.join(second, name), "rb") as b:
                self.assertEqual(a.read(), b.read(), name)

    def test_datapackage_describes_every_table_as_it_is(self):
        folder = self.export("out")
        with open(os.path.join(folder, "datapackage.json"), encoding="utf-8") as file:
            package = json.load(file)
        tables = {name for name in os.listdir(folder) if name.endswith(".csv")}
        self.assertEqual(tables, {resource["path"] for resource in package["resources"]})
        for resource in package["resources"]:
            with open(os.path.join(folder, resource["path"]), encoding="utf-8") as file:
                self.assertEqual(file.readline().rstrip("\n").split(","),
                                 [field["name"] for field in resource["schema"]["fields"]])

    def test_numbers_that_reports_disagree_on_are_not_chosen_from(self):
        study, = self.table(self.export("out"), "studies.csv")
        self.assertEqual("", study["n_randomised"])
        self.assertIn("n_randomised_differs", study["check_flags"])

    def test_reviewed_keeps_studies_with_a_reviewed_fact(self):
        self.assertEqual([], self.table(self.export("none", "--reviewed"), "studies.csv"))
        fact = self.finding("sample_size")["id"]
        self.assert_ended(self.on_store("decide", fact, "accept", "--reviewer", "tester"), DONE)
        study, = self.table(self.export("some", "--reviewed"), "studies.csv")
        self.assertEqual("60", study["n_randomised"])
        self.assertEqual("accepted", study["review_state"])


class Decisions(CommandsTest):
    def exported(self):
        ended = self.on_store("decisions", "export")
        self.assert_ended(ended, DONE)
        return ended

    def states(self):
        return json.loads(self.on_store("status", "--json").out)["findings_by_state"]

    def test_a_decision_survives_reading_with_other_rules(self):
        before = self.finding("sample_size")
        self.assert_ended(self.on_store("decide", before["id"], "accept", "--reviewer", "tester"), DONE)
        self.read_anew()
        after = self.finding("sample_size")
        self.assertNotEqual(self.shown()["documents"][0]["rule_version"], "")
        self.assertEqual((before["id"], "accepted"), (after["id"], after["review_state"]))

    def test_a_correction_takes_the_place_of_the_value_and_keeps_what_was_read(self):
        fact = self.finding("sample_size")
        value = json.dumps({**fact["value"], "count": 61})
        self.assert_ended(self.on_store("decide", fact["id"], "correct", "--value", value, "--reason", "numerical",
                                        "--reviewer", "tester"), DONE)
        self.assertEqual(60, self.finding("sample_size")["value"]["count"])
        text = self.on_store("show", "pmid:1").out.decode()
        self.assertIn("count 61", text)
        self.assertIn("read as: count 60", text)

    def test_a_decision_on_another_value_is_stale_and_one_on_nothing_has_vanished(self):
        fact = self.finding("sample_size")
        self.assert_ended(self.on_store("decide", fact["id"], "accept", "--reviewer", "tester"), DONE)
        decision = self.exported().records[0]
        other = self.path("other.db")
        self.assert_ended(self.run_program("mine", self.file, "--store", other), DONE)
        self.store = other
        decision["old_value"] = {**decision["old_value"], "count": 61}
        gone = {**decision, "fact": "0" * 16}
        lines = "".join(json.dumps(one) + "\n" for one in (decision, gone)).encode()
        self.assert_ended(self.on_store("decisions", "import", stdin=lines), DONE)
        self.assertEqual("stale", self.finding("sample_size")["review_state"])
        self.assertEqual((1, 1), (self.states()["stale"], self.states()["vanished"]))

    def test_decisions_move_to_another_store_and_are_known_the_second_time(self):
        fact = self.finding("sample_size")
        self.assert_ended(self.on_store("decide", fact["id"], "reject", "--reason", "wrong_arm", "--reviewer", "tester",
                                        "--note", "随访\n两行"), DONE)
        lines = self.exported().out
        other = self.path("other.db")
        self.assert_ended(self.run_program("mine", self.file, "--store", other), DONE)
        self.store = other
        for _ in range(2):
            self.assert_ended(self.on_store("decisions", "import", stdin=lines), DONE)
        self.assertEqual(lines, self.exported().out)
        self.assertEqual("rejected", self.finding("sample_size")["review_state"])

    def test_a_bad_line_is_named_and_the_others_are_taken(self):
        fact = self.finding("sample_size")
        self.assert_ended(self.on_store("decide", fact["id"], "note", "--note", "look again", "--reviewer", "tester"), DONE)
        good = self.exported().records[0]
        lines = f"not json\n{json.dumps({**good, 'note': 'another'})}\n".encode()
        ended = self.on_store("decisions", "import", stdin=lines)
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertIn("-:1", ended.errors)
        self.assertEqual(2, len(self.exported().records))


if __name__ == "__main__":
    unittest.main()
