#include <set>

#include "api_fixture.h"

// What comes next, and what a filter leaves.

namespace trialmine::review_test {
namespace {

using Queue = ApiTest;

TEST_F(Queue, TheQueuePutsFirstWhatMatters) {
  const Json queue(ann_->Get("/api/queue?state=open"));
  EXPECT_EQ(queue.Number("/total"), 7);
  EXPECT_EQ(queue.Text("/items/0/field"), "result");
  EXPECT_EQ(queue.Text("/items/1/field"), "result");
  EXPECT_EQ(queue.Text("/items/2/field"), "sample_size");
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "skip"));
  EXPECT_EQ(Json(ann_->Get("/api/queue?state=open")).Text("/items/6/id"), "ae-pmid:1")
      << "skipped ones come back last";
}

TEST_F(Queue, PagesOfTheQueueTogetherAreTheQueue) {
  for (const std::string filter : {"", "&state=open", "&sort=text", "&field=result,arm", "&q=trial"}) {
    std::set<std::string> seen;
    size_t lines = 0;
    std::string next;
    int64_t total = 0;
    do {
      const Json page(ann_->Get("/api/queue?limit=2" + filter + (next.empty() ? "" : "&after=" + next)));
      for (size_t i = 0; i < page.Size("/items"); ++i, ++lines)
        seen.insert(page.Text("/items/" + std::to_string(i) + "/id"));
      next = page.Raw("/next") == "null" ? "" : page.Text("/next");
      for (size_t at = 0; (at = next.find(' ', at)) != std::string::npos;) next.replace(at, 1, "%20");
      for (size_t at = 0; (at = next.find('/', at)) != std::string::npos;) next.replace(at, 1, "%2F");
      total = page.Number("/total");
    } while (!next.empty() && lines < 50);
    EXPECT_EQ(static_cast<int64_t>(lines), total) << filter;
    EXPECT_EQ(seen.size(), lines) << filter;
  }
}

struct FilterCase {
  const char* query;
  int64_t total;
};

TEST_F(Queue, FiltersAndCountsAgree) {
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "dose-pmid:1", "accept"));
  constexpr FilterCase kCases[] = {
      {"", 7},
      {"field=result", 2},
      {"field=result,dose", 3},
      {"state=accepted", 1},
      {"state=pending", 6},
      {"state=pending,accepted", 7},
      {"state=stale", 0},
      {"document=pmid:1", 6},
      {"document=pmid:1&state=open", 5},
      {"trial=NCT01234567", 7},
      {"lang=en", 7},
      {"lang=zh-Hans", 0},
      {"rule=test.rule", 7},
      {"rule=none", 0},
      {"min_confidence=0.4&max_confidence=0.6", 7},
      {"min_confidence=0.6", 0},
      {"q=patients", 2},
      {"q=%E5%AE%89%E6%85%B0%E5%89%82", 1},
      {"q=placebo", 1},
      {"q=100%25", 0},
      {"q=doi:10", 1},
  };
  for (const FilterCase& c : kCases) {
    const Json page(ann_->Get(std::string("/api/queue?") + c.query));
    EXPECT_EQ(page.Number("/total"), c.total) << c.query;
    EXPECT_EQ(static_cast<int64_t>(page.Size("/items")), c.total) << c.query;
  }
  for (const char* query :
       {"state=nice", "after=x", "after=1.2", "limit=0", "limit=1000", "min_confidence=much"})
    EXPECT_EQ(ann_->Get(std::string("/api/queue?") + query).status, 400) << query;
}

}  // namespace
}  // namespace trialmine::review_test
