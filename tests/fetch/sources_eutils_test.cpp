#include <gtest/gtest.h>

#include <algorithm>

#include "source_run.h"
#include "sources/eutils.h"
#include "sources/sources.h"

namespace trialmine {
namespace {

using std::chrono::sys_days;

// Records by the day they entered: a model of PubMed's search.
struct Entrez {
  std::map<std::string, int> edat, mdat;            // `2026/01/31`: how many records.
  std::map<std::string, std::pair<int, int>> kept;  // WebEnv: how many, of which the first is numbered.
  int searches = 0;
  int forget = 0;  // Results forgotten after so many batches, once.
  int batches = 0;

  static int Count(const std::map<std::string, int>& days, const std::string& from, const std::string& to) {
    int count = 0;
    for (const auto& [day, records] : days)
      if (day >= from && day <= to) count += records;
    return count;
  }

  FakeAnswer Search(const Request& request) {
    const auto& days = Parameter(request, "datetype") == "mdat" ? mdat : edat;
    const int count = Count(days, Parameter(request, "mindate"), Parameter(request, "maxdate"));
    const std::string env = "MCID_" + std::to_string(++searches);
    kept[env] = {count, searches * 100000};
    return {200,
            "<?xml version=\"1.0\"?>\n<!DOCTYPE eSearchResult PUBLIC \"-//NLM//DTD esearch//EN\" "
            "\"https://x/y.dtd\">\n"
            "<eSearchResult><Count>" +
                std::to_string(count) + "</Count><RetMax>0</RetMax><QueryKey>1</QueryKey><WebEnv>" + env +
                "</WebEnv><IdList/></eSearchResult>",
            "text/xml"};
  }

  FakeAnswer Fetch(const Request& request) {
    ++batches;
    if (forget > 0 && batches > forget) {
      forget = 0;
      kept.clear();
    }
    const auto found = kept.find(Parameter(request, "WebEnv"));
    if (found == kept.end())
      return {400,
              "<eFetchResult>\n\t<ERROR>Cannot retrieve history data. query_key: 1, WebEnv: "
              "gone</ERROR></eFetchResult>"};
    const int from = std::stoi(Parameter(request, "retstart")),
              most = std::stoi(Parameter(request, "retmax"));
    std::string set = "<?xml version=\"1.0\"?>\n<PubmedArticleSet>";
    for (int i = from; i < std::min(from + most, found->second.first); ++i)
      set += i % 50 == 7 ? "<PubmedBookArticle><PMID>" + std::to_string(i) + "</PMID></PubmedBookArticle>"
                         : "<PubmedArticle><MedlineCitation><PMID>" + std::to_string(i) +
                               "</PMID></MedlineCitation></PubmedArticle>";
    return {200, set + "<DeleteCitation><PMID>1</PMID></DeleteCitation></PubmedArticleSet>", "text/xml"};
  }

  FakeAnswer operator()(const Request& request) {
    return request.url.find("esearch") != std::string::npos ? Search(request) : Fetch(request);
  }
};

FakeServer Serve(Entrez* entrez) {
  return [entrez](const Request& request) { return (*entrez)(request); };
}

SourceSettings Query() { return Settings({{"query", {"stem cells"}}, {"since", {"2026-01-01"}}}); }

TEST(PubMed, FetchesEveryRecordOfASearchInBatches) {
  Entrez entrez;
  entrez.edat = {{"2026/01/02", 450}, {"2026/01/05", 1}};
  const Ran ran = RunSweep(PubMed(), Query(), "", At(2026, 1, 31), Serve(&entrez));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered, 451);
  EXPECT_EQ(ran.deliveries.size(), 3u);  // 200 + 200 + 51.
  EXPECT_EQ(ran.asked.size(), 4u);
  EXPECT_TRUE(ran.watermark.starts_with("2026-01-31 #"));
}

TEST(PubMed, AsksForNoWindowThatFindsMoreThanASearchLists) {
  Entrez entrez;
  for (int day = 1; day <= 31; ++day)
    entrez.edat["2026/01/" + std::string(day < 10 ? "0" : "") + std::to_string(day)] = 1000;
  const Ran ran = RunSweep(PubMed(), Query(), "", At(2026, 1, 31), Serve(&entrez));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.announced, 31000);
  EXPECT_EQ(ran.delivered, 31000);
  for (const auto& [env, result] : entrez.kept) EXPECT_NE(result.first, 9999) << env;
}

