"""Bad input: one clear line that names it and the reason, exit code 1, everything else done."""

import gzip
import io
import os
import resource
import unittest
import zipfile
import zlib

from program import DONE, REPORT, SOME_INPUTS_FAILED, ProgramTest, pubmed_article, pubmed_set


class BadInput(ProgramTest):
    def setUp(self):
        super().setUp()
        self.good = self.write("zz-good.txt", REPORT)

    def assert_fails_alone(self, bad, *codes, **more):
        """`bad` fails with one of the codes and one line on standard error; the good file after it is read."""
        ended = self.extract(bad, self.good, **more)
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        errors = [record for record in ended.records if "error" in record]
        self.assertTrue(errors, "no error record")
        for record in errors:
            self.assertIn(record["error"]["code"], codes)
        lines = ended.errors.splitlines()
        self.assertEqual(len(errors), len(lines), lines)
        self.assertTrue(lines[0].startswith(f"trialmine: {bad}"), lines[0])
        self.assertEqual(self.good, ended.records[-1]["document"]["file"])
        self.assertTrue(ended.records[-1]["findings"])
        return ended

    def test_an_empty_file(self):
        self.assert_fails_alone(self.write("empty.txt", ""), "empty")

    def test_an_empty_folder(self):
        os.mkdir(self.path("nothing"))
        self.assert_fails_alone(self.path("nothing"), "empty")

    def test_an_empty_gzip(self):
        self.assert_fails_alone(self.write("empty.gz", gzip.compress(b"")), "empty")

    def test_a_binary_file(self):
        self.assert_fails_alone(self.write("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20),
                                "binary", "unknown_format")

    def test_nul_bytes_only(self):
        self.assert_fails_alone(self.write("nul.txt", b"\0" * 5000), "binary", "unknown_format", "encoding")

    def test_nul_bytes_in_xml_do_not_end_the_run(self):
        article = pubmed_set([pubmed_article(1, "before\0after")]).encode()
        self.assert_fails_alone(self.write("nul.xml", article), "ill_formed", "binary", "encoding")

    def test_invalid_utf8_is_read_or_named(self):
        ended = self.extract(self.write("bad.txt", REPORT.encode() + b"\xff\xfe\xc3( caf\xe9\n"), self.good)
        self.assertIn(ended.code, (DONE, SOME_INPUTS_FAILED))
        self.assertEqual(2, len(ended.records))

    def test_truncated_xml_gives_what_stood_before_the_break(self):
        whole = pubmed_set(pubmed_article(n, REPORT) for n in range(1, 6))
        ended = self.assert_fails_alone(self.write("cut.xml", whole[:len(whole) * 7 // 10]), "truncated", "ill_formed")
        self.assertEqual(["pmid:1", "pmid:2", "pmid:3"], [r["document"]["id"] for r in ended.records[:3]])

    def test_ill_formed_xml_gives_what_stood_before_the_break(self):
        articles = [pubmed_article(n, REPORT) for n in range(1, 4)]
        articles[2] = articles[2].replace("</AbstractText>", "</Wrong>")
        ended = self.assert_fails_alone(self.write("wrong.xml", pubmed_set(articles)), "ill_formed")
        self.assertEqual(["pmid:1", "pmid:2"], [r["document"]["id"] for r in ended.records[:2]])

    def test_truncated_gzip(self):
        packed = gzip.compress(os.urandom(20000) + REPORT.encode())
        self.assert_fails_alone(self.write("cut.gz", packed[:len(packed) // 2]), "truncated", "ill_formed", "binary")

    def test_an_entity_bomb_is_refused(self):
        entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))
        bomb = pubmed_set([pubmed_article(1, "&e9;")]).replace("<PubmedArticleSet>",
                                                               f"<!DOCTYPE PubmedArticleSet [{entities}]><PubmedArticleSet>", 1)
        self.assert_fails_alone(self.write("bomb.xml", bomb), "forbidden_entity", "bomb", "ill_formed")

    def test_an_external_entity_is_refused(self):
        secret = self.write("secret", "SECRET")
        doctype = f'<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file://{secret}">]><PubmedArticleSet>'
        ended = self.assert_fails_alone(
            self.write("external.xml", pubmed_set([pubmed_article(1, "&x;")]).replace("<PubmedArticleSet>", doctype, 1)),
            "forbidden_entity", "ill_formed")
        self.assertNotIn(b"SECRET", ended.out)

    def test_a_doctype_on_the_network_is_not_fetched(self):
        doctype = '<!DOCTYPE PubmedArticleSet PUBLIC "-//X//Y//EN" "http://192.0.2.1/nowhere.dtd"><PubmedArticleSet>'
        file = self.write("dtd.xml", pubmed_set([pubmed_article(5, REPORT)]).replace("<PubmedArticleSet>", doctype, 1))
        ended = self.extract(file, timeout=20)
        self.assert_ended(ended, DONE)
        self.assertEqual("pmid:5", ended.records[0]["document"]["id"])

    def test_ten_thousand_levels_of_xml(self):
        deep = "<b>" * 10000 + "deep" + "</b>" * 10000
        self.assert_fails_alone(self.write("deep.xml", pubmed_set([pubmed_article(1, deep)])), "too_deep", "ill_formed")

    def test_ten_thousand_levels_of_html(self):
        deep = "<html><body>" + "<div>" * 10000 + f"<p>{REPORT}</p>"
        ended = self.extract(self.write("deep.html", deep), self.good)
        self.assertIn(ended.code, (DONE, SOME_INPUTS_FAILED))
        self.assertEqual(2, len(ended.records))
        if "error" in ended.records[0]:
            self.assertEqual("too_deep", ended.records[0]["error"]["code"])

    def test_ten_thousand_levels_of_json(self):
        study = '{"protocolSection":{"identificationModule":{"nctId":"NCT01234567"},"deep":' + "[" * 10000 + "]" * 10000 + "}}"
        self.assert_fails_alone(self.write("deep.json", study), "too_deep", "ill_formed")

    def test_a_zip_bomb_is_refused(self):
        bomb = self.path("bomb.zip")
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            with archive.open("zeros.txt", "w") as member:
                for _ in range(64):
                    member.write(b"0" * (1 << 20))
        self.assert_fails_alone(bomb, "bomb", "too_big")

    def test_a_gzip_bomb_is_refused(self):
        squeezer = zlib.compressobj(9, zlib.DEFLATED, 31)
        with open(self.path("bomb.gz"), "wb") as bomb:
            for _ in range(256):
                bomb.write(squeezer.compress(b"0" * (1 << 20)))
            bomb.write(squeezer.flush())
        self.assert_fails_alone(self.path("bomb.gz"), "bomb", "too_big")

    def test_archives_nested_too_deep_are_refused(self):
        inner = REPORT.encode()
        for level in range(8):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                archive.writestr(f"{level}.zip" if level else "report.txt", inner)
            inner = packed.getvalue()
        self.assert_fails_alone(self.write("nested.zip", inner), "too_deep", "bomb", "too_big")

    def test_a_damaged_archive(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(5):
                archive.writestr(f"{number}.txt", REPORT)
        self.assert_fails_alone(self.write("cut.zip", packed.getvalue()[:400]), "truncated", "ill_formed")

    def test_a_loop_of_symbolic_links(self):
        self.write("loop/a.txt", REPORT)
        os.symlink(self.path("loop"), self.path("loop", "again"))
        os.symlink(self.path("loop", "self"), self.path("loop", "self"))
        ended = self.extract(self.path("loop"), timeout=20)
        self.assertEqual(1, sum("findings" in record for record in ended.records), "each file is read once")
        self.assertIn("(loop)", ended.errors)
        self.assert_ended(ended, SOME_INPUTS_FAILED)

    def test_a_link_to_nothing(self):
        os.symlink(self.path("nowhere"), self.path("dangling.txt"))
        self.assert_fails_alone(self.path("dangling.txt"), "not_found")

    @unittest.skipIf(os.geteuid() == 0, "root can read everything")
    def test_an_unreadable_file(self):
        file = self.write("secret.txt", REPORT)
        os.chmod(file, 0)
        self.assert_fails_alone(file, "unreadable")

    def test_a_named_pipe_or_device_in_a_folder_does_not_hang(self):
        self.write("odd/a.txt", REPORT)
        os.mkfifo(self.path("odd", "pipe"))
        ended = self.extract(self.path("odd"), timeout=20)
        self.assertEqual(1, sum("findings" in record for record in ended.records))

    def test_a_named_pipe_is_not_waited_for(self):
        os.mkfifo(self.path("pipe"))
        self.assert_fails_alone(self.path("pipe"), "unreadable", timeout=20)


class TextsThatRepeat(ProgramTest):
    """Text built so that whoever compares everything in it with everything else does not come to an end. Read in proportion to its
    length it takes seconds; the limit leaves room for a busy machine and for sanitizers."""

    SECONDS = 120

    def assert_is_read(self, text, name="long.txt"):
        ended = self.extract(self.write(name, text), timeout=self.SECONDS)
        self.assert_ended(ended, DONE)
        self.assertEqual(1, len(ended.records))
        return ended.records[0]

    def test_a_sentence_without_an_end(self):
        self.assert_is_read("1 patients of " * 100000)

    def test_a_sentence_of_arms(self):
        self.assert_is_read("the treatment group (n = 30), the placebo group (n = 30), " * 10000)

    def test_a_sentence_of_intervals(self):
        self.assert_is_read("(95% CI 0.5 to 0.9), " * 20000)

    def test_a_hundred_thousand_short_lines(self):
        self.assert_is_read("ab 12\n" * 100000)

    def test_brackets_and_digits(self):
        self.assert_is_read("(" * 300000 + " " + "1" * 300000 + " " + "1 " * 100000)

    def test_chinese_without_a_stop(self):
        self.assert_is_read("患者随机分为两组治疗组30例" * 10000)

    def test_thousands_of_different_values(self):
        text = "".join(f"Mortality{n} was {n}/9000 in the MSC{n} group (n = {n}). A total of {n} patients were enrolled. " for n in range(3000))
        self.assertTrue(self.assert_is_read(text)["findings"])

    def test_ampersands_in_an_attribute(self):
        whole = pubmed_set([pubmed_article(1, REPORT)]).replace('Version="1"', 'Version="' + "&amp;" * 200000 + '"')
        self.assertEqual("pmid:1", self.assert_is_read(whole, "long.xml")["document"]["id"])

    def test_a_long_paragraph_is_read_to_its_end(self):
        record = self.assert_is_read("1 patients of the treatment group, " * 20000 + REPORT)
        self.assertIn("NCT01234567", [finding["value"].get("id") for finding in record["findings"]])

    def test_a_text_four_times_as_long_takes_about_four_times_as_long(self):
        def seconds(copies):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            self.assert_is_read(REPORT.replace("\n", " ") * copies)
            return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

        copies = 400_000 // len(REPORT)
        self.assertLess(seconds(4 * copies), 8 * seconds(copies))


class SoakBadInput(ProgramTest):
    def line_of(self, size):
        line = REPORT.replace("\n", " ")
        return self.write("line.txt", line * (size // len(line)))

    def test_a_line_of_15_mb_that_is_all_findings_is_read_in_bounded_memory(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        out = self.path("out.json")
        with open(out, "wb") as file:
            ended = self.extract(self.line_of(15_000_000), timeout=900, stdout=file)
        self.assert_ended(ended, DONE)
        with open(out, "rb") as file:
            self.assertIn(b'"findings":[{', file.read(1000))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        if peak > before:
            self.assertLess(peak, 1_200_000, "KiB")

    def test_a_line_of_50_mb_is_refused_and_the_rest_is_read(self):
        good = self.write("zz-good.txt", REPORT)
        ended = self.extract(self.line_of(50_000_000), good, timeout=900)
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertIn("(too_big)", ended.errors)
        self.assertIn("findings", ended.records[-1])

    def test_a_text_of_a_million_lines_is_read(self):
        ended = self.extract(self.write("lines.txt", "ab 12\n" * 1000000), timeout=600)
        self.assert_ended(ended, DONE)

    def test_a_file_of_4_gb_without_content_is_refused(self):
        good = self.write("zz-good.txt", REPORT)
        sparse = self.write("sparse.txt", "")
        os.truncate(sparse, 4 << 30)
        ended = self.extract(sparse, good, timeout=600)
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertIn("(binary)", ended.errors)
        self.assertIn("findings", ended.records[-1])

    def test_a_record_of_200_mb_is_refused_in_bounded_memory(self):
        good = self.write("zz-good.txt", REPORT)
        huge = self.path("huge.xml")
        with open(huge, "w") as file:
            head, tail = pubmed_set([pubmed_article(1, REPORT), pubmed_article(2, "@"), pubmed_article(3, REPORT)]).split("@")
            file.write(head)
            for _ in range(200):
                file.write("words and more " * 70000)  # About a megabyte.
            file.write(tail)
        ended = self.extract(huge, good, timeout=600)
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertIn("(too_big)", ended.errors)
        self.assertEqual("pmid:1", ended.records[0]["document"]["id"])
        self.assertIn("findings", ended.records[-1])


if __name__ == "__main__":
    unittest.main()
