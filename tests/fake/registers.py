"""Registers whose records are looked up one by one: DRKS, which answers an unknown id with its search page; jRCT, which answers it with
an error and blocks those who ask too much; and IRCT, which sends the WHO's XML. UMIN, which publishes all it has as one file."""

import gzip
import re

import fake
import records


class Registers(fake.Fake):
    hosts = ("drks.de", "jrct.mhlw.go.jp", "en.irct.ir", "upload.umin.ac.jp")
    validates = True

    def __init__(self, seed=0, fault_rate=0.0):
        super().__init__(seed, fault_rate)
        self.versions = {}

    def robots(self):
        return "User-agent: *\nDisallow: /admin/\nCrawl-delay: 0\n"

    def step(self):
        for identifier in ("DRKS00000002", "jRCT1030000021", "IRCT2", "UMIN"):
            self.versions[identifier] = 2

    def answer(self, asked):
        drks = re.fullmatch(r"/search/en/trial/(DRKS\d{8})/details", asked.path)
        if asked.host == "drks.de" and drks:
            if int(drks[1][4:]) > 900:
                return fake.Answer("<!DOCTYPE html><html><head><title>DRKS search</title></head><body><p>Search for trials</p></body></html>", "text/html")
            return self.page(drks[1], int(drks[1][4:]))
        jrct = re.fullmatch(r"/en-latest-detail/(jRCT\w+)", asked.path)
        if asked.host == "jrct.mhlw.go.jp" and jrct:
            return self.page(jrct[1], 5000) if jrct[1].endswith("1") else fake.Answer("Internal Server Error", "text/html", 500)
        irct = re.fullmatch(r"/trial/(\d+)/xml", asked.path)
        if asked.host == "en.irct.ir" and irct:
            return fake.Answer(records.who_trial(irct[1], records.Report(6000 + int(irct[1]), self.versions.get("IRCT" + irct[1], 1))), "text/xml")
        if asked.path == "/ctr_csv/ctr_data_j.csv.gz":
            return fake.Answer(gzip.compress(b"UMIN000000001," * 40 * self.versions.get("UMIN", 1), mtime=0), "application/x-gzip")
        return fake.Answer("", "text/html", 404)

    def page(self, identifier, number):
        page = records.html_page(records.Report(number, self.versions.get(identifier, 1)))
        return fake.Answer(page.replace("<h1>", f"<p>Registration: {identifier}</p><h1>"), "text/html; charset=utf-8")


if __name__ == "__main__":
    fake.main(Registers)