TEST(PubMed, FailsLoudlyWhereOneDayHasTooManyRecords) {
  Entrez entrez;
  entrez.edat = {{"2026/01/02", 10000}, {"2026/01/05", 3}};
  const Ran ran = RunSweep(PubMed(), Query(), "old", At(2026, 1, 31), Serve(&entrez));
  EXPECT_FALSE(ran.complete);
  EXPECT_EQ(ran.watermark, "old");
  ASSERT_EQ(ran.failures.size(), 1u);
  EXPECT_NE(ran.failures[0].find("2026-01-02, has 10000 records"), std::string::npos) << ran.failures[0];
}

TEST(PubMed, AsksOnlyForNewAndChangedRecordsAfterwards) {
  Entrez entrez;
  entrez.edat = {{"2026/01/02", 5}, {"2026/02/10", 2}};
  const Ran first = RunSweep(PubMed(), Query(), "", At(2026, 1, 31), Serve(&entrez));
  entrez.mdat = {{"2026/02/11", 4}};
  const Ran second = RunSweep(PubMed(), Query(), first.watermark, At(2026, 2, 20), Serve(&entrez));
  EXPECT_TRUE(second.complete);
  EXPECT_EQ(second.delivered, 6);
  ASSERT_EQ(second.asked.size(), 4u);
  EXPECT_NE(second.asked[0].find("mindate=2026%2F01%2F28&maxdate=2026%2F02%2F20"), std::string::npos)
      << second.asked[0];
  // What is new is not asked for twice.
  EXPECT_NE(second.asked[1].find("NOT%20%28%222026%2F01%2F28%22%5Bedat%5D"), std::string::npos)
      << second.asked[1];
  EXPECT_NE(second.asked[1].find("datetype=mdat"), std::string::npos);
}

TEST(PubMed, BeginsAnewWhereTheQueryIsAnother) {
  Entrez entrez;
  entrez.edat = {{"2026/01/02", 5}};
  const Ran first = RunSweep(PubMed(), Query(), "", At(2026, 1, 31), Serve(&entrez));
  SourceSettings other = Query();
  other.values["query"] = {"iron"};
  EXPECT_EQ(RunSweep(PubMed(), other, first.watermark, At(2026, 2, 1), Serve(&entrez)).delivered, 5);
}

TEST(PubMed, GoesOnWhereItStoodWhenTheKeptResultExpires) {
  Entrez entrez;
  entrez.edat = {{"2026/01/02", 900}};
  entrez.forget = 2;
  const Ran ran = RunSweep(PubMed(), Query(), "", At(2026, 1, 31), Serve(&entrez));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered, 900);
  EXPECT_EQ(ran.deliveries.size(), 5u) << "no batch is delivered twice";
  EXPECT_EQ(ran.asked.size(), 8u);  // 2 searches, 5 batches, 1 refused.
}

TEST(PubMed, BeginsTheWindowAgainWhenItsRecordsChangedMeanwhile) {
  Entrez entrez;
  entrez.edat = {{"2026/01/02", 500}};
  entrez.forget = 1;
  const Ran ran = RunSweep(PubMed(), Query(), "", At(2026, 1, 31), [&](const Request& request) {
    if (entrez.batches == 2) entrez.edat["2026/01/02"] = 501;
    return entrez(request);
  });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.announced, 501);
  EXPECT_EQ(ran.delivered, 501);
}

TEST(PubMed, TellsErrorsWithStatus200FromRecords) {
  struct Case {
    const char* name;
    FakeAnswer answer;
    Outcome outcome;
  };
  const Case cases[] = {
      {"rate limit as JSON",
       {200, R"({"error":"API rate limit exceeded","api-key":"192.0.2.7","count":"4","limit":"3"})"},
       Outcome::kRateLimited},
      {"rate limit with 429",
       {429, R"({"error":"API rate limit exceeded","api-key":"192.0.2.7"})"},
       Outcome::kRateLimited},
      {"backend failed",
       {200, "<eSearchResult><ERROR>Search Backend failed: Exception:\nread timeout</ERROR></eSearchResult>"},
       Outcome::kServerError},
      {"C++ exception",
       {200,
        "<eSearchResult><ERROR>NCBI C++ Exception: CTxRawClient: Read failed: EOF</ERROR></eSearchResult>"},
       Outcome::kServerError},
      {"retstart too large",
       {200, "<eSearchResult><ERROR>'retstart' cannot be larger than 9998.</ERROR></eSearchResult>"},
       Outcome::kBadRequest},
      {"HTML with 200",
       {200, "<!DOCTYPE html><html><title>WWW Error 500 Diagnostic</title></html>", "text/html"},
       Outcome::kServerError},
      {"empty", {200, ""}, Outcome::kTruncated},
      {"cut", {200, "<?xml version=\"1.0\"?><eSearchResult><Count>5</Count><RetMa"}, Outcome::kTruncated},
      {"no count", {200, "<eSearchResult><IdList/></eSearchResult>"}, Outcome::kServerError},
      {"not kept", {200, "<eSearchResult><Count>3</Count></eSearchResult>"}, Outcome::kServerError},
      {"server error", {502, "<html>bad gateway</html>", "text/html"}, Outcome::kServerError},
      {"network", {0, "", "", Outcome::kNetwork}, Outcome::kNetwork},
  };
  const auto start = PubMed().Begin(Query(), "", At(2026, 1, 31));
  for (const Case& test : cases) {
    const Task& task = start->tasks[0];
    const Reading reading =
        PubMed().Read(start->sweep, task, MakeExchange(task.request, test.answer), Query());
    EXPECT_EQ(Name(reading.outcome), Name(test.outcome)) << test.name << ": " << reading.detail;
    EXPECT_TRUE(reading.next.empty() && reading.announced == 0) << test.name;
    EXPECT_EQ(reading.detail.find("192.0.2.7"), std::string::npos) << "the caller's address is not repeated";
  }
}

