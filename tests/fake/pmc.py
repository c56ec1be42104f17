"""PubMed Central: the public bucket with a folder for each version of an article, its inventory, and the search that finds articles."""

import gzip
import hashlib
import json
import re

import eutils
import fake
import records

BUCKET = "pmc-oa-opendata.s3.amazonaws.com"
INVENTORY = "inventory-reports/pmc-oa-opendata/metadata/"
ERROR = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>'


class Pmc(eutils.Eutils):
    hosts = (eutils.HOST, BUCKET)
    own_faults = ("error_200", "rate_limit_200", "slow_down")

    def __init__(self, seed=0, fault_rate=0.0, size=60):
        super().__init__(seed, fault_rate)
        self.articles = {}  # Number: {version: [report, licence, retracted, manuscript, modified]}.
        for i in range(size):
            self.add(9000000 + i, records.day(ago=self.random.randint(5, 300)))

    def add(self, number, released):
        versions = 0 if number % 10 == 3 else 1 + number % 3  # Some are not open, and have no folder.
        self.articles[number] = {
            version: [records.Report(number % 100000, version), self.random.choice(["CC BY", "CC BY-NC", "CC0", "TDM"]),
                      number % 7 == 0, version == 2 and number % 2 == 0, released] for version in range(1, versions + 1)}
        self.articles[number]["released"] = released

    def step(self):
        for i in range(4):
            self.add(9500000 + len(self.articles) + i, records.today())

    def expected(self):
        return {f"pmcid:PMC{number}" for number, versions in self.articles.items() if len(versions) > 1}

    def retracted(self):
        """What is retracted is retracted in all its versions."""
        return {f"pmcid:PMC{number}" for number, versions in self.articles.items() if len(versions) > 1 and number % 7 == 0}

    def error_200(self, asked, answer):
        return super().error_200(asked, answer) if asked.host == eutils.HOST else None

    def rate_limit_200(self, asked, answer):
        return super().rate_limit_200(asked, answer) if asked.host == eutils.HOST else None

    def slow_down(self, asked, _):
        return fake.Answer(ERROR.format("SlowDown", "Please reduce your request rate."), "application/xml", 503) if asked.host == BUCKET else None

    def found(self, asked):
        window = re.search(r'"([\d/]+)"\[pmcrdat\] : "([\d/]+)"\[pmcrdat\]', asked.query["term"])
        first, last = window[1].replace("/", "-"), window[2].replace("/", "-")
        return sorted((n for n, versions in self.articles.items() if first <= versions["released"].isoformat() <= last), reverse=True)

    def record(self, identifier):
        versions = self.articles[identifier]
        if len(versions) == 1:
            return f'<error id="{identifier}">The article is not available</error>'
        return records.jats_article(str(identifier), versions[max(v for v in versions if v != "released")][0])

    def wrap(self, articles, identifiers):
        return '<?xml version="1.0" ?>\n<pmc-articleset>' + "".join(articles) + "</pmc-articleset>"

    def answer(self, asked):
        if asked.host == eutils.HOST:
            return super().answer(asked)
        if asked.query.get("list-type") == "2":
            return self.list_keys(asked)
        return self.object(asked.path.lstrip("/"))

    def list_keys(self, asked):
        prefix = asked.query["prefix"]
        found = []
        if prefix == INVENTORY:
            found = [f"{INVENTORY}{records.day(ago)}T01-00Z/" for ago in (2, 1, 0)] + [INVENTORY + "hive/", INVENTORY + "data/"]
        match = re.fullmatch(r"PMC(\d+)\.", prefix)
        if match:
            found = [f"PMC{match[1]}.{v}/" for v in self.articles.get(int(match[1]), {}) if v != "released"]
        # Two to a page, so that paging is seen.
        start = int(asked.query.get("continuation-token", "token0").removeprefix("token"))
        part, more = found[start:start + 2], start + 2 < len(found)
        following = f"<NextContinuationToken>token{start + 2}</NextContinuationToken>" if more else ""
        body = "".join(f"<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>" for name in part)
        return fake.Answer('<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>pmc-oa-opendata</Name>'
                           f"<Prefix>{prefix}</Prefix><KeyCount>{len(part)}</KeyCount><Delimiter>/</Delimiter><IsTruncated>{str(more).lower()}</IsTruncated>{following}"
                           f"{body}</ListBucketResult>", "application/xml")

    def object(self, key):
        denied = fake.Answer(ERROR.format("AccessDenied", "Access Denied"), "application/xml", 403)
        if key.startswith(INVENTORY):
            return self.inventory(key) or denied
        match = re.fullmatch(r"metadata/PMC(\d+)\.(\d+)\.json|PMC(\d+)\.(\d+)/PMC\3\.\4\.xml", key)
        if not match:
            return denied
        number, version = int(match[1] or match[3]), int(match[2] or match[4])
        entry = self.articles.get(number, {}).get(version)
        if entry is None:
            return denied
        report, licence, retracted, manuscript, _ = entry
        if match[3]:
            return fake.Answer('<?xml version="1.0"?>\n' + records.jats_article(str(number), report), "application/xml")
        name = f"PMC{number}.{version}"
        return fake.Answer(json.dumps({"pmcid": f"PMC{number}", "version": version, "title": report.title, "license_code": licence, "is_pmc_openaccess": True,
                                       "is_retracted": retracted, "is_manuscript": manuscript, "xml_url": f"s3://pmc-oa-opendata/{name}/{name}.xml"}))

    def inventory(self, key):
        rows = "".join(f'"pmc-oa-opendata","metadata/PMC{n}.{v}.json","900","{entry[4]}T00:00:00.000Z"\n'
                       for n, versions in self.articles.items() for v, entry in versions.items() if v != "released")
        packed = gzip.compress(rows.encode("ascii"), mtime=0)
        if key.endswith(f"{records.day(1)}T01-00Z/manifest.json"):  # That of today is not complete yet.
            return fake.Answer(json.dumps({"fileFormat": "CSV", "fileSchema": "Bucket, Key, Size, LastModifiedDate", "files": [
                {"key": INVENTORY + "data/1.csv.gz", "size": len(packed), "MD5checksum": hashlib.md5(packed).hexdigest()}]}))
        return fake.Answer(packed, "application/gzip") if key.endswith("data/1.csv.gz") else None


if __name__ == "__main__":
    fake.main(Pmc)
