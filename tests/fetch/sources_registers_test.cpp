#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "source_run.h"
#include "sources/sources.h"

// ClinicalTrials.gov, CTIS, ISRCTN and the registers that are looked up record by record.

namespace trialmine {
namespace {

std::string Number(const std::string& prefix, int number) {
  const std::string digits = std::to_string(number);
  return prefix + std::string(8 - digits.size(), '0') + digits;
}

// A model of ClinicalTrials.gov: pages by token, a build of the data, a count on the first page only.
struct CtGov {
  int studies = 0;
  std::string stamp = "2026-09-04T09:00:06";
  std::string salt = "a";  // Of the tokens; another one and they are refused.
  int lost = 0;            // Studies that are counted and not given, for the first pass.
  std::vector<std::string> forms;

  FakeAnswer operator()(const Request& request) {
    if (request.url.ends_with("/version"))
      return {200, R"({"apiVersion":"2.0.5","dataTimestamp":")" + stamp + "\"}"};
    forms.push_back(request.url.substr(0, request.url.find("&pageToken")));
    const std::string token = Parameter(request, "pageToken");
    int from = 0;
    if (!token.empty()) {
      if (!token.starts_with(salt)) return {400, "Invalid page token", "text/plain"};
      from = std::stoi(token.substr(1));
    }
    const int size = std::stoi(Parameter(request, "pageSize")), to = std::min(studies, from + size);
    std::string json = "{";
    if (token.empty()) json += "\"totalCount\":" + std::to_string(studies) + ",";
    json += "\"studies\":[";
    for (int i = from; i < to - (to == studies ? lost : 0); ++i)
      json += (i > from ? "," : "") +
              std::string(R"({"protocolSection":{"identificationModule":{"nctId":")") + Number("NCT", i) +
              "\"}}}";
    json += "]";
    if (to < studies) json += ",\"nextPageToken\":\"" + salt + std::to_string(to) + "\"";
    if (to == studies) lost = 0;
    return {200, json + "}"};
  }
};

TEST(ClinicalTrialsGov, ReadsOneBuildOfTheRegisterFromEndToEnd) {
  CtGov register_;
  register_.studies = 450;
  const Ran ran = RunSweep(ClinicalTrialsGov(), Settings({{"cond", {"knee osteoarthritis"}}}), "",
                           At(2026, 9, 5), std::ref(register_));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered, 450);
  EXPECT_EQ(ran.asked.size(), 5u);  // Version, three pages, version.
  EXPECT_TRUE(ran.watermark.starts_with("2026-09-04T09:00:06 #")) << ran.watermark;
  for (const std::string& form : register_.forms)
    EXPECT_EQ(form, register_.forms[0]) << "parameters must not change";
  EXPECT_NE(register_.forms[0].find("query.cond=knee%20osteoarthritis"), std::string::npos);
}

TEST(ClinicalTrialsGov, AsksNothingMoreWhereTheDataAreThoseOfTheLastSweep) {
  CtGov register_;
  register_.studies = 3;
  const SourceSettings settings = Settings({{"cond", {"iron"}}});
  const Ran first = RunSweep(ClinicalTrialsGov(), settings, "", At(2026, 9, 5), std::ref(register_));
  const Ran second =
      RunSweep(ClinicalTrialsGov(), settings, first.watermark, At(2026, 9, 6), std::ref(register_));
  EXPECT_TRUE(second.complete);
  EXPECT_EQ(second.asked.size(), 1u);
  EXPECT_EQ(second.watermark, first.watermark);
  register_.stamp = "2026-09-08T09:00:00";
  const Ran third =
      RunSweep(ClinicalTrialsGov(), settings, second.watermark, At(2026, 9, 9), std::ref(register_));
  EXPECT_EQ(third.asked.size(), 3u);
  EXPECT_NE(third.asked[1].find("AREA%5BLastUpdatePostDate%5DRANGE%5B2026-09-03%2CMAX%5D"), std::string::npos)
      << third.asked[1];
}

