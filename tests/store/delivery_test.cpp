// Deliveries: what was fetched and waits to be read.

#include "store/delivery.h"

#include "frontier_fixture.h"

namespace trialmine {
namespace {

TEST_F(FrontierTest, ADeliveryIsUnreadUntilARunHasReadIt) {
  Response response;
  response.body = Body::FromString("bytes");
  const std::string digest = response.body.sha256();
  EXPECT_FALSE(AddDelivery(store_, "ctgov", "x", digest, {}, "").ok()) << "its response must be there";
  ASSERT_TRUE(store_.AddResponse(response, {"a.warc.gz", 10, 20}).ok());
  ASSERT_TRUE(AddDelivery(store_, "ctgov", "ctgov:NCT1", digest, {{"license", "CC BY"}}, "2026").ok());
  const std::vector<UnreadDelivery> unread = *UnreadDeliveries(store_, 0, 10);
  ASSERT_EQ(unread.size(), 1u);
  EXPECT_EQ(unread[0].name, "ctgov:NCT1");
  EXPECT_EQ(unread[0].entry.file, "a.warc.gz");
  EXPECT_EQ(unread[0].entry.offset, 10u);
  EXPECT_TRUE(UnreadDeliveries(store_, unread[0].id, 10)->empty());
  const int64_t run = *store_.StartRun({"0.1", "r", "2026-01-01T00:00:00Z"});
  ASSERT_TRUE(MarkRead(store_, unread[0].id, run).ok());
  EXPECT_EQ(*CountUnread(store_), 0);
  ASSERT_TRUE(AddDelivery(store_, "ctgov", "ctgov:NCT1", digest, {{"license", "CC BY"}}, "2026").ok());
  EXPECT_EQ(*CountUnread(store_), 0) << "the same bytes with the same facts";
  ASSERT_TRUE(AddDelivery(store_, "ctgov", "ctgov:NCT1", digest, {{"retracted", "true"}}, "2026").ok());
  ASSERT_EQ(*CountUnread(store_), 1) << "what the source says of the record has changed";
  EXPECT_TRUE(UnreadDeliveries(store_, 0, 10)->at(0).retracted);
}

struct Delivered {
  const char* name;
  const char* bytes;
};

TEST_F(FrontierTest, OnlyWhatIsThereNowIsDeliveredAgain) {
  const auto deliver = [&](const Delivered& one) {
    Response response;
    response.body = Body::FromString(one.bytes);
    const std::string digest = response.body.sha256();
    if (!store_.FindResponse(digest)->has_value()) {
      ASSERT_TRUE(store_.AddResponse(response, {"a", 0, 1}).ok());
    }
    ASSERT_TRUE(AddDelivery(store_, "site", one.name, digest, {}, "2026").ok());
  };
  for (const Delivered& one : {Delivered{"https://a", "A"},
                               {"https://a", "B"},
                               {"https://a", "B"},
                               {"https://a", "A"},
                               {"https://a", "A"},
                               {"https://b", "A"},
                               {"NCT1", "A"},
                               {"https://b", "D"},
                               {"https://b", "A"}})
    deliver(one);
  const std::vector<UnreadDelivery> unread = *UnreadDeliveries(store_, 0, 100);
  ASSERT_EQ(unread.size(), 6u);
  const auto is = [&](size_t i, const char* name, bool returned, const char* also_at, const char* own_url) {
    EXPECT_EQ(unread[i].name, name) << i;
    EXPECT_EQ(unread[i].returned, returned) << i;
    EXPECT_EQ(unread[i].also_at, also_at) << i;
    EXPECT_EQ(unread[i].own_url, own_url) << i;
  };
  is(0, "https://a", false, "", "");
  is(1, "https://a", false, "", "");
  is(2, "https://a", true, "", "");
  is(3, "https://b", false, "https://b", "");
  is(4, "https://b", false, "", "");
  is(5, "https://b", true, "", "https://b");
}

}  // namespace
}  // namespace trialmine
