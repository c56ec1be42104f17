"""NCBI's E-utilities: a search that keeps its result for a while and lists 9,999 ids and not one more, whatever is asked."""

import re

import fake
import records

HOST = "eutils.ncbi.nlm.nih.gov"
CAP = 9999


class Eutils(fake.Fake):
    """Override `found` and `record`."""

    hosts = (HOST,)
    own_faults = ("error_200", "rate_limit_200", "forget")

    def __init__(self, seed=0, fault_rate=0.0):
        super().__init__(seed, fault_rate)
        self.kept = {}  # Searches, by WebEnv: their ids.

    def found(self, asked):
        """The ids a search finds, in order."""
        raise NotImplementedError

    def record(self, identifier):
        raise NotImplementedError

    def wrap(self, articles, identifiers):
        raise NotImplementedError

    def error_200(self, asked, _):
        root = "eSearchResult" if "esearch" in asked.path else "eFetchResult"
        words = self.random.choice(["Search Backend failed: Exception:\n'NCBI C++ Exception' CTxRawClient: Read failed: EOF", "Database is not available"])
        return fake.Answer(f'<?xml version="1.0" encoding="UTF-8" ?>\n<{root}>\n\t<ERROR>{words}</ERROR>\n</{root}>', "text/xml")

    def rate_limit_200(self, _, __):
        return fake.Answer('{"error":"API rate limit exceeded","count":"11"}')

    def forget(self, asked, _):
        """Forgets every kept search; a batch that is asked for next finds none."""
        self.kept.clear()
        return self.fetch(asked) if "efetch" in asked.path else None

    def answer(self, asked):
        if not asked.query.get("tool") or not asked.query.get("email"):
            return fake.Answer("who is asking?", "text/plain", 400)
        if asked.path.endswith("/esearch.fcgi"):
            return self.search(asked)
        if asked.path.endswith("/efetch.fcgi"):
            return self.fetch(asked)
        return fake.Answer("", "text/html", 404)

    def search(self, asked):
        ids = self.found(asked)
        start, most = int(asked.query.get("retstart", 0)), min(int(asked.query.get("retmax", 20)), CAP)
        if start > CAP - 1:
            return self.error("esearch", "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, ESearch "
                                         "can only retrieve the first 9,999 records matching the query.")
        history = ""
        if asked.query.get("usehistory") == "y":
            environment = f"MCID_{self.random.getrandbits(64):016x}"
            self.kept[environment] = ids[:CAP]
            history = f"<QueryKey>1</QueryKey><WebEnv>{environment}</WebEnv>"
        listed = "".join(f"<Id>{i}</Id>\n" for i in ids[start:min(start + most, CAP)])
        warning = "" if ids else "<WarningList><OutputMessage>No items found.</OutputMessage></WarningList>"
        return fake.Answer('<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
                           '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
                           f"<eSearchResult><Count>{len(ids)}</Count><RetMax>{most}</RetMax><RetStart>{start}</RetStart>{history}"
                           f"<IdList>\n{listed}</IdList><TranslationSet/>{warning}</eSearchResult>", "text/xml")

    def fetch(self, asked):
        ids = self.kept.get(asked.query.get("WebEnv"))
        start, most = int(asked.query.get("retstart", 0)), int(asked.query.get("retmax", 20))
        if ids is None:
            return self.error("efetch", "Cannot retrieve history data. query_key: 1, WebEnv is not known", 400)
        if start >= len(ids):
            return self.error("efetch", f"Cannot retrieve history data: OUT OF RANGE. Parameter retstart={start} is greater than number of "
                                        f"records available in history. History includes {len(ids)} IDs.", 400)
        part = ids[start:start + most]
        return fake.Answer(self.wrap([self.record(i) for i in part], part), "text/xml")

    @staticmethod
    def error(utility, words, status=200):
        root = {"esearch": "eSearchResult", "efetch": "eFetchResult"}[utility]
        return fake.Answer(f'<?xml version="1.0" encoding="UTF-8" ?>\n<{root}>\n\t<ERROR>{words}</ERROR>\n</{root}>\n', "text/xml", status)


class PubMed(Eutils):
    def __init__(self, seed=0, fault_rate=0.0, size=450):
        super().__init__(seed, fault_rate)
        self.articles = {}  # PMID: [report, entry date, modification date].
        self.deleted = []
        for i in range(size):
            self.add(30000000 + i, records.day(ago=self.random.randint(5, 900)))

    def add(self, pmid, entered):
        self.articles[pmid] = [records.Report(pmid % 100000), entered, entered]

    def step(self):
        """What a day brings: new records, changed ones, a withdrawn one."""
        for i in range(5):
            self.add(39000000 + len(self.articles) + i, records.today())
        for pmid in self.random.sample(sorted(self.articles), 7):
            report, entered, _ = self.articles[pmid]
            self.articles[pmid] = [records.Report(report.number, report.version + 1), entered, records.today()]

    def expected(self):
        return {f"pmid:{pmid}" for pmid in self.articles}

    def revisions(self):
        return {f"pmid:{pmid}": article[0].version for pmid, article in self.articles.items()}

    def found(self, asked):
        query = asked.query
        first, last = (query[name].replace("/", "-") for name in ("mindate", "maxdate"))
        which = {"edat": 1, "mdat": 2}[query["datetype"]]
        without = re.search(r'NOT \("([\d/]+)"\[edat\] : "([\d/]+)"\[edat\]\)', query["term"])
        ids = []
        for pmid, article in self.articles.items():
            if not first <= article[which].isoformat() <= last:
                continue
            if without and without[1].replace("/", "-") <= article[1].isoformat() <= without[2].replace("/", "-"):
                continue
            ids.append(pmid)
        return sorted(ids, reverse=True)

    def record(self, identifier):
        return records.pubmed_article(identifier, self.articles[identifier][0])

    def wrap(self, articles, identifiers):
        return records.pubmed_set(articles, self.deleted)


if __name__ == "__main__":
    fake.main(PubMed)
