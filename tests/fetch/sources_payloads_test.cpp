#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "source_run.h"
#include "sources/eutils.h"
#include "sources/json.h"
#include "sources/sources.h"
#include "sources/xml.h"

// Real answers, where a folder of them is at hand (TRIALMINE_PAYLOADS): none may be taken for something it is
// not.

namespace trialmine {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

class Payloads : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALMINE_PAYLOADS");
    if (folder == nullptr) GTEST_SKIP() << "TRIALMINE_PAYLOADS is not set";
    folder_ = folder;
  }
  fs::path folder_;
};

Reading AsSearch(const std::string& body) {
  const SourceSettings settings = Settings({{"query", {"x"}}});
  const auto start = PubMed().Begin(settings, "", At(2026, 1, 31));
  return PubMed().Read(start->sweep, start->tasks[0],
                       MakeExchange(start->tasks[0].request, {200, body, "text/xml"}), settings);
}

TEST_F(Payloads, AnswersOfEntrezAreSearchesOrErrorsAndNothingElse) {
  int searches = 0, others = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "eutils" / "biopython")) {
    const std::string body = ReadFile(entry.path());
    const bool is_search =
        body.find("<eSearchResult") != std::string::npos && body.find("<Count>") != std::string::npos;
    const Reading reading = AsSearch(body);
    if (!is_search) {
      EXPECT_NE(Name(reading.outcome), "ok") << entry.path();
      ++others;
      continue;
    }
    ++searches;
    // These searches were not asked to be kept: either they found nothing, or there is nothing to go on with.
    const bool is_kept = body.find("<WebEnv>") != std::string::npos;
    const bool found_nothing = body.find("<Count>0</Count>") != std::string::npos;
    const bool is_error = body.find("<ERROR>") != std::string::npos;
    EXPECT_EQ(reading.outcome == Outcome::kOk, !is_error && (is_kept || found_nothing))
        << entry.path() << reading.detail;
  }
  EXPECT_GT(searches, 3);
  EXPECT_GT(others, 10);
}

TEST_F(Payloads, RecordsOfPubMedAreCountedByName) {
  constexpr std::string_view kRecords[] = {"PubmedArticle", "PubmedBookArticle"};
  int sets = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "eutils")) {
    const std::string body = ReadFile(entry.path());
    if (entry.path().extension() != ".xml" || body.find("<PubmedArticleSet") == std::string::npos) continue;
    int64_t records = 0;
    const Status read = ReadXml(Body::FromString(body), [&](const XmlTag& tag) {
      records += tag.depth == 1 &&
                         std::find(std::begin(kRecords), std::end(kRecords), tag.name) != std::end(kRecords)
                     ? 1
                     : 0;
    });
    EXPECT_TRUE(read.ok()) << entry.path();
    EXPECT_GE(records, 1) << entry.path();
    ++sets;
  }
  EXPECT_GT(sets, 30);
}

TEST_F(Payloads, DocumentedAnswersOfEntrezAreErrors) {
  const auto documented = Json::Parse(ReadFile(folder_ / "_documented_responses.json"));
  ASSERT_TRUE(documented);
  int errors = 0;
  (*documented)["eutils"].Each([&](const Json& answer) {
    const std::string body = answer["body"].text(), name = answer["case"].text();
    if (answer["status"].number() != 200 || name == "esearch clamp" ||
        name.find("db=pmc") != std::string::npos)
      return;
    const Reading reading = AsSearch(body);
    EXPECT_NE(Name(reading.outcome), "ok") << name;
    EXPECT_EQ(Name(reading.outcome) == "rate_limited", name.find("rate limit") != std::string::npos) << name;
    ++errors;
  });
  EXPECT_GE(errors, 4);
}

TEST_F(Payloads, StudiesOfClinicalTrialsGovMakeAPage) {
  std::string studies;
  int count = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "ctgov_v2" / "aact")) {
    studies += (count++ ? "," : "") + ReadFile(entry.path());
  }
  const std::string page = "{\"totalCount\":" + std::to_string(count) + ",\"studies\":[" + studies + "]}";
  const Ran ran =
      RunSweep(ClinicalTrialsGov(), Settings({}), "", At(2026, 9, 5), [&](const Request& request) {
        return FakeAnswer{200, request.url.ends_with("/version")
                                   ? R"({"apiVersion":"2.0.5","dataTimestamp":"2026-09-04T09:00:06"})"
                                   : page};
      });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered, count);
  EXPECT_GT(count, 10);
}

TEST_F(Payloads, AnswersOfCtisAreRead) {
  const std::string search = ReadFile(folder_ / "ctis" / "techbio" / "search_2024-518143-38-00.json");
  const std::string trial =
      ReadFile(folder_ / "ctis" / "techbio" / "retrieve_2024-518143-38-00.trimmed.json");
  const Ran ran = RunSweep(Ctis(), Settings({}), "", At(2026, 1, 31), [&](const Request& request) {
    return FakeAnswer{200, request.url.ends_with("/search") ? search : trial};
  });
  EXPECT_TRUE(ran.complete) << (ran.failures.empty() ? "" : ran.failures[0]);
  EXPECT_EQ(ran.delivered, 1);
}

TEST_F(Payloads, ArticlesOfPmcAreCounted) {
  const std::string set = ReadFile(folder_ / "pmc" / "pubget_articleset_efetch.xml");
  int64_t articles = 0;
  EXPECT_TRUE(ReadXml(Body::FromString(set), [&](const XmlTag& tag) {
                articles += tag.depth == 1 && tag.name == "article" ? 1 : 0;
              }).ok());
  EXPECT_GT(articles, 1);
}

}  // namespace
}  // namespace trialmine