TEST(PubMed, CountsRecordsByName) {
  const auto batch = [](const std::string& content) {
    Entrez entrez;
    entrez.edat = {{"2026/01/02", 3}};
    return RunSweep(PubMed(), Query(), "", At(2026, 1, 31), [&](const Request& request) {
      return request.url.find("esearch") != std::string::npos
                 ? entrez.Search(request)
                 : FakeAnswer{200, "<PubmedArticleSet>" + content + "</PubmedArticleSet>", "text/xml"};
    });
  };
  const std::string article = "<PubmedArticle><PMID>1</PMID></PubmedArticle>";
  EXPECT_TRUE(batch(article + article + "<PubmedBookArticle/>").complete);
  EXPECT_FALSE(batch(article + article).complete);
  EXPECT_FALSE(batch(article + article + "<DeleteCitation><PMID>3</PMID></DeleteCitation>").complete);
  EXPECT_FALSE(batch(article + article + article + article).complete);
  EXPECT_FALSE(batch("").complete);
}

TEST(PubMed, NotesAPhraseThatIsNotKnown) {
  const Ran ran = RunSweep(PubMed(), Query(), "", At(2026, 1, 31), [](const Request&) {
    return FakeAnswer{
        200,
        "<eSearchResult><Count>0</Count><IdList/><ErrorList><PhraseNotFound>abcXYZ</PhraseNotFound></"
        "ErrorList>"
        "<WarningList><OutputMessage>No items found.</OutputMessage></WarningList></eSearchResult>"};
  });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.notes, std::vector<std::string>{"PhraseNotFound: abcXYZ"});
}

TEST(PubMed, PostsWhatIsTooLongToGet) {
  SourceSettings settings = Query();
  settings.values["query"] = {std::string(1200, 'x')};
  const auto start = PubMed().Begin(settings, "", At(2026, 1, 31));
  const Request& request = start->tasks[0].request;
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esearch.fcgi");
  EXPECT_EQ(request.content_type, "application/x-www-form-urlencoded");
  EXPECT_EQ(Parameter(request, "email"), "operator@example.org");
  EXPECT_EQ(Parameter(request, "usehistory"), "y");
}

TEST(PubMed, KeepsTheKeyOutOfTasks) {
  SourceSettings settings = Query();
  settings.api_key = "sesame&x";
  const auto start = PubMed().Begin(settings, "", At(2026, 1, 31));
  const Task& task = start->tasks[0];
  EXPECT_EQ((task.request.url + task.state + start->sweep.query).find("sesame"), std::string::npos);
  const Request sent = PubMed().ToSend(task, settings);
  EXPECT_EQ(sent.secret_query, "api_key=sesame%26x");
  EXPECT_EQ(sent.url, task.request.url);
  EXPECT_EQ(PubMed().PaceFor(settings).delay.count(), 111);
  EXPECT_EQ(PubMed().PaceFor(Query()).delay.count(), 370);
}

TEST(PubMed, RefusesSettingsItCannotUse) {
  EXPECT_FALSE(PubMed().Check(Settings({})).ok());
  EXPECT_FALSE(PubMed().Check(Settings({{"query", {"x"}}, {"since", {"yesterday"}}})).ok());
  EXPECT_FALSE(PubMed().Check(Settings({{"query", {"x"}}, {"overlap_days", {"-1"}}})).ok());
  EXPECT_TRUE(PubMed().Check(Query()).ok());
}

}  // namespace
}  // namespace trialmine
