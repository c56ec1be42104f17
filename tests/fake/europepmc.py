"""Europe PMC: a search by cursor that ends in one way or another, errors with status 200, and full texts where there are any."""

import json
import re

import fake
import records

REST = "/europepmc/webservices/rest/"


class EuropePmc(fake.Fake):
    hosts = ("www.ebi.ac.uk",)
    own_faults = ("cut_json",)

    def __init__(self, seed=0, fault_rate=0.0, size=2300):
        super().__init__(seed, fault_rate)
        self.articles = {}  # PMCID number: [report, open, day of the last update].
        for i in range(size):
            self.articles[8000000 + i] = [records.Report(i), i % 40 == 0, records.day(ago=self.random.randint(5, 900))]
        self.endings = ["omitted", "repeated", "star", "empty"]

    def step(self):
        size = len(self.articles)
        for i in range(4):
            self.articles[8500000 + size + i] = [records.Report(size + i), True, records.today()]

    def expected(self):
        return {f"pmcid:PMC{number}" for number, (_, is_open, _) in self.articles.items() if is_open and number % 80 != 0}

    @staticmethod
    def is_empty(url):
        match = re.search(r"/PMC(\d+)/fullTextXML", url)
        return bool(match) and int(match[1]) % 160 == 0

    def cut_json(self, _, answer):
        return fake.Answer(answer.body[:len(answer.body) // 2], answer.content_type)

    def answer(self, asked):
        if asked.path == REST + "search":
            return self.search(asked.query)
        match = re.fullmatch(re.escape(REST) + r"PMC(\d+)/fullTextXML", asked.path)
        article = self.articles.get(int(match[1])) if match else None
        if not article or not article[1]:
            return fake.Answer("", "application/json", 404)
        if int(match[1]) % 80 == 0:  # Said to be open, and there is nothing.
            return fake.Answer(b"", "application/xml") if int(match[1]) % 160 == 0 else fake.Answer("", "text/plain", 404)
        return fake.Answer('<?xml version="1.0"?>\n' + records.jats_article(match[1], article[0]), "application/xml")

    def search(self, query):
        if set(query) - {"query", "resultType", "format", "pageSize", "cursorMark", "email"}:
            return fake.Answer('{"version":"6.9"}')
        window = re.search(r"UPDATE_DATE:\[(\S+) TO (\S+)\]", query["query"])
        found = [(number, article) for number, article in sorted(self.articles.items())
                 if not window or window[1] <= article[2].isoformat() <= window[2]]
        cursor, size = query["cursorMark"], min(int(query["pageSize"]), 1000)
        start = 0 if cursor == "*" else int(cursor.rsplit("_", 1)[1])
        page = found[start:start + size]
        rows = [{"id": f"PMC{number}", "source": "PMC", "pmcid": f"PMC{number}", "title": report.title, "isOpenAccess": "Y" if is_open else "N",
                 "inEPMC": "Y" if is_open else "N"} for number, (report, is_open, _) in page]
        answer = {"version": "6.9", "hitCount": len(found), "request": {"queryString": query["query"], "cursorMark": "%2A"}, "resultList": {"result": rows}}
        following = self.next_cursor(cursor, start + len(page), len(found), bool(page))
        if following is not None:
            answer["nextCursorMark"] = following
        return fake.Answer(json.dumps(answer))

    def next_cursor(self, cursor, reached, total, any_rows):
        if reached < total:
            return f"AoJwgI/x=_{reached}"
        ending = self.random.choice(self.endings) if any_rows else self.random.choice(["omitted", "repeated", "star"])
        return {"omitted": None, "repeated": cursor, "star": "*", "empty": f"AoJwgI/x=_{reached}"}[ending]


if __name__ == "__main__":
    fake.main(EuropePmc)
