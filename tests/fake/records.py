"""Documents of our own in the formats of the sources: short reports of trials that never were, the same for the same number."""

import datetime
import json
import random

CELLS = ["mesenchymal stem cells", "bone marrow mononuclear cells", "umbilical cord stem cells", "adipose-derived stem cells"]
CONDITIONS = ["knee osteoarthritis", "heart failure", "acute stroke", "Crohn's disease", "spinal cord injury"]
CHINESE = ["间充质干细胞", "骨髓单个核细胞", "脐带干细胞"]


class Report:
    """One trial: what every format says of it. `version` changes its words."""

    def __init__(self, number, version=1):
        chance = random.Random(number)
        self.number, self.version = number, version
        self.size = 2 * chance.randint(10, 200)
        self.months = chance.choice([3, 6, 12, 24])
        self.cells, self.condition = chance.choice(CELLS), chance.choice(CONDITIONS)
        self.dose = chance.randint(1, 9)
        self.nct = f"NCT{90000000 + number:08d}"

    @property
    def title(self):
        return f"{self.cells.capitalize()} for {self.condition}: randomised trial {self.number}"

    @property
    def abstract(self):
        return (f"A total of {self.size} patients with {self.condition} were randomly assigned to {self.cells} or placebo (1:1). "
                f"Patients in the treatment group received {self.dose} x 10^6 cells/kg intravenously and were followed up for {self.months} months. "
                f"No serious adverse events occurred. Revision {self.version}. Trial registration: {self.nct}.")

    @property
    def chinese(self):
        return (f"将{self.size}例患者随机分为治疗组和对照组,各{self.size // 2}例。治疗组静脉输注{CHINESE[self.number % 3]}{self.dose}×10^6/kg,"
                f"随访{self.months}个月。未见严重不良事件。注册号:{self.nct}。第{self.version}版。")


def pubmed_article(pmid, report):
    return (f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><DateRevised><Year>2026</Year><Month>01</Month>'
            f"<Day>{1 + report.version % 28:02d}</Day></DateRevised><Article><Journal><JournalIssue><PubDate><MedlineDate>2025 Jan-Feb</MedlineDate></PubDate></JournalIssue>"
            f"<Title>Journal of Examples</Title></Journal><ArticleTitle>{report.title}</ArticleTitle><Abstract><AbstractText Label=\"RESULTS\">{report.abstract}"
            f"</AbstractText></Abstract><Language>eng</Language></Article></MedlineCitation></PubmedArticle>\n")


def pubmed_set(articles, deleted=()):
    gone = "<DeleteCitation>" + "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted) + "</DeleteCitation>\n" if deleted else ""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
            '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n' + "".join(articles) + gone + "</PubmedArticleSet>\n")


def jats_article(pmcid, report):
    number = pmcid.removeprefix("PMC")
    return ('<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article" xml:lang="en"><front><journal-meta><journal-title-group>'
            "<journal-title>Journal of Examples</journal-title></journal-title-group></journal-meta><article-meta>"
            f'<article-id pub-id-type="pmcid">PMC{number}</article-id><title-group><article-title>{report.title}</article-title></title-group>'
            f"<pub-date><year>2025</year></pub-date><abstract><p>{report.abstract}</p></abstract></article-meta></front>"
            f"<body><sec><title>Methods</title><p>{report.abstract}</p></sec></body></article>")


def ctgov_study(nct, report, updated):
    return {"protocolSection": {
        "identificationModule": {"nctId": nct, "briefTitle": report.title},
        "statusModule": {"overallStatus": "COMPLETED", "lastUpdatePostDateStruct": {"date": updated, "type": "ACTUAL"}},
        "descriptionModule": {"briefSummary": report.abstract},
        "conditionsModule": {"conditions": [report.condition]},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["NA"], "enrollmentInfo": {"count": report.size, "type": "ACTUAL"}},
        "armsInterventionsModule": {"armGroups": [{"label": "Cells", "type": "EXPERIMENTAL", "description": f"{report.dose} x 10^6 cells/kg"}]},
        "outcomesModule": {"primaryOutcomes": [{"measure": "Serious adverse events", "timeFrame": f"{report.months} months"}]},
    }, "hasResults": False}


def ctis_trial(number, report, updated):
    text = json.dumps({"ctNumber": number, "ctStatus": "Ended", "ctPublicStatusCode": 8, "lastUpdated": updated,
                       "ctTitle": report.title, "totalNumberEnrolled": str(report.size),
                       "authorizedApplication": {"authorizedPartI": {"trialDetails": {
                           "clinicalTrialIdentifiers": {"fullTitle": report.title, "publicTitle": report.title},
                           "trialInformation": {"endPoint": {"primaryEndPoints": [{"endPoint": "Serious adverse events", "number": 1}]}}}}},
                       "note": "STRAY"})
    return text.replace("STRAY", "a stray \\udc9d half")


def isrctn_trial(number, report, edited):
    return (f'<fullTrial><trial lastUpdated="{edited}.000Z" version="{report.version}"><isrctn dateAssigned="2020-05-14T00:00:00.000Z">{number}</isrctn>'
            f"<trialDescription><title>{report.title}</title><scientificTitle>{report.title}</scientificTitle><plainEnglishSummary>{report.abstract}"
            f"</plainEnglishSummary><primaryOutcome>1. Serious adverse events at {report.months} months</primaryOutcome></trialDescription>"
            f"<participants><targetEnrolment>{report.size}</targetEnrolment></participants></trial></fullTrial>")


def who_trial(number, report):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<trials><trial><main><trial_id>IRCT20200310{int(number):06d}N1</trial_id><reg_name>IRCT</reg_name>'
            f"<public_title>{report.title}</public_title><target_size>{report.size}</target_size><url>https://irct.behdasht.gov.ir/trial/{number}</url>"
            f"<study_type>interventional</study_type><hc_freetext>{report.condition}</hc_freetext><i_freetext>{report.abstract}</i_freetext></main>"
            f"<primary_outcome><prim_outcome>Serious adverse events at {report.months} months</prim_outcome></primary_outcome></trial></trials>\n")


def html_page(report, links=(), chinese=False):
    title = f"{CHINESE[report.number % 3]}临床试验{report.number}" if chinese else report.title
    text = report.chinese if chinese else report.abstract
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (f'<!DOCTYPE html><html lang="{"zh-CN" if chinese else "en"}"><head><meta charset="utf-8"><title>{title}</title></head><body><main><h1>{title}</h1>'
            f"<article><p>{text}</p><p>{text}</p></article></main><ul>{anchors}</ul></body></html>")


def today():
    return datetime.datetime.now(datetime.timezone.utc).date()


def day(ago):
    return today() - datetime.timedelta(days=ago)
