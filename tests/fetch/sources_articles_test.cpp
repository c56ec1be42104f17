#include <gtest/gtest.h>

#include <algorithm>

#include "digest.h"
#include "source_run.h"
#include "sources/pmc_inventory.h"
#include "sources/sources.h"
#include "sources/window.h"
#include "support.h"

// PubMed's files, PubMed Central and Europe PMC.

namespace trialmine {
namespace {

std::string Md5Of(const std::string& bytes) { return *Md5(Body::FromString(bytes)); }

// A model of the folders of PubMed's files.
struct Files {
  int baseline = 3, last = 5;
  std::string year = "26";
  std::string broken;      // A file whose bytes are damaged, once.
  bool short_md5 = false;  // `hash  name` in place of `MD5(name)= hash`.

  std::string Name(int number) const { return "pubmed" + year + "n000" + std::to_string(number) + ".xml.gz"; }
  static std::string Content(const std::string& name) {
    return Gzip("<PubmedArticleSet>" + name + "</PubmedArticleSet>");
  }

  FakeAnswer operator()(const Request& request) {
    const bool base = request.url.find("/baseline/") != std::string::npos;
    if (request.url.ends_with("/")) {
      std::string page =
          "<html><head><title>Index of /pubmed</title></head><body><pre><a "
          "href=\"README.txt\">README.txt</a>\n";
      for (int i = base ? 1 : baseline + 1; i <= (base ? baseline : last); ++i)
        page += "<a href=\"" + Name(i) + "\">" + Name(i) + "</a>  2026-01-05 14:05   19M\n<a href=\"" +
                Name(i) + ".md5\">" + Name(i) + ".md5</a>  60\n";
      return {200, page + "</pre></body></html>", "text/html"};
    }
    std::string name = request.url.substr(request.url.rfind('/') + 1);
    if (name.ends_with(".md5")) {
      name.resize(name.size() - 4);
      const std::string md5 = Md5Of(Content(name));
      return {200, short_md5 ? md5 + "  " + name + "\n" : "MD5(" + name + ")= " + md5 + "\n", "text/plain"};
    }
    EXPECT_TRUE(request.keep_encoded) << "the MD5 is of the packed bytes";
    std::string content = Content(name);
    if (name == broken) {
      content.back() ^= 1;
      broken.clear();
    }
    return {200, content, "application/x-gzip"};
  }
};

std::vector<std::string> Names(const Ran& ran) {
  std::vector<std::string> names;
  for (const Delivery& delivery : ran.deliveries) names.push_back(delivery.name);
  return names;
}

TEST(PubMedFiles, TakesTheBaselineAndThenTheUpdatesInAscendingOrder) {
  for (const bool short_md5 : {false, true}) {
    Files files;
    files.short_md5 = short_md5;
    const Ran ran = RunSweep(PubMedFiles(), Settings({}), "", At(2026, 1, 10), std::ref(files));
    EXPECT_TRUE(ran.complete) << (ran.failures.empty() ? "" : ran.failures[0]);
    EXPECT_EQ(Names(ran),
              (std::vector<std::string>{"file:pubmed26n0001", "file:pubmed26n0002", "file:pubmed26n0003",
                                        "file:pubmed26n0004", "file:pubmed26n0005"}));
    EXPECT_TRUE(ran.watermark.starts_with("pubmed26n0005 #"));
  }
}

TEST(PubMedFiles, TakesOnlyWhatFollowsTheWatermark) {
  Files files;
  const Ran first = RunSweep(PubMedFiles(), Settings({}), "", At(2026, 1, 10), std::ref(files));
  const Ran none = RunSweep(PubMedFiles(), Settings({}), first.watermark, At(2026, 1, 11), std::ref(files));
  EXPECT_TRUE(none.complete);
  EXPECT_EQ(none.asked.size(), 1u);
  EXPECT_EQ(none.watermark, first.watermark);
  files.last = 7;
  const Ran next = RunSweep(PubMedFiles(), Settings({}), first.watermark, At(2026, 1, 12), std::ref(files));
  EXPECT_EQ(Names(next), (std::vector<std::string>{"file:pubmed26n0006", "file:pubmed26n0007"}));
}

TEST(PubMedFiles, BeginsAnewWithTheBaselineOfANewYear) {
  Files files;
  const Ran first = RunSweep(PubMedFiles(), Settings({}), "", At(2026, 1, 10), std::ref(files));
  files.year = "27";
  files.baseline = 2;
  files.last = 3;
  const Ran next = RunSweep(PubMedFiles(), Settings({}), first.watermark, At(2026, 12, 20), std::ref(files));
  EXPECT_EQ(Names(next),
            (std::vector<std::string>{"file:pubmed27n0001", "file:pubmed27n0002", "file:pubmed27n0003"}));
}

TEST(PubMedFiles, AsksAgainForAFileWhoseMd5IsAnother) {
  Files files;
  files.broken = files.Name(2);
  const Ran ran = RunSweep(PubMedFiles(), Settings({}), "", At(2026, 1, 10), std::ref(files));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.deliveries.size(), 5u);
  EXPECT_EQ(std::count(ran.asked.begin(), ran.asked.end(),
                       "https://ftp.ncbi.nlm.nih.gov/pubmed/baseline/" + files.Name(2)),
            2);
}

TEST(PubMedFiles, StopsAtAFileThatCannotBeHad) {
  Files files;
  const Ran ran = RunSweep(PubMedFiles(), Settings({}), "old", At(2026, 1, 10), [&](const Request& request) {
    return request.url.ends_with("n0003.xml.gz") ? FakeAnswer{500, ""} : files(request);
  });
  EXPECT_FALSE(ran.complete);
  EXPECT_EQ(ran.deliveries.size(), 2u) << "a later file may not be taken before an earlier one";
  EXPECT_EQ(ran.watermark, "old");
}

TEST(PubMedFiles, RefusesAListWithGaps) {
  const Ran ran = RunSweep(PubMedFiles(), Settings({}), "", At(2026, 1, 10), [](const Request&) {
    return FakeAnswer{200, "<a href=\"pubmed26n0004.xml.gz\">x</a><a href=\"pubmed26n0006.xml.gz\">x</a>",
                      "text/html"};
  });
  EXPECT_FALSE(ran.complete);
}

// A model of the bucket of PubMed Central.
struct Bucket {
  struct Version {
    std::string license = "CC BY";
    bool retracted = false, manuscript = false;
  };
  std::map<std::string, std::map<int, Version>> articles;  // `PMC1`, versions.
  std::set<std::string> missing;                           // Keys that are not there, though listed.
  std::string inventory_csv;
  int status_of_missing = 403;

