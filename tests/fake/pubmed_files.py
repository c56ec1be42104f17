"""The folders of PubMed's baseline and update files, as an Apache server lists them, each file with its MD5."""

import gzip
import hashlib

import fake
import records

PER_FILE = 40


class PubMedFiles(fake.Fake):
    hosts = ("ftp.ncbi.nlm.nih.gov",)
    own_faults = ("damaged",)

    def __init__(self, seed=0, fault_rate=0.0, baseline=4, updates=3):
        super().__init__(seed, fault_rate)
        self.year = "26"
        self.baseline, self.files = baseline, {}
        self.known = {}  # PMID: version of its report.
        for number in range(1, baseline + 1):
            self.files[number] = self.content([(31000000 + number * 1000 + i, 1) for i in range(PER_FILE)])
        for _ in range(updates):
            self.step()

    def content(self, articles, deleted=()):
        self.known.update(dict(articles))
        for pmid in deleted:
            self.known.pop(pmid)
        xml = records.pubmed_set([records.pubmed_article(pmid, records.Report(pmid % 100000, version)) for pmid, version in articles], deleted)
        return gzip.compress(xml.encode("utf-8"), mtime=0)

    def step(self):
        """One more update file: new records, changed ones and one that is withdrawn."""
        number = max(self.files) + 1
        gone = [self.random.choice(sorted(self.known))]
        changed = [(pmid, self.known[pmid] + 1) for pmid in self.random.sample(sorted(set(self.known) - set(gone)), 5)]
        self.files[number] = self.content([(31000000 + number * 1000 + i, 1) for i in range(PER_FILE)] + changed, gone)

    def expected(self):
        return {f"pmid:{pmid}" for pmid in self.known}

    def revisions(self):
        return {f"pmid:{pmid}": version for pmid, version in self.known.items()}

    def damaged(self, asked, answer):
        """Bytes that were changed on the way."""
        if asked.path.endswith(".gz") and answer.body:
            return fake.Answer(answer.body[:-1] + bytes([answer.body[-1] ^ 1]), answer.content_type)
        return None

    def name(self, number):
        return f"pubmed{self.year}n{number:04d}.xml.gz"

    def answer(self, asked):
        parts = asked.path.split("/")
        if len(parts) != 4 or parts[1] != "pubmed" or parts[2] not in ("baseline", "updatefiles"):
            return fake.Answer("", "text/html", 404)
        numbers = [n for n in self.files if (n <= self.baseline) == (parts[2] == "baseline")]
        if not parts[3]:
            return fake.Answer(self.index(parts[2], numbers), "text/html;charset=ISO-8859-1")
        for number in numbers:
            if parts[3] == self.name(number):
                return fake.Answer(self.files[number], "application/x-gzip")
            if parts[3] == self.name(number) + ".md5":
                digest = hashlib.md5(self.files[number]).hexdigest()
                other = number % 2 == 0
                return fake.Answer(f"{digest}  {self.name(number)}\n" if other else f"MD5({self.name(number)})= {digest}\n", "text/plain")
        return fake.Answer("", "text/html", 404)

    def index(self, folder, numbers):
        rows = "".join(f'<a href="{self.name(n)}">{self.name(n)}</a>    2026-01-05 14:05   19M\n<a href="{self.name(n)}.md5">{self.name(n)}.md5</a>    '
                       "2026-01-05 14:05   60 \n" for n in numbers)
        return (f'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html><head><title>Index of /pubmed/{folder}</title></head><body><h1>Index of /pubmed/{folder}'
                f'</h1><pre>Name Last modified Size<hr><a href="/pubmed/">Parent Directory</a>\n<a href="README.txt">README.txt</a> 2026-01-05 14:05 4.0K\n{rows}<hr></pre></body></html>')


if __name__ == "__main__":
    fake.main(PubMedFiles)
