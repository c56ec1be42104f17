"""`trialmine extract --lines`: exactly one line out for each line in."""

import base64
import json
import subprocess
import unittest

from program import DONE, PROGRAM, REPORT, SOME_INPUTS_FAILED, ProgramTest, pubmed_article, pubmed_set


def ndjson(*requests):
    return "".join(json.dumps(request, ensure_ascii=False) + "\n" for request in requests).encode()


def encoded(identifier, media_type, body):
    return {"id": identifier, "media_type": media_type, "body_base64": base64.b64encode(body.encode()).decode()}


class Lines(ProgramTest):
    def lines(self, stdin, *arguments):
        return self.extract("--lines", *arguments, stdin=stdin)

    def test_each_line_gives_its_record_under_its_id_in_order(self):
        ended = self.lines(ndjson(*({"id": f"doc-{n}", "text": REPORT} for n in range(500))), "--jobs", "3")
        self.assert_ended(ended, DONE)
        self.assertEqual([f"doc-{n}" for n in range(500)], [r["document"]["id"] for r in ended.records])
        self.assertTrue(all(r["findings"] for r in ended.records))

    def test_a_body_is_read_by_its_format(self):
        page = f"<html><head><title>News</title></head><body><p>{REPORT}</p></body></html>"
        article = pubmed_set([pubmed_article(12, REPORT)])
        ended = self.lines(ndjson(encoded("a", "text/html", page), encoded("b", "application/xml", article)), "--text")
        self.assert_ended(ended, DONE)
        self.assertEqual([("a", "html"), ("b", "pubmed")],
                         [(r["document"]["id"], r["document"]["source"]) for r in ended.records])
        self.assertIn("pmid:12", ended.records[1]["document"]["aliases"])

    def test_a_line_that_fails_gives_an_error_line_in_its_place(self):
        bad = [b"not json", b"", b"[]", b'{"id":"x"}', b'{"text":"no id"}', b'{"id":"x","text":3}',
               b'{"id":"x","media_type":"text/html","body_base64":"%%%"}', b'{"id":"x","text":"\xff"}']
        good = ndjson({"id": "good", "text": REPORT}).strip()
        ended = self.lines(b"".join(line + b"\n" + good + b"\n" for line in bad))
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertEqual(2 * len(bad), len(ended.records))
        for wrong, right in zip(ended.records[::2], ended.records[1::2]):
            self.assertEqual("bad_input", wrong["error"]["code"])
            self.assertEqual("good", right["document"]["id"])
        self.assertEqual(len(bad), len(ended.errors.splitlines()))
        self.assertTrue(ended.errors.startswith("trialmine: -:1: "))

    def test_more_than_one_document_on_a_line_is_an_error(self):
        many = pubmed_set([pubmed_article(1, REPORT), pubmed_article(2, REPORT)])
        ended = self.lines(ndjson(encoded("a", "application/xml", many)))
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertEqual(["bad_input"], [r["error"]["code"] for r in ended.records])

    def test_a_line_of_more_than_64_mb_is_an_error_and_the_next_is_read(self):
        stdin = b'{"id":"long","text":"' + b"a" * (65 << 20) + b'"}\n' + ndjson({"id": "next", "text": REPORT})
        ended = self.lines(stdin)
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertEqual("too_big", ended.records[0]["error"]["code"])
        self.assertEqual("next", ended.records[1]["document"]["id"])

    def test_the_last_line_needs_no_line_break(self):
        ended = self.lines(ndjson({"id": "a", "text": REPORT}).rstrip(b"\n"))
        self.assert_ended(ended, DONE)
        self.assertEqual(1, len(ended.records))

    def test_nothing_in_gives_nothing_out(self):
        ended = self.lines(b"")
        self.assert_ended(ended, DONE)
        self.assertEqual(b"", ended.out)

    def test_output_does_not_depend_on_the_number_of_jobs(self):
        stdin = ndjson(*({"id": str(n), "text": REPORT * (n % 7)} for n in range(1, 300)))
        self.assertEqual(self.lines(stdin, "--jobs", "1").out, self.lines(stdin, "--jobs", "5").out)

    def test_a_program_may_converse_line_by_line(self):
        for jobs in ("1", "2"):
            with subprocess.Popen([PROGRAM, "extract", "--lines", "--jobs", jobs], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE) as program:
                for number in range(5):
                    program.stdin.write(ndjson({"id": str(number), "text": REPORT}))
                    program.stdin.flush()
                    self.assertEqual(str(number), json.loads(program.stdout.readline())["document"]["id"])
                program.stdin.close()
                self.assertEqual(DONE, program.wait(timeout=60))


if __name__ == "__main__":
    unittest.main()