  static std::string Object(const std::string& url) {
    return url.substr(std::string("https://pmc-oa-opendata.s3.amazonaws.com/").size());
  }

  FakeAnswer List(const Request& request) {
    const std::string prefix = Parameter(request, "prefix");
    std::string found;
    if (prefix.starts_with("inventory-reports/"))
      for (const char* date : {"2026-09-01T01-00Z/", "2026-09-02T01-00Z/", "hive/", "data/"})
        found += "<CommonPrefixes><Prefix>" + prefix + date + "</Prefix></CommonPrefixes>";
    for (const auto& [id, versions] : articles)
      for (const auto& [number, version] : versions)
        if ((id + ".").starts_with(prefix))
          found +=
              "<CommonPrefixes><Prefix>" + id + "." + std::to_string(number) + "/</Prefix></CommonPrefixes>";
    return {200,
            "<?xml version=\"1.0\"?><ListBucketResult "
            "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>" +
                found + "</ListBucketResult>",
            "application/xml"};
  }

  FakeAnswer operator()(const Request& request) {
    if (request.url.find("list-type=2") != std::string::npos) return List(request);
    if (request.url.find("esearch") != std::string::npos) {
      std::string ids;
      for (const auto& [id, versions] : articles) ids += "<Id>" + id.substr(3) + "</Id>";
      return {200,
              "<eSearchResult><Count>" + std::to_string(articles.size()) + "</Count><IdList>" + ids +
                  "</IdList></eSearchResult>",
              "text/xml"};
    }
    const std::string object = Object(request.url);
    if (missing.contains(object))
      return {status_of_missing, "<Error><Code>AccessDenied</Code></Error>", "application/xml"};
    if (object.ends_with("2026-09-02T01-00Z/manifest.json")) return {404, ""};
    if (object.ends_with("manifest.json"))
      return {
          200,
          R"({"fileFormat":"CSV","fileSchema":"Bucket, Key, Size, LastModifiedDate","files":[{"key":"inventory-reports/data/1.csv.gz","size":9,"MD5checksum":")" +
              Md5Of(Gzip(inventory_csv)) + "\"}]}"};
    if (object.ends_with(".csv.gz")) return {200, Gzip(inventory_csv), "application/gzip"};
    const bool metadata = object.starts_with("metadata/");
    const std::string name =
        metadata ? object.substr(9, object.size() - 14) : object.substr(0, object.find('/'));
    const size_t dot = name.find('.');
    const Version& version = articles.at(name.substr(0, dot)).at(std::stoi(name.substr(dot + 1)));
    if (!metadata)
      return {200,
              "<?xml version=\"1.0\"?><article article-type=\"research-article\"><front>" + name +
                  "</front></article>",
              "application/xml"};
    const auto truth = [](bool value) { return std::string(value ? "true" : "false"); };
    return {200, R"({"pmcid":")" + name.substr(0, dot) + R"(","license_code":")" + version.license +
                     R"(","is_retracted":)" + truth(version.retracted) + R"(,"is_manuscript":)" +
                     truth(version.manuscript) + "}"};
  }
};

