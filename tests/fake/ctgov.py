"""ClinicalTrials.gov's API, version 2: pages by tokens that are good for one build of the data, and a version that tells the build."""

import datetime
import json
import re

import fake
import records


class CtGov(fake.Fake):
    hosts = ("clinicaltrials.gov",)
    own_faults = ("forbidden", "rebuild", "expire")

    def __init__(self, seed=0, fault_rate=0.0, size=130):
        super().__init__(seed, fault_rate)
        self.studies = {f"NCT{90000000 + i:08d}": [records.Report(i), records.day(ago=self.random.randint(5, 900))] for i in range(size)}
        self.build = datetime.datetime.combine(records.day(ago=2), datetime.time(9, 0, 6))
        self.salt = 1
        self.rebuilds_left = 2

    def step(self):
        """A new build, with new and changed studies."""
        self.build += datetime.timedelta(days=1)
        self.salt += 1
        for i in range(5):
            self.studies[f"NCT{91000000 + len(self.studies) + i:08d}"] = [records.Report(500 + len(self.studies) + i), self.build.date()]
        for nct in self.random.sample(sorted(self.studies), 6):
            report = self.studies[nct][0]
            self.studies[nct] = [records.Report(report.number, report.version + 1), self.build.date()]

    def expected(self):
        return set(self.studies)

    def revisions(self):
        return {nct: report.version for nct, (report, _) in self.studies.items()}

    def forbidden(self, _, __):
        return fake.Answer("Forbidden", "text/html", 403)

    def rebuild(self, _, __):
        """The data are built anew in the middle of it all, with one study more."""
        if self.rebuilds_left:
            self.rebuilds_left -= 1
            self.build += datetime.timedelta(minutes=7)
            self.salt += 1
            self.studies[f"NCT{92000000 + self.salt:08d}"] = [records.Report(900 + self.salt), self.build.date()]

    def expire(self, asked, _):
        self.salt += 1
        return self.page(asked) if asked.path.endswith("/studies") else None

    def answer(self, asked):
        if asked.path == "/api/v2/version":
            return fake.Answer(json.dumps({"apiVersion": "2.0.5", "dataTimestamp": self.build.isoformat()}))
        if asked.path == "/api/v2/studies":
            return self.page(asked)
        return fake.Answer(self.page_of_errors, "text/html", 404)

    def page(self, asked):
        query = dict(asked.query)
        token = query.pop("pageToken", "")
        form = json.dumps(query, sort_keys=True)
        unknown = [name for name in query if not re.fullmatch(r"query\.\w+|filter\.(advanced|ids)|countTotal|pageSize|format", name)]
        if unknown:
            return fake.Answer(f"Request contains invalid parameter: `{unknown[0]}`", "text/plain", 400)
        start = 0
        if token:
            salt, start, of_form = token.split(".")
            if int(salt) != self.salt or int(of_form) != hash(form) % 1000003:
                return fake.Answer("Invalid page token", "text/plain", 400)
        since = re.search(r"AREA\[LastUpdatePostDate\]RANGE\[(\S+),MAX\]", query.get("filter.advanced", ""))
        found = [(nct, *study) for nct, study in sorted(self.studies.items()) if not since or study[1].isoformat() >= since[1]]
        size, start = min(int(query.get("pageSize", 10)), 1000), int(start)
        answer = {"studies": [records.ctgov_study(nct, report, updated.isoformat()) for nct, report, updated in found[start:start + size]]}
        if not token and query.get("countTotal") == "true":
            answer = {"totalCount": len(found), **answer}
        if start + size < len(found):
            answer["nextPageToken"] = f"{self.salt}.{start + size}.{hash(form) % 1000003}"
        return fake.Answer(json.dumps(answer))

    page_of_errors = "<!DOCTYPE html><html><body>Not found</body></html>"


if __name__ == "__main__":
    fake.main(CtGov)
