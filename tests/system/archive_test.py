"""`trialmine archive`: archives of this program, judged by it and by others; archives of others, read by it."""

import gzip
import os
import shutil
import subprocess
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from program import BAD_USAGE, DONE, REPORT, SOME_INPUTS_FAILED, ProgramTest, pubmed_article, pubmed_set


def record(kind, fields, block):
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}-{len(fields)}-{len(block)}>\r\n{fields}"
    return (head + f"Content-Length: {len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"


def answer(url, date, body, more=""):
    message = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body
    return record("response", f"WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
                              f"Content-Type: application/http;msgtype=response\r\n{more}", message)


class ArchiveTest(ProgramTest):
    def archive(self, *arguments):
        return self.run_program("archive", *arguments)

    def mined(self):
        """The archive of a store that holds one document."""
        article = pubmed_set([pubmed_article(1, REPORT)])
        store = self.path("store")
        self.assert_ended(self.run_program("mine", "--store", store, self.write("a.xml", article)), DONE)
        return store + ".archive", article

    def test_lists_gets_and_verifies_what_was_mined(self):
        folder, article = self.mined()
        listed = self.archive("list", folder)
        self.assert_ended(listed, DONE)
        lines = [line.split("\t") for line in listed.out.decode().splitlines()]
        self.assertEqual(["warcinfo", "resource"], [line[3] for line in lines])
        place = f"{lines[1][0]}:{lines[1][1]}"
        self.assertEqual(article.encode(), self.archive("get", folder, "--at", place).out)
        self.assertEqual(article.encode(), self.archive("get", folder, "--url", lines[1][8]).out)
        verified = self.archive("verify", folder)
        self.assert_ended(verified, DONE)
        self.assertEqual(b"1 files, 2 records, 0 revisits, whole\n", verified.out)

    def test_json_names_the_same_places(self):
        folder, _ = self.mined()
        records = self.archive("list", "--json", "--type", "resource", folder).records
        self.assertEqual(1, len(records))
        self.assertEqual(1, records[0]["schema"])
        self.assertTrue(records[0]["payload_digest"].startswith("sha256:"))

    def test_damage_is_found_and_named(self):
        folder, _ = self.mined()
        file = os.path.join(folder, "trialmine-000001.warc.gz")
        with open(file, "rb") as stream:
            whole = stream.read()
        for damaged in (whole[:-20], whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]):
            verified = self.archive("verify", self.write("damaged.warc.gz", damaged))
            self.assert_ended(verified, SOME_INPUTS_FAILED)
            self.assertIn("damaged.warc.gz at ", verified.errors)
            self.assertTrue(verified.out.endswith(b"not whole\n"))

    def test_a_repetition_leads_to_its_original(self):
        url, first, second = "http://a.example/", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
        revisit = record("revisit", f"WARC-Target-URI: {url}\r\nWARC-Date: {second}\r\n"
                                    f"WARC-Refers-To-Target-URI: {url}\r\nWARC-Refers-To-Date: {first}\r\n", b"")
        whole = self.write("whole/a.warc", answer(url, first, b"words") + revisit)
        self.assertEqual(b"words", self.archive("get", whole, "--url", url).out)
        self.assert_ended(self.archive("verify", whole), DONE)
        alone = self.write("alone/a.warc", revisit)
        self.assert_ended(self.archive("get", alone, "--url", url), SOME_INPUTS_FAILED)
        verified = self.archive("verify", alone)
        self.assert_ended(verified, SOME_INPUTS_FAILED)
        self.assertIn("what it repeats is not in the archive", verified.errors)

    def test_the_last_response_of_a_url_is_given(self):
        url = "http://a.example/"
        warc = answer(url, "2026-02-01T00:00:00Z", b"new") + answer(url, "2026-01-01T00:00:00Z", b"old")
        self.assertEqual(b"new", self.archive("get", self.write("a.warc", warc), "--url", url).out)

    def test_a_wrong_digest_is_found(self):
        warc = answer("http://a.example/", "2026-01-01T00:00:00Z", b"abd",
                      "WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n")
        for name, content in (("a.warc", warc), ("a.warc.gz", gzip.compress(warc))):
            verified = self.archive("verify", self.write(name, content))
            self.assert_ended(verified, SOME_INPUTS_FAILED)
            self.assertIn("payload digest", verified.errors)

    def test_bad_usage(self):
        folder, _ = self.mined()
        for arguments in ((), ("list",), ("get", folder), ("get", folder, "--url", "x", "--at", "y:0"),
                          ("get", folder, "--at", "nothing"), ("get", folder, "--at", "x:1y")):
            self.assert_ended(self.archive(*arguments), BAD_USAGE)
        for arguments in (("list", self.path("missing")), ("verify", self.write("x.warc.gz", "no archive")),
                          ("get", folder, "--at", "x:1"), ("get", folder, "--url", "http://no.example/")):
            self.assert_ended(self.archive(*arguments), SOME_INPUTS_FAILED)

    def test_warcio_finds_no_fault(self):
        """Where TRIALMINE_WARCIO names the program (`pip install warcio`)."""
        warcio = os.environ.get("TRIALMINE_WARCIO") or shutil.which("warcio")
        if not warcio:
            self.skipTest("there is no warcio")
        folder, _ = self.mined()
        file = os.path.join(folder, "trialmine-000001.warc.gz")
        checked = subprocess.run([warcio, "check", "-v", file], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)
        self.assertIn("digest pass", checked.stdout)

    def test_reads_what_wget_writes(self):
        if not shutil.which("wget"):
            self.skipTest("there is no wget")
        server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        page = f"http://127.0.0.1:{server.server_port}/"
        subprocess.run(["wget", "-q", "--no-config", "--warc-file=" + self.path("got"), "-O", os.devnull, page,
                        page + "chunked"], check=True, timeout=60, env={**os.environ, "no_proxy": "*"})
        verified = self.archive("verify", self.path("got.warc.gz"))
        self.assert_ended(verified, DONE)
        for url in (page, page + "chunked"):
            self.assertEqual(Pages.BODY, self.archive("get", self.path("got.warc.gz"), "--url", url).out)


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    BODY = b"<p>" + REPORT.encode() + b"</p>"

    def do_GET(self):
        chunked = self.path == "/chunked"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(self.BODY)))))
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(self.BODY), self.BODY) if chunked else self.BODY)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    sys.exit(unittest.main())
