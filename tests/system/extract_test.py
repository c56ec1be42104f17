"""`trialmine extract`: what goes in, what comes out, and how it ends."""

import gzip
import io
import json
import os
import subprocess
import tarfile
import unittest
import zipfile

from program import (BAD_USAGE, DONE, PROGRAM, REPORT, SOME_INPUTS_FAILED, UNUSABLE, ProgramTest, pubmed_article,
                     pubmed_set)


class Usage(ProgramTest):
    def test_version_and_help_end_with_0(self):
        self.assertRegex(self.run_program("--version").out, rb"^trialmine \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["extract", "--help"], ["mine", "--help"], ["rules", "--help"]):
            self.assert_ended(self.run_program(*arguments), DONE)

    def test_bad_usage_ends_with_2(self):
        file = self.write("a.txt", REPORT)
        for arguments in ([], ["frobnicate"], ["extract"], ["extract", "--frobnicate", file], ["mine", file],
                          ["extract", "--jobs", "-1", file], ["extract", "--lines", file],
                          ["extract", "--rules", self.path("no-such-folder"), file]):
            with self.subTest(arguments):
                ended = self.run_program(*arguments)
                self.assert_ended(ended, BAD_USAGE)
                self.assertNotEqual("", ended.errors)
                self.assertEqual(b"", ended.out)

    def test_a_broken_rule_file_ends_with_2_and_is_named(self):
        self.write("rules/broken.toml", "[[rule]]\nid = 3\npattern = '('\n")
        ended = self.extract("--rules", self.path("rules"), self.write("a.txt", REPORT))
        self.assert_ended(ended, BAD_USAGE)
        self.assertIn("broken.toml", ended.errors)


class Inputs(ProgramTest):
    def files_of(self, ended):
        return [record["document"]["file"] for record in ended.records]

    def test_a_file_gives_one_record_whose_findings_quote_its_text(self):
        file = self.write("report.txt", REPORT)
        ended = self.extract("--text", file)
        self.assert_ended(ended, DONE)
        (record,) = ended.records
        self.assertEqual(1, record["schema"])
        self.assertEqual(file, record["document"]["file"])
        self.assertTrue(record["findings"])
        for finding in record["findings"]:
            self.assertEqual(finding["text"], record["text"][finding["start"]:finding["end"]])
        self.assertIn("NCT01234567", [f["value"].get("id") for f in record["findings"]])

    def test_the_text_is_left_out_unless_asked_for(self):
        (record,) = self.extract(self.write("report.txt", REPORT)).records
        self.assertNotIn("text", record)

    def test_a_folder_is_read_recursively_in_name_order(self):
        for name in ("b.txt", "a/z.txt", "a/b/c.txt", "c.txt"):
            self.write("in/" + name, REPORT)
        ended = self.extract(self.path("in"))
        self.assert_ended(ended, DONE)
        self.assertEqual([self.path("in", *name.split("/")) for name in ("a/b/c.txt", "a/z.txt", "b.txt", "c.txt")],
                         self.files_of(ended))

    def test_standard_input_is_a_path_named_dash(self):
        ended = self.extract("-", stdin=REPORT.encode())
        self.assert_ended(ended, DONE)
        self.assertEqual(["-"], self.files_of(ended))

    def test_gzip_is_unpacked_whatever_its_name(self):
        ended = self.extract(self.write("report.dat", gzip.compress(REPORT.encode())))
        self.assert_ended(ended, DONE)
        self.assertEqual(1, len(ended.records))

    def test_members_of_archives_are_named_archive_bang_member(self):
        zipped = self.path("z.zip")
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("one.txt", REPORT)
            archive.writestr("folder/two.txt", REPORT)
        tarred = self.path("t.tar.gz")
        with tarfile.open(tarred, "w:gz") as archive:
            info = tarfile.TarInfo("three.txt")
            info.size = len(REPORT)
            archive.addfile(info, io.BytesIO(REPORT.encode()))
        ended = self.extract(zipped, tarred)
        self.assert_ended(ended, DONE)
        self.assertEqual([zipped + "!one.txt", zipped + "!folder/two.txt", tarred + "!three.txt"], self.files_of(ended))

    def test_responses_of_a_warc_file_are_read(self):
        page = f"<html><body><p>{REPORT}</p></body></html>".encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = ("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
                "WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: https://example.org/a\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n").encode()
        record = head + http + b"\r\n\r\n"
        ended = self.extract(self.write("a.warc", record), self.write("b.warc.gz", gzip.compress(record)))
        self.assert_ended(ended, DONE)
        self.assertEqual(["https://example.org/a"] * 2, [record["document"]["url"] for record in ended.records])

    def test_the_format_is_found_from_the_bytes_not_the_name(self):
        ended = self.extract(self.write("page.html", pubmed_set([pubmed_article(7, REPORT)])))
        self.assert_ended(ended, DONE)
        self.assertEqual([("pmid:7", "pubmed")], [(r["document"]["id"], r["document"]["source"]) for r in ended.records])


class Jobs(ProgramTest):
    def test_output_does_not_depend_on_the_number_of_jobs(self):
        for number in range(40):
            self.write(f"in/{number:02}.txt", REPORT * (number % 5 + 1))
        self.write("in/20-broken.xml", pubmed_set([pubmed_article(1, REPORT)])[:-60])
        # Large enough to be read as a stream.
        self.write("in/30-many.xml", pubmed_set(pubmed_article(1000 + n, REPORT * 3) for n in range(2500)))
        runs = [self.extract("--text", "--jobs", jobs, self.path("in")) for jobs in ("1", "2", "7")]
        for ended in runs:
            self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertGreater(len(runs[0].records), 2540)
        for ended in runs[1:]:
            self.assertTrue(runs[0].out == ended.out, "the bytes differ")
            self.assertEqual(runs[0].errors, ended.errors)


class Endings(ProgramTest):
    def test_a_path_that_does_not_exist_is_1_and_the_others_are_done(self):
        missing = self.path("missing.xml")
        ended = self.extract(missing, self.write("a.txt", REPORT))
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertRegex(ended.errors, rf"^trialmine: {missing}: .+ \(not_found\)\n$")
        error, record = ended.records
        self.assertEqual({"file": missing}, error["document"])
        self.assertEqual("not_found", error["error"]["code"])
        self.assertTrue(error["error"]["detail"])
        self.assertIn("findings", record)

    def test_a_name_can_neither_break_the_error_line_nor_the_json(self):
        ended = self.extract(self.path('line\nbreak"\x1b[31m'))
        self.assertEqual(1, ended.errors.count("\n"))
        self.assertNotIn("\x1b", ended.errors)
        self.assertIn("line\nbreak", ended.records[0]["document"]["file"])

    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_output_that_cannot_be_written_is_3(self):
        with open("/dev/full", "wb") as full:
            ended = self.extract("--text", self.write("a.txt", REPORT), stdout=full)
        self.assert_ended(ended, UNUSABLE)
        self.assertIn("disk_full", ended.errors)

    def test_a_reader_that_goes_away_ends_it_quietly(self):
        file = self.write("many.xml", pubmed_set(pubmed_article(n, REPORT * 5) for n in range(1, 2000)))
        with subprocess.Popen([PROGRAM, "extract", "--text", file], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as program:
            program.stdout.readline()
            program.stdout.close()
            self.assertEqual(b"", program.stderr.read())
            self.assertEqual(DONE, program.wait(timeout=60))


if __name__ == "__main__":
    unittest.main()
