"""Registers whose records are looked up one by one: DRKS, which answers an unknown id with its search page; jRCT, which answers it with
an error and blocks those who ask too much; and IRCT."""

import re

import fake
import records


class Registers(fake.Fake):
    hosts = ("drks.de", "jrct.mhlw.go.jp", "en.irct.ir")
    validates = True

    def __init__(self, seed=0, fault_rate=0.0):
        super().__init__(seed, fault_rate)
        self.versions = {}

    def robots(self):
        return "User-agent: *\nDisallow: /admin/\nCrawl-delay: 0\n"

    def step(self):
        self.versions["DRKS00000002"] = 2

    def answer(self, asked):
        drks = re.fullmatch(r"/search/en/trial/(DRKS\d{8})/details", asked.path)
        if asked.host == "drks.de" and drks:
            if int(drks[1][4:]) > 900:
                return fake.Answer("<!DOCTYPE html><html><head><title>DRKS search</title></head><body><p>Search for trials</p></body></html>", "text/html")
            return self.page(drks[1], int(drks[1][4:]))
        jrct = re.fullmatch(r"/en-latest-detail/(jRCT\w+)", asked.path)
        if asked.host == "jrct.mhlw.go.jp" and jrct:
            return self.page(jrct[1], 5000) if jrct[1].endswith("1") else fake.Answer("Internal Server Error", "text/html", 500)
        return fake.Answer("", "text/html", 404)

    def page(self, identifier, number):
        page = records.html_page(records.Report(number, self.versions.get(identifier, 1)))
        return fake.Answer(page.replace("<h1>", f"<p>Registration: {identifier}</p><h1>"), "text/html; charset=utf-8")


if __name__ == "__main__":
    fake.main(Registers)
