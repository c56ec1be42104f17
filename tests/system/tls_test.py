"""The crawl over TLS on loopback: whose certificates it takes, and HTTP/2 where the server speaks it."""

import contextlib
import gzip
import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import program

sys.path.insert(0, os.path.join(program.SOURCE, "tests", "fake"))
fake = importlib.import_module("fake")
records = importlib.import_module("records")

HOST = "trials.example.org"
PAGES = 6


class Pages(fake.Fake):
    hosts = (HOST,)
    validates = True

    def answer(self, asked):
        if asked.path == "/list.txt":
            return fake.Answer("".join(f"https://{HOST}/{n}.html\n" for n in range(PAGES)), "text/plain")
        return fake.Answer(records.html_page(records.Report(int(asked.path[1:].partition(".")[0]))), "text/html")


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class TlsTest(program.ProgramTest):
    def certificate(self, *hosts):
        folder = tempfile.mkdtemp(dir=self.folder)
        return fake.make_certificate(folder, hosts)

    def crawl(self, port, http=""):
        config = self.write("crawl.toml", (
            f'[crawl]\ncontact = "operator@example.org"\nstore = "trials.db"\n[http]\nallow_addresses = ["127.0.0.1"]\n'
            f'connect_to = ["{HOST}:443:127.0.0.1:{port}"]\n{http}\n[[web]]\nname = "site"\nlists = ["https://{HOST}/list.txt"]\n'
            'delay = "0ms"\nbackoff = "1ms"\nattempts = 2\nrobots = false\nevery = "0s"\nrecrawl_max = "0s"\n'))
        ended = self.run_program("crawl", "--config", config, "--json", self.path("report.json"))
        with open(self.path("report.json"), encoding="utf-8") as file:
            return ended, json.load(file)["sources"]["site"]

    def archived(self):
        """The heads of the archive's records."""
        heads = []
        for folder, _, names in os.walk(self.path("trials.db.archive")):
            for name in (name for name in names if name.endswith(".warc.gz")):
                with gzip.open(os.path.join(folder, name)) as file:
                    heads += [part.split(b"\r\n\r\n", 1)[0].decode() for part in file.read().split(b"WARC/1.1\r\n")[1:]]
        return heads


class Certificates(TlsTest):
    def serve(self, certificate):
        world = Pages()
        server = fake.serve(world, certificate)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return world, server.port

    def test_an_authority_of_ones_own_is_trusted_by_ca_file(self):
        certificate = self.certificate(HOST)
        _, port = self.serve(certificate)
        ended, site = self.crawl(port, f'ca_file = "{certificate}"')
        self.assert_ended(ended, program.DONE)
        self.assertEqual(("complete", {"ok": PAGES + 1}), (site["end"], site["outcomes"]))

    def test_what_nobody_vouches_for_is_refused_and_named(self):
        mine, stranger, other_name = self.certificate(HOST), self.certificate(HOST), self.certificate("elsewhere.example.org")
        for said, served, http in (("unknown authority", mine, ""), ("another authority", mine, f'ca_file = "{stranger}"'),
                                   ("another name", other_name, f'ca_file = "{other_name}"')):
            with self.subTest(said):
                world, port = self.serve(served)
                ended, site = self.crawl(port, http)
                self.assertEqual({"tls": 1}, site["outcomes"], site)
                self.assertNotEqual(program.DONE, ended.code)
                self.assertIn("(tls)", ended.errors)
                self.assertEqual([], world.log, "something was sent")
                for name in ("trials.db", "trials.db-wal", "trials.db-shm"):
                    with contextlib.suppress(FileNotFoundError):
                        os.remove(self.path(name))


@unittest.skipUnless(shutil.which("nghttpd"), "nghttpd (Debian: nghttp2-server) is not installed")
class Http2(TlsTest):
    def serve(self, certificate):
        os.mkdir(self.path("htdocs"))
        self.write("htdocs/list.txt", "".join(f"https://{HOST}/{n}.html\n" for n in range(PAGES)))
        for n in range(PAGES):
            self.write(f"htdocs/{n}.html", records.html_page(records.Report(n)))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(["nghttpd", "--address=127.0.0.1", "--htdocs=" + self.path("htdocs"), str(port), certificate + ".key", certificate],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return port
            time.sleep(0.02)
        self.fail("nghttpd did not start")

    def test_a_server_that_speaks_http_2_is_spoken_to_in_it(self):
        certificate = self.certificate(HOST)
        port = self.serve(certificate)
        ended, site = self.crawl(port, f'ca_file = "{certificate}"')
        self.assert_ended(ended, program.DONE)
        self.assertEqual({"ok": PAGES + 1}, site["outcomes"])
        answers = [head for head in self.archived() if "WARC-Type: response" in head]
        self.assertEqual(PAGES + 1, len(answers))
        for head in answers:
            self.assertIn("WARC-Protocol: h2", head)
        self.assert_ended(self.run_program("archive", "verify", self.path("trials.db.archive")), program.DONE)
        ended, site = self.crawl(port, f'ca_file = "{certificate}"')
        self.assertEqual({"not_modified": PAGES + 1}, site["outcomes"])


if __name__ == "__main__":
    unittest.main()