TEST(ClinicalTrialsGov, BeginsAgainWhereTheDataChangeDuringTheSweep) {
  CtGov register_;
  register_.studies = 450;
  int asked = 0;
  const Ran ran =
      RunSweep(ClinicalTrialsGov(), Settings({}), "", At(2026, 9, 5), [&](const Request& request) {
        if (++asked == 3) register_.stamp = "2026-09-05T09:00:00";
        return register_(request);
      });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.restarts, 1);
  EXPECT_EQ(ran.delivered, 450);
  EXPECT_TRUE(ran.watermark.starts_with("2026-09-05")) << ran.watermark;
}

TEST(ClinicalTrialsGov, BeginsThePassAgainWhereATokenIsRefused) {
  CtGov register_;
  register_.studies = 450;
  int asked = 0;
  const Ran ran =
      RunSweep(ClinicalTrialsGov(), Settings({}), "", At(2026, 9, 5), [&](const Request& request) {
        if (++asked == 3) register_.salt = "b";
        return register_(request);
      });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.announced, 450);
  EXPECT_EQ(ran.delivered, 450);
}

TEST(ClinicalTrialsGov, DoesNotUseATokenOfAnotherRun) {
  CtGov register_;
  register_.studies = 650;
  int asked = 0;
  std::vector<std::string> tokens;
  const Ran ran = RunSweep(
      ClinicalTrialsGov(), Settings({}), "", At(2026, 9, 5),
      [&](const Request& request) {
        tokens.push_back(Parameter(request, "pageToken"));
        return register_(request);
      },
      [&](SourceSettings* settings) { settings->run = ++asked > 3 ? "run-2" : "run-1"; });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.announced, 650);
  EXPECT_EQ(ran.delivered, 650);
  // Version and two pages of the first run; then again from the first page.
  EXPECT_EQ(tokens, (std::vector<std::string>{"", "", "a200", "", "a200", "a400", "a600", ""}));
}

TEST(ClinicalTrialsGov, DoesNotTakeACountThatIsNotReachedForComplete) {
  CtGov register_;
  register_.studies = 250;
  register_.lost = 2;
  const Ran mended = RunSweep(ClinicalTrialsGov(), Settings({}), "", At(2026, 9, 5), std::ref(register_));
  EXPECT_TRUE(mended.complete);
  EXPECT_EQ(mended.delivered, 250);
  const Ran ran =
      RunSweep(ClinicalTrialsGov(), Settings({}), "old", At(2026, 9, 5), [&](const Request& request) {
        register_.lost = 2;
        return register_(request);
      });
  EXPECT_FALSE(ran.complete);
  EXPECT_EQ(ran.watermark, "old");
}

TEST(ClinicalTrialsGov, TellsWhatTheAnswersMean) {
  struct Case {
    const char* name;
    FakeAnswer answer;
    Outcome outcome;
  };
  const Case cases[] = {
      {"HTML with 200",
       {200, "<!DOCTYPE html><html><body>Please wait</body></html>", "text/html"},
       Outcome::kServerError},
      {"HTML with 200, found by the client",
       {200, "<!DOCTYPE html><html>", "text/html", Outcome::kWrongType},
       Outcome::kServerError},
      {"bad parameter",
       {400, "Invalid value in parameter `overallStatus`: `X`", "text/plain"},
       Outcome::kBadRequest},
      {"throttled with 403", {403, "Forbidden", "text/html"}, Outcome::kRateLimited},
      {"cut", {200, R"({"totalCount":5,"studies":[{"protocolSection")"}, Outcome::kTruncated},
      {"empty", {200, ""}, Outcome::kTruncated},
      {"no count", {200, R"({"studies":[]})"}, Outcome::kServerError},
      {"no studies", {200, R"({"version":"2"})"}, Outcome::kServerError},
      {"unavailable", {503, "", "text/plain"}, Outcome::kServerError},
      {"nothing", {200, R"({"totalCount":0,"studies":[]})"}, Outcome::kOk},
  };
  CtGov register_;
  const auto start = ClinicalTrialsGov().Begin(Settings({}), "", At(2026, 9, 5));
  const Task version = start->tasks[0];
  const Task page = ClinicalTrialsGov()
                        .Read(start->sweep, version,
                              MakeExchange(version.request, register_(version.request)), Settings({}))
                        .next.at(0);
  for (const Case& test : cases) {
    const Reading reading =
        ClinicalTrialsGov().Read(start->sweep, page, MakeExchange(page.request, test.answer), Settings({}));
    EXPECT_EQ(Name(reading.outcome), Name(test.outcome)) << test.name << ": " << reading.detail;
    EXPECT_TRUE(reading.deliveries.empty()) << test.name;
  }
}