TEST(Pmc, TakesTheLatestPublishedVersionWithItsLicenceAndRetraction) {
  Bucket bucket;
  bucket.articles = {{"PMC1", {{1, {}}, {2, {"CC BY-NC", true, false}}, {10, {"TDM", false, true}}}},
                     {"PMC11", {{1, {}}}}};
  const Ran ran = RunSweep(Pmc(), Settings({{"ids", {"PMC1"}}}), "", At(2026, 9, 3), std::ref(bucket));
  EXPECT_TRUE(ran.complete);
  ASSERT_EQ(ran.deliveries.size(), 1u);
  EXPECT_EQ(ran.deliveries[0].name, "article:PMC1.2:retracted");
  EXPECT_EQ(ran.deliveries[0].facts, (std::map<std::string, std::string>{
                                         {"license", "CC BY-NC"}, {"retracted", "true"}, {"version", "2"}}));
}

TEST(Pmc, TakesAManuscriptWhereNothingElseIsThere) {
  Bucket bucket;
  bucket.articles = {{"PMC1", {{1, {"TDM", false, true}}, {2, {"TDM", false, true}}}}};
  const Ran ran = RunSweep(Pmc(), Settings({{"ids", {"1"}}}), "", At(2026, 9, 3), std::ref(bucket));
  ASSERT_EQ(ran.deliveries.size(), 1u);
  EXPECT_EQ(ran.deliveries[0].name, "article:PMC1.2");
}

TEST(Pmc, FindsArticlesByASearch) {
  Bucket bucket;
  bucket.articles = {{"PMC1", {{1, {}}}}, {"PMC2", {}}, {"PMC3", {{1, {"CC0"}}}}};
  const Ran ran = RunSweep(Pmc(), Settings({{"query", {"stem cells"}}, {"licenses", {"CC BY"}}}), "",
                           At(2026, 9, 3), std::ref(bucket));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.announced, 3);
  ASSERT_EQ(ran.deliveries.size(), 1u);
  EXPECT_EQ(ran.notes, (std::vector<std::string>{"There is no open full text of PMC2.",
                                                 "The licence of PMC3.1, CC0, is not one of those wanted."}));
}

