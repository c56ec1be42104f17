"""ISRCTN: a query without pages, whose windows are of the time of the last edit; a date without a time is ignored."""

import datetime
import re

import fake
import records


class Isrctn(fake.Fake):
    hosts = ("www.isrctn.com",)
    own_faults = ("fewer",)
    limit = 1000

    def __init__(self, seed=0, fault_rate=0.0, size=2300):
        super().__init__(seed, fault_rate)
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
        self.trials = {f"ISRCTN{10000000 + i}": [records.Report(i), now - datetime.timedelta(hours=self.random.randint(24, 20000))] for i in range(size)}

    def step(self):
        edited = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0) - datetime.timedelta(seconds=1)
        for i in range(3):
            self.trials[f"ISRCTN{20000000 + len(self.trials) + i}"] = [records.Report(3000 + len(self.trials) + i), edited]
        for number in self.random.sample(sorted(self.trials), 4):
            self.trials[number] = [records.Report(self.trials[number][0].number, self.trials[number][0].version + 1), edited]

    def expected(self):
        return set(self.trials)

    def revisions(self):
        return {number: report.version for number, (report, _) in self.trials.items()}

    def fewer(self, asked, answer):
        """One trial less than is announced."""
        body = answer.body.decode("utf-8")
        return fake.Answer(re.sub(r"<fullTrial>.*?</fullTrial>", "", body, count=1), answer.content_type)

    def answer(self, asked):
        if asked.path != "/api/query/format/default":
            return fake.Answer("", "text/html", 404)
        term, limit = asked.query.get("q", ""), min(int(asked.query.get("limit", 10)), self.limit)
        found = list(self.trials.items())
        stamp = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)"
        first, last = re.search("lastEdited GE " + stamp, term), re.search("lastEdited LT " + stamp, term)
        if first:
            found = [item for item in found if item[1][1].isoformat() >= first[1]]
        if last:
            found = [item for item in found if item[1][1].isoformat() < last[1]]
        trials = "".join(records.isrctn_trial(number.removeprefix("ISRCTN"), report, edited.isoformat()) for number, (report, edited) in found[:limit])
        return fake.Answer(f'<?xml version="1.0" encoding="UTF-8"?>\n<allTrials totalCount="{len(found)}" xmlns="http://www.67bricks.com/isrctn">{trials}</allTrials>',
                           "application/xml")


if __name__ == "__main__":
    fake.main(Isrctn)