TEST(ClinicalTrialsGov, RefusesIdsThatWouldSpoilTheWholeQuery) {
  EXPECT_FALSE(ClinicalTrialsGov().Check(Settings({{"ids", {"NCT1"}}})).ok());
  EXPECT_FALSE(ClinicalTrialsGov().Check(Settings({{"ids", {"NCT00000001", "ISRCTN12345678"}}})).ok());
  EXPECT_TRUE(ClinicalTrialsGov().Check(Settings({{"ids", {"NCT00000001"}}})).ok());
  EXPECT_FALSE(ClinicalTrialsGov().Check(Settings({{"page_size", {"1001"}}})).ok());
}

// A model of CTIS: sorted by decision date, 10,000 rows and not one more.
struct CtisModel {
  struct Trial {
    std::string number, decided, updated;  // ISO.
  };
  std::vector<Trial> trials;
  std::vector<std::string> feed;
  int retrieved = 0;

  static std::string European(const std::string& iso) {
    return iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
  }

  // Sorted anew only where trials were added: a test lists thousands of them, page by page.
  const std::vector<Trial>& Sorted(bool ascending) {
    std::vector<Trial>& list = by_decision[ascending];
    if (list.size() == trials.size()) return list;
    list = trials;
    std::sort(list.begin(), list.end(), [&](const Trial& a, const Trial& b) {
      return ascending ? std::tie(a.decided, a.number) < std::tie(b.decided, b.number)
                       : std::tie(b.decided, b.number) < std::tie(a.decided, a.number);
    });
    return list;
  }
  std::map<bool, std::vector<Trial>> by_decision;

  FakeAnswer Search(const Request& request) {
    const auto after = [&](const std::string& word) {
      return std::stoi(request.body.substr(request.body.find(word) + word.size()));
    };
    const int page = after("\"page\":"), size = after("\"size\":");
    const bool ascending = request.body.find("\"ASC\"") != std::string::npos;
    const std::vector<Trial>& sorted = Sorted(ascending);
    std::string rows;
    for (int i = (page - 1) * size; i < std::min({page * size, static_cast<int>(sorted.size()), 10000}); ++i)
      rows += (rows.empty() ? "" : ",") + std::string(R"({"ctNumber":")") + sorted[i].number +
              R"(","ctStatus":3,"decisionDateOverall":")" + European(sorted[i].decided) +
              R"(","lastUpdated":")" + European(sorted[i].updated) + R"(","product":"stray \udc9d"})";
    return {200, R"({"showWarning":false,"pagination":{"totalRecords":)" + std::to_string(trials.size()) +
                     R"(,"currentPage":)" + std::to_string(page) + R"(},"data":[)" + rows + "]}"};
  }

  FakeAnswer operator()(const Request& request) {
    if (request.url.ends_with("/search")) return Search(request);
    if (request.url.find("/rss/") != std::string::npos) {
      std::string items;
      for (const std::string& number : feed)
        items += "<item><title>Update</title><link>https://euclinicaltrials.eu/ctis-public/view/" + number +
                 "</link></item>";
      return {200, "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>CTIS</title>" + items +
                       "</channel></rss>"};
    }
    ++retrieved;
    return {200, R"({"ctNumber":")" + request.url.substr(request.url.rfind('/') + 1) + R"(","x":"\udc9d"})"};
  }
};