TEST(Pmc, LooksTwiceForAKeyThatIsMissing) {
  for (const int status : {403, 404}) {
    Bucket bucket;
    bucket.status_of_missing = status;
    bucket.articles = {{"PMC1", {{1, {}}}}};
    bucket.missing = {"PMC1.1/PMC1.1.xml"};
    const Ran ran = RunSweep(Pmc(), Settings({{"query", {"x"}}}), "", At(2026, 9, 3), std::ref(bucket));
    EXPECT_TRUE(ran.complete);
    EXPECT_TRUE(ran.deliveries.empty());
    EXPECT_EQ(ran.notes, std::vector<std::string>{"There is no text of PMC1.1."});
    EXPECT_EQ(std::count(ran.asked.begin(), ran.asked.end(),
                         "https://pmc-oa-opendata.s3.amazonaws.com/PMC1.1/PMC1.1.xml"),
              2);
  }
}

TEST(Pmc, FindsWhatChangedByTheInventoryBeforeTheNewestWhereThatIsNotComplete) {
  Bucket bucket;
  bucket.articles = {{"PMC1", {{1, {}}}}, {"PMC2", {{1, {}}, {2, {}}}}};
  bucket.inventory_csv =
      "\"pmc-oa-opendata\",\"metadata/PMC1.1.json\",\"900\",\"2026-01-01T00:00:00.000Z\"\n"
      "\"pmc-oa-opendata\",\"metadata/PMC2.1.json\",\"900\",\"2026-08-30T00:00:00.000Z\"\n"
      "\"pmc-oa-opendata\",\"metadata/PMC2.2.json\",\"900\",\"2026-08-30T00:00:00.000Z\"\n"
      "\"pmc-oa-opendata\",\"metadata/README.json\",\"900\",\"2026-08-30T00:00:00.000Z\"\n";
  const Ran ran = RunSweep(Pmc(), Settings({{"inventory", {"yes"}}, {"since", {"2026-06-01"}}}), "",
                           At(2026, 9, 3), std::ref(bucket));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(Names(ran), std::vector<std::string>{"article:PMC2.2"});
  EXPECT_TRUE(ran.watermark.starts_with("2026-09-01 #")) << ran.watermark;
}

TEST(Pmc, RefusesSettingsItCannotUse) {
  EXPECT_FALSE(Pmc().Check(Settings({})).ok());
  EXPECT_FALSE(Pmc().Check(Settings({{"ids", {"PMCx"}}})).ok());
  EXPECT_FALSE(Pmc().Check(Settings({{"ids", {"PMC1"}}, {"query", {"x"}}})).ok());
  EXPECT_FALSE(Pmc().Check(Settings({{"inventory", {"yes"}}})).ok()) << "nine million articles";
  EXPECT_FALSE(Pmc().Check(Settings({{"ids", {"PMC1"}}, {"way", {"efetch"}}})).ok());
}

TEST(Pmc, FetchesASearchByEntrezAndCountsWhatIsNotAvailable) {
  const Ran ran = RunSweep(
      Pmc(), Settings({{"query", {"x"}}, {"way", {"efetch"}}}), "", At(2026, 9, 3),
      [](const Request& request) {
        if (request.url.find("esearch") != std::string::npos)
          return FakeAnswer{
              200, "<eSearchResult><Count>3</Count><QueryKey>1</QueryKey><WebEnv>e</WebEnv></eSearchResult>",
              "text/xml"};
        return FakeAnswer{200,
                          "<pmc-articleset><article><front/></article><error id=\"2\">not "
                          "open</error><article/></pmc-articleset>",
                          "text/xml"};
      });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered, 3);
  EXPECT_EQ(ran.notes, std::vector<std::string>{"1 records are not available."});
}

TEST(PmcInventory, ReadsNamesOfArticles) {
  EXPECT_EQ(ArticleOfKey("metadata/PMC123.2.json"), "PMC123.2");
  EXPECT_EQ(ArticleOfKey("PMC123.2/PMC123.2.xml"), "PMC123.2");
  for (const char* key : {"", "README.txt", "metadata/README.json", "PMC123.2/PMC123.3.xml",
                          "PMC123.2/figure.jpg", "PMC.1/PMC.1.xml"})
    EXPECT_EQ(ArticleOfKey(key), "") << key;
}

