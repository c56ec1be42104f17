"""The EU's register: a search that lists so many rows and not one more, each trial by itself, and a feed of the last days."""

import json
import re

import fake
import records


class Ctis(fake.Fake):
    hosts = ("euclinicaltrials.eu",)
    own_faults = ("forbidden", "drift")
    cap = 10000

    def __init__(self, seed=0, fault_rate=0.0, size=230):
        super().__init__(seed, fault_rate)
        self.trials = {}  # Number: [report, day of the decision, day of the last update].
        for i in range(size):
            decided = records.day(ago=self.random.randint(20, 700))
            self.trials[f"2023-{500000 + i}-{10 + i % 90}-00"] = [records.Report(i), decided, decided]
        self.drifts_left = 1

    def robots(self):
        return "User-agent: *\nDisallow: /private/\n"

    def step(self):
        for i in range(3):
            self.trials[f"2025-{600000 + len(self.trials) + i}-11-00"] = [records.Report(700 + len(self.trials) + i), records.today(), records.today()]
        for number in self.random.sample(sorted(self.trials), 4):
            report, decided, _ = self.trials[number]
            self.trials[number] = [records.Report(report.number, report.version + 1), decided, records.today()]

    def expected(self):
        return set(self.trials)

    def forbidden(self, _, __):
        return fake.Answer("Forbidden", "text/html", 403)

    def drift(self, asked, _):
        """A trial is added while the list is gone through."""
        if self.drifts_left and asked.path == "/ctis-public-api/search":
            self.drifts_left -= 1
            self.trials["2025-599999-11-00"] = [records.Report(650), records.today(), records.today()]
            return self.answer(asked)
        return None

    def answer(self, asked):
        if asked.path == "/ctis-public-api/search" and asked.method == "POST":
            return self.search(json.loads(asked.body))
        if asked.path == "/ctis-public-api/rss/updates.rss":
            return self.feed()
        match = re.fullmatch(r"/ctis-public-api/retrieve/(\S+)", asked.path)
        if match and match[1] in self.trials:
            report, _, updated = self.trials[match[1]]
            return fake.Answer(records.ctis_trial(match[1], report, f"{updated}T08:00:00.12345678"))
        return fake.Answer("", "text/html", 404)

    def search(self, asked):
        page, size = asked["pagination"]["page"], min(asked["pagination"]["size"], 100)
        rows = sorted(self.trials.items(), key=lambda item: (item[1][1], item[0]), reverse=asked["sort"]["direction"] == "DESC")[:self.cap]
        part = rows[(page - 1) * size:page * size]
        data = [{"ctNumber": number, "ctStatus": 8, "ctTitle": report.title, "decisionDateOverall": decided.strftime("%d/%m/%Y"),
                 "lastUpdated": updated.strftime("%d/%m/%Y"), "trialCountries": ["France:3"], "product": "PRODUCT\r\u00a0"} for number, (report, decided, updated) in part]
        return fake.Answer(json.dumps({"showWarning": False, "pagination": {
            "totalRecords": len(self.trials), "currentPage": page, "totalPages": -(-len(self.trials) // size),
            "nextPage": page * size < len(self.trials), "prevPage": page > 1}, "data": data}).replace("PRODUCT", "x \\udc9d"))

    def feed(self):
        items = "".join(f"<item><title>{report.title.replace('&', '&amp;')}</title><link>https://euclinicaltrials.eu/ctis-public/view/{number}</link></item>"
                        for number, (report, _, updated) in self.trials.items() if updated >= records.day(ago=7))
        return fake.Answer(f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>CTIS</title>{items}</channel></rss>', "application/rss+xml")


if __name__ == "__main__":
    fake.main(Ctis)