std::string CtNumber(int i) {
  const std::string digits = std::to_string(500000 + i);
  return "2024-" + digits + "-" + std::to_string(10 + i % 90) + "-00";
}

CtisModel ManyTrials(int count) {
  CtisModel model;
  for (int i = 0; i < count; ++i)
    model.trials.push_back({CtNumber(i), i % 2 ? "2024-10-25" : "2025-01-07", "2025-02-01"});
  return model;
}

TEST(Ctis, ListsFromBothEndsWhatOneEndDoesNotShow) {
  CtisModel model = ManyTrials(10250);
  const Ran ran = RunSweep(Ctis(), Settings({}), "", At(2026, 1, 31), std::ref(model));
  EXPECT_TRUE(ran.complete) << (ran.failures.empty() ? "" : ran.failures[0]);
  EXPECT_EQ(ran.announced, 10250);
  EXPECT_EQ(model.retrieved, 10250);
  EXPECT_EQ(ran.asked.size(), 10250u + 103);
}

TEST(Ctis, FailsLoudlyWhereNeitherEndReachesTheMiddle) {
  const Ran ran = RunSweep(Ctis(), Settings({}), "old", At(2026, 1, 31), [](const Request&) {
    std::string rows;
    for (int i = 0; i < 100; ++i)
      rows += (i ? "," : "") + std::string(R"({"ctNumber":")") + CtNumber(i) + "\"}";
    return FakeAnswer{200, R"({"pagination":{"totalRecords":20001},"data":[)" + rows + "]}"};
  });
  EXPECT_FALSE(ran.complete);
  ASSERT_EQ(ran.failures.size(), 1u);
  EXPECT_NE(ran.failures[0].find("too_big"), std::string::npos) << ran.failures[0];
}

TEST(Ctis, ListsAgainWhereTheNumberOfTrialsChanges) {
  CtisModel model = ManyTrials(350);
  int asked = 0;
  const Ran ran = RunSweep(Ctis(), Settings({}), "", At(2026, 1, 31), [&](const Request& request) {
    if (request.url.ends_with("/search") && ++asked == 3)
      model.trials.push_back({CtNumber(900), "2025-02-01", "2025-02-01"});
    return model(request);
  });
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered, 351);
  EXPECT_EQ(model.retrieved, 351) << "no trial is retrieved twice";
}

TEST(Ctis, FindsWhatChangedByTheFeedWithinAWeek) {
  CtisModel model = ManyTrials(300);
  const Ran first = RunSweep(Ctis(), Settings({}), "", At(2026, 1, 10), std::ref(model));
  model.retrieved = 0;
  model.trials.push_back({CtNumber(800), "2026-01-11", "2026-01-11"});
  model.feed = {CtNumber(3), CtNumber(800)};
  const Ran second = RunSweep(Ctis(), Settings({}), first.watermark, At(2026, 1, 12), std::ref(model));
  EXPECT_TRUE(second.complete);
  EXPECT_EQ(model.retrieved, 2);
  EXPECT_EQ(second.asked.size(), 4u);  // Feed, one page of the list, two trials.
}

TEST(Ctis, ComparesTheWholeListWhereTheFeedDoesNotReachBack) {
  CtisModel model = ManyTrials(300);
  const Ran first = RunSweep(Ctis(), Settings({}), "", At(2026, 1, 10), std::ref(model));
  model.retrieved = 0;
  model.trials[7].updated = "2026-01-15";
  model.by_decision.clear();
  const Ran second = RunSweep(Ctis(), Settings({}), first.watermark, At(2026, 2, 20), std::ref(model));
  EXPECT_TRUE(second.complete);
  EXPECT_EQ(model.retrieved, 1);
  EXPECT_EQ(second.asked.size(), 4u);
}