TEST(PmcInventory, SaysWhereAFileBreaksOff) {
  const std::string packed = Gzip("\"b\",\"metadata/PMC1.1.json\",\"1\",\"2026-01-01T00:00:00Z\"\n");
  const Status read = ReadInventory(Body::FromString(packed.substr(0, packed.size() / 2)),
                                    "Bucket, Key, Size, LastModifiedDate", {}, [](const std::string&) {});
  EXPECT_FALSE(read.ok());
}

// A model of Europe PMC's search.
struct EuropePmcModel {
  enum class End { kOmitted, kRepeated, kStar, kEmptyPage };
  End end = End::kOmitted;
  int results = 0;
  int lie = 0;         // Added to the count.
  int lies_left = 99;  // Searches that lie.

  FakeAnswer operator()(const Request& request) {
    if (request.url.find("fullTextXML") != std::string::npos)
      return {200, "<?xml version=\"1.0\"?><article><front/></article>", "application/xml"};
    const std::string cursor = Parameter(request, "cursorMark");
    const int from = cursor == "*" ? 0 : std::stoi(cursor.substr(1)),
              size = std::stoi(Parameter(request, "pageSize"));
    const int to = std::min(results, from + size);
    if (from == 0) --lies_left;
    std::string rows;
    for (int i = from; i < to; ++i)
      rows += (i > from ? "," : "") + std::string("{\"id\":\"") + std::to_string(i) +
              "\",\"source\":\"MED\"" +
              (i % 3 == 0 ? R"(,"pmcid":"PMC)" + std::to_string(i + 1) + R"(","isOpenAccess":"Y")"
                          : std::string()) +
              "}";
    std::string next = to < results || (end == End::kEmptyPage && to > from) ? "A" + std::to_string(to)
                       : end == End::kRepeated                               ? cursor
                       : end == End::kStar                                   ? "*"
                                                                             : "";
    if (!next.empty()) next = ",\"nextCursorMark\":\"" + next + "\"";
    return {200, R"({"version":"6.9","hitCount":)" + std::to_string(results + (lies_left >= 0 ? lie : 0)) +
                     next + R"(,"request":{"cursorMark":"%2A"},"resultList":{"result":[)" + rows + "]}}"};
  }
};

TEST(EuropePmc, EndsInEachOfTheWaysThatASearchMayEnd) {
  using End = EuropePmcModel::End;
  for (const End end : {End::kOmitted, End::kRepeated, End::kStar, End::kEmptyPage}) {
    for (const int results : {0, 7, 1000, 2300}) {
      EuropePmcModel model;
      model.end = end;
      model.results = results;
      const Ran ran =
          RunSweep(EuropePmc(), Settings({{"query", {"stem cells"}}}), "", At(2026, 9, 3), std::ref(model));
      EXPECT_TRUE(ran.complete) << static_cast<int>(end) << " " << results;
      EXPECT_EQ(ran.announced, results);
      EXPECT_EQ(static_cast<int>(ran.deliveries.size()), (results + 2) / 3);
    }
  }
}

TEST(EuropePmc, SearchesAgainWhereTheCountIsNotThatOfTheRows) {
  EuropePmcModel model;
  model.results = 1200;
  model.lie = 5;
  model.lies_left = 1;
  const Ran mended = RunSweep(EuropePmc(), Settings({{"query", {"x"}}}), "", At(2026, 9, 3), std::ref(model));
  EXPECT_TRUE(mended.complete);
  EXPECT_EQ(mended.announced, 1200);
  EXPECT_EQ(mended.deliveries.size(), 400u) << "no text is fetched twice";
  model.lies_left = 99;
  EXPECT_FALSE(
      RunSweep(EuropePmc(), Settings({{"query", {"x"}}}), "", At(2026, 9, 3), std::ref(model)).complete);
}

TEST(EuropePmc, AsksForWhatWasUpdatedSinceTheLastSweep) {
  EuropePmcModel model;
  const Ran first =
      RunSweep(EuropePmc(), Settings({{"query", {"a OR b"}}}), "", At(2026, 9, 3), std::ref(model));
  const Ran second = RunSweep(EuropePmc(), Settings({{"query", {"a OR b"}}}), first.watermark,
                              At(2026, 9, 10), std::ref(model));
  Request request;
  request.url = second.asked.at(0);
  EXPECT_EQ(Parameter(request, "query"), "(a OR b) AND (UPDATE_DATE:[2026-09-01 TO 2026-09-10])");
}

