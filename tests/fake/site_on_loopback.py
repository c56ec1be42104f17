"""A fast web site on loopback without TLS: numbered documents, a list of them, ETags, and a log of what was asked.

    python3 site.py COUNT      writes its port on standard output and serves until standard input ends
"""

import asyncio
import sys
import threading
import time
from collections import Counter

REPORT = ("We did a randomised trial registered as NCT{0:08d}. A total of {1} patients were randomly assigned to receive 1 x 10^6 cells/kg "
          "intravenously or placebo and were followed up for 12 months.")


def document(number, version=1):
    """A PubMed record of its own for each number."""
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">{number}</PMID>'
            f"<Article><Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue><Title>Journal of Examples</Title></Journal>"
            f"<ArticleTitle>Trial {number}, version {version}</ArticleTitle><Abstract><AbstractText>{REPORT.format(number, 40 + number % 60)}"
            f"</AbstractText></Abstract><Language>eng</Language></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>\n").encode()


class Site:
    """Serves documents 1 to `count` at /1, /2, ... and their URLs at /list.txt."""

    def __init__(self, count, keep_log=True):
        self.count = count
        self.versions = Counter()
        self.copies = {}  # More paths, and the document that stands there.
        self.keep_log = keep_log
        self.log = []  # (path, status, whether it was conditional)
        self.times = []  # Of each.
        self.port = None
        self._bodies = {}

    def body(self, path):
        if path == "/list.txt":
            paths = [str(n) for n in range(1, self.count + 1)] + [path[1:] for path in self.copies]
            return b"".join(b"http://127.0.0.1:%d/%s\n" % (self.port, path.encode()) for path in paths), b"text/plain"
        if path in self.copies:
            return self.body(f"/{self.copies[path]}")
        if not path[1:].isdigit() or not 1 <= int(path[1:]) <= self.count:
            return None, None
        if path not in self._bodies:
            number = int(path[1:])
            self._bodies[path] = document(number, 1 + self.versions[number])
        return self._bodies[path], b"text/xml"

    def change(self, number, by=1):
        self.versions[number] += by
        self._bodies.pop(f"/{number}", None)

    def answer(self, head):
        path = head.split(b" ", 2)[1].decode("latin-1")
        body, kind = self.body(path)
        if body is None:
            status, etag, body, kind = 404, b"", b"not found\n", b"text/plain"
        else:
            status, etag = 200, b'"%x"' % (hash(body) & 0xFFFFFFFF)
        conditional = b"if-none-match" in head.lower()
        if conditional and etag and etag in head:
            status, body = 304, b""
        if self.keep_log:
            self.log.append((path, status, conditional))
            self.times.append(time.monotonic())
        reason = {200: b"200 OK", 304: b"304 Not Modified", 404: b"404 Not Found"}[status]
        fields = b"" if not etag else b"ETag: " + etag + b"\r\n"
        if status != 304:
            fields += b"Content-Type: " + kind + b"\r\nContent-Length: %d\r\n" % len(body)
        return b"HTTP/1.1 " + reason + b"\r\n" + fields + b"\r\n" + body

    def requested(self):
        return Counter(path for path, _, _ in self.log)

    def start(self):
        """Serves on a thread of its own; returns once the port is known."""
        ready = threading.Event()

        def run():
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
            server = self.loop.run_until_complete(self.loop.create_server(lambda: Connection(self), "127.0.0.1", 0, backlog=512))
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            self.loop.run_forever()
            server.close()
            self.loop.close()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        ready.wait()
        return self

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


class Connection(asyncio.Protocol):
    def __init__(self, site):
        self.site, self.received = site, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, self.received = self.received.split(b"\r\n\r\n", 1)
            self.transport.write(self.site.answer(head))


def main():
    site = Site(int(sys.argv[1]), keep_log=False).start()
    print(site.port, flush=True)
    sys.stdin.read()
    site.stop()


if __name__ == "__main__":
    main()