TEST(Ctis, TakesA403ForThrottling) {
  const auto start = Ctis().Begin(Settings({}), "", At(2026, 1, 31));
  const Task& task = start->tasks[0];
  EXPECT_EQ(Name(Ctis()
                     .Read(start->sweep, task, MakeExchange(task.request, {403, "Forbidden"}), Settings({}))
                     .outcome),
            "rate_limited");
  EXPECT_TRUE(Ctis().info().pace.http1_only);
}

// A model of ISRCTN: trials by the time of their last edit, no pages, at most so many at once.
struct IsrctnModel {
  std::vector<std::string> edited;  // `2026-01-05T10:00:00`.
  int trials_asked = 0;

  FakeAnswer operator()(const Request& request) {
    const std::string q = Parameter(request, "q");
    const std::string from = q.substr(q.find(" GE ") + 4, 19), to = q.substr(q.find(" LT ") + 4, 19);
    const bool timed = from[10] == 'T' && to[10] == 'T';
    int total = 0;
    std::string content;
    const int limit = std::stoi(Parameter(request, "limit"));
    for (size_t i = 0; i < edited.size(); ++i) {
      if (timed && (edited[i] < from || edited[i] >= to)) continue;
      if (total++ < limit)
        content +=
            "<fullTrial><trial><isrctn>" + std::to_string(10000000 + i) + "</isrctn></trial></fullTrial>";
    }
    trials_asked += limit > 0 ? 1 : 0;
    return {200,
            "<?xml version=\"1.0\"?><allTrials totalCount=\"" + std::to_string(total) +
                "\" xmlns=\"http://www.67bricks.com/isrctn\">" + content + "</allTrials>",
            "application/xml"};
  }
};

TEST(Isrctn, HalvesWindowsUntilTheyFit) {
  IsrctnModel model;
  for (int i = 0; i < 2500; ++i)
    model.edited.push_back("2026-01-" + std::string(i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1) +
                           "T10:00:00");
  const Ran ran =
      RunSweep(Isrctn(), Settings({{"since", {"2026-01-01"}}}), "", At(2026, 2, 1), std::ref(model));
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered, 2500);
  const Ran next = RunSweep(Isrctn(), Settings({{"since", {"2026-01-01"}}}), ran.watermark, At(2026, 2, 2),
                            std::ref(model));
  EXPECT_TRUE(next.complete);
  EXPECT_EQ(next.asked.size(), 1u) << "nothing new: one count";
  EXPECT_NE(
      next.asked[0].find(
          "lastEdited%20GE%202026-02-01T11%3A00%3A00%20AND%20lastEdited%20LT%202026-02-02T12%3A00%3A00"),
      std::string::npos)
      << next.asked[0];
}

TEST(Isrctn, FailsLoudlyWhereOneSecondHasTooManyTrials) {
  IsrctnModel model;
  model.edited.assign(1001, "2026-01-05T10:00:00");
  const Ran ran =
      RunSweep(Isrctn(), Settings({{"since", {"2026-01-01"}}}), "", At(2026, 2, 1), std::ref(model));
  EXPECT_FALSE(ran.complete);
  EXPECT_EQ(ran.failures.size(), 1u);
}

TEST(Isrctn, DoesNotTakeFewerTrialsThanAnnounced) {
  IsrctnModel model;
  model.edited.assign(3, "2026-01-05T10:00:00");
  const Ran ran = RunSweep(Isrctn(), Settings({}), "", At(2026, 2, 1), [&](const Request& request) {
    FakeAnswer answer = model(request);
    if (const size_t at = answer.body.find("<fullTrial>"); at != std::string::npos)
      answer.body.erase(at, answer.body.find("</fullTrial>") + 12 - at);
    return answer;
  });
  EXPECT_FALSE(ran.complete);
}