TEST(EuropePmc, TellsErrorsWithStatus200FromNoHits) {
  struct Case {
    FakeAnswer answer;
    Outcome outcome;
  };
  const Case cases[] = {
      {{200, R"({"version":"6.9","errCode":404,"errMsg":"Invalid cursorMark"})"}, Outcome::kBadRequest},
      {{200, R"({"version":"6.9"})"}, Outcome::kBadRequest},
      {{200, "<html><title>Just a moment</title></html>", "text/html"}, Outcome::kServerError},
      {{200, R"({"version":"6.9","hitCou)"}, Outcome::kTruncated},
      {{200, ""}, Outcome::kTruncated},
      {{200, R"({"version":"6.9","hitCount":0,"resultList":{"result":[]}})"}, Outcome::kOk},
  };
  const auto start = EuropePmc().Begin(Settings({{"query", {"x"}}}), "", At(2026, 9, 3));
  for (const Case& test : cases) {
    const Reading reading = EuropePmc().Read(
        start->sweep, start->tasks[0], MakeExchange(start->tasks[0].request, test.answer), Settings({}));
    EXPECT_EQ(Name(reading.outcome), Name(test.outcome)) << test.answer.body;
  }
}

TEST(EuropePmc, TakesAMissingFullTextForNone) {
  for (const FakeAnswer& none : {FakeAnswer{404, "", "text/plain"}, FakeAnswer{200, "", "application/xml"}}) {
    EuropePmcModel model;
    model.results = 1;
    const Ran ran =
        RunSweep(EuropePmc(), Settings({{"query", {"x"}}}), "", At(2026, 9, 3), [&](const Request& request) {
          return request.url.find("fullTextXML") != std::string::npos ? none : model(request);
        });
    EXPECT_TRUE(ran.complete);
    EXPECT_TRUE(ran.deliveries.empty());
    EXPECT_EQ(ran.notes, std::vector<std::string>{"There is no full text of PMC1."});
  }
}

TEST(EuropePmc, BelievesAnEmptyAnswerOnlyWhenItIsRepeated) {
  EuropePmcModel model;
  model.results = 1;
  int empty = 2;
  const Ran ran =
      RunSweep(EuropePmc(), Settings({{"query", {"x"}}}), "", At(2026, 9, 3), [&](const Request& request) {
        const bool is_text = request.url.find("fullTextXML") != std::string::npos;
        return is_text && empty-- > 0 ? FakeAnswer{200, "", "application/xml"} : model(request);
      });
  EXPECT_TRUE(ran.complete);
  ASSERT_EQ(ran.deliveries.size(), 1u);
  EXPECT_EQ(ran.deliveries[0].name, "PMC1");
}

TEST(Window, IsReadWrittenAndHalved) {
  EXPECT_EQ(Iso(*ToDay("2024/02/29")), "2024-02-29");
  EXPECT_EQ(Slashed(*ToDayOfEurope("07/01/2025")), "2025/01/07");
  EXPECT_EQ(Iso(*ToSecond("2026-09-04T09:00:06.123Z")), "2026-09-04T09:00:06");
  for (const char* text :
       {"", "2023-02-29", "2026-1-01", "2026-01/01", "26-01-01", "2026-13-01", "2026-01-01x"})
    EXPECT_FALSE(ToDay(text)) << text;
  const DayWindow window{*ToDay("2026-01-01"), *ToDay("2026-01-04")};
  EXPECT_EQ(window.Halves()->first.Name(), "2026-01-01..2026-01-02");
  EXPECT_EQ(window.Halves()->second.Name(), "2026-01-02..2026-01-04");
  EXPECT_FALSE((DayWindow{*ToDay("2026-01-01"), *ToDay("2026-01-02")}).Halves());
}

}  // namespace
}  // namespace trialmine