TEST(LookUps, TellAnUnknownIdByTheRegistersOwnSign) {
  struct Case {
    const char* source;
    const char* id;
    const char* url;
    FakeAnswer answer;
    Outcome outcome;
  };
  const std::string search_page = "<html><title>Search for trials</title></html>";
  const Case cases[] = {
      {"drks",
       "DRKS00012345",
       "https://drks.de/search/en/trial/DRKS00012345/details",
       {200, "<html>DRKS00012345</html>", "text/html"},
       Outcome::kOk},
      {"drks",
       "DRKS00012345",
       "https://drks.de/search/en/trial/DRKS00012345/details",
       {200, search_page, "text/html"},
       Outcome::kNotFound},
      {"jrct",
       "jRCTs031200042",
       "https://jrct.mhlw.go.jp/en-latest-detail/jRCTs031200042",
       {500, "error", "text/html"},
       Outcome::kNotFound},
      {"jrct",
       "jRCT2031200042",
       "https://jrct.mhlw.go.jp/en-latest-detail/jRCT2031200042",
       {403, "Request blocked", "text/html"},
       Outcome::kBlocked},
      {"drks",
       "DRKS00012345",
       "https://drks.de/search/en/trial/DRKS00012345/details",
       {200, "", "text/html"},
       Outcome::kTruncated},
      {"irct", "20201", "https://en.irct.ir/trial/20201/xml", {404, "", "text/html"}, Outcome::kNotFound},
      {"irct",
       "20201",
       "https://en.irct.ir/trial/20201/xml",
       {200, "<html>Please come back later.</html>", "text/html"},
       Outcome::kServerError},
      {"irct",
       "20201",
       "https://en.irct.ir/trial/20201/xml",
       {200, "<?xml version=\"1.0\"?><trials><url>trial/20201</url>", "text/xml"},
       Outcome::kTruncated},
  };
  for (const Case& test : cases) {
    const Source* source = FindSource(test.source);
    const auto start = source->Begin(Settings({{"ids", {test.id}}}), "", At(2026, 1, 1));
    ASSERT_TRUE(start.ok()) << test.source;
    const Task& task = start->tasks.at(0);
    EXPECT_EQ(task.request.url, test.url);
    EXPECT_TRUE(task.recurring);
    const Reading reading =
        source->Read(start->sweep, task, MakeExchange(task.request, test.answer), Settings({}));
    EXPECT_EQ(Name(reading.outcome), Name(test.outcome)) << test.source << ": " << reading.detail;
    EXPECT_EQ(reading.deliveries.size(), test.outcome == Outcome::kOk ? 1u : 0u);
  }
  EXPECT_FALSE(FindSource("drks")->Check(Settings({})).ok());
  EXPECT_FALSE(FindSource("drks")->Check(Settings({{"ids", {"NCT00000001"}}})).ok());
  EXPECT_FALSE(FindSource("irct")->Check(Settings({{"ids", {"../../etc"}}})).ok());
  EXPECT_GE(FindSource("jrct")->info().pace.delay.count(), 20000);
}

TEST(Sources, AreKnownByName) {
  for (const char* name :
       {"pubmed", "pubmed_files", "pmc", "europepmc", "ctgov", "ctis", "isrctn", "drks", "web"}) {
    ASSERT_NE(FindSource(name), nullptr) << name;
    EXPECT_TRUE(FindSource(name)->info().enabled) << name;
  }
  EXPECT_EQ(FindSource("nowhere"), nullptr);
  std::set<std::string> names;
  for (const Source* source : Sources())
    EXPECT_TRUE(names.insert(source->info().name).second) << source->info().name;
}

TEST(Sources, ThatMustNotBeCrawledSayWhyAndAskNothing) {
  for (const char* name : {"ictrp", "chictr", "itmctr", "medicalresearch", "nmrr", "ctri", "anzctr", "pactr",
                           "chinadrugtrials", "euctr"}) {
    const Source* source = FindSource(name);
    ASSERT_NE(source, nullptr) << name;
    EXPECT_FALSE(source->info().enabled) << name;
    EXPECT_GT(source->info().why_off.size(), 40u) << name;
    const auto start = source->Begin(Settings({}), "", At(2026, 1, 1));
    ASSERT_FALSE(start.ok()) << name;
    EXPECT_EQ(start.error().code, "bad_input");
  }
}

}  // namespace
}  // namespace trialmine
