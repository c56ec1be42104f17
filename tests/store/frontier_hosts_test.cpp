// What the frontier keeps of hosts.

#include "frontier_fixture.h"

namespace trialmine {
namespace {

TEST_F(FrontierTest, TurnsOfAHostAreADelayApartWhoeverTakesThem) {
  Store other = *Store::Open(folder_ / "s.db");
  StoreFrontier second(other);
  EXPECT_EQ(*frontier_.ReserveTurn("h", milliseconds(300), kNow), kNow);
  EXPECT_EQ(*second.ReserveTurn("h", milliseconds(300), kNow), kNow + milliseconds(300));
  EXPECT_EQ(*frontier_.ReserveTurn("h", milliseconds(300), kNow + milliseconds(10)),
            kNow + milliseconds(600));
  EXPECT_EQ(*second.ReserveTurn("h", milliseconds(300), kNow + seconds(9)), kNow + seconds(9));
  EXPECT_EQ(*second.ReserveTurn("other", milliseconds(300), kNow), kNow);
}

TEST_F(FrontierTest, AHostsStateIsKeptAndItsNextTurnNeverMovesBack) {
  HostState state = *frontier_.Host("h");
  EXPECT_EQ(state.host, "h");
  state.next_allowed = kNow + seconds(60);
  state.delay = milliseconds(1500);
  state.failures = 3;
  state.open_until = kNow + seconds(5);
  state.stopped = "a challenge page";
  ASSERT_TRUE(frontier_.SetHost(state).ok());
  state.next_allowed = kNow;
  ASSERT_TRUE(frontier_.SetHost(state).ok());
  const HostState kept = *frontier_.Host("h");
  EXPECT_EQ(kept.next_allowed, kNow + seconds(60));
  EXPECT_EQ(kept.delay, milliseconds(1500));
  EXPECT_EQ(kept.failures, 3);
  EXPECT_EQ(kept.open_until, kNow + seconds(5));
  EXPECT_EQ(kept.stopped, "a challenge page");
  EXPECT_EQ(frontier_.StoppedHosts()->size(), 1u);
  EXPECT_EQ(*frontier_.ReserveTurn("h", milliseconds(0), kNow), kNow + seconds(60));
}

TEST_F(FrontierTest, ARobotsFileIsKeptByteForByte) {
  EXPECT_FALSE(frontier_.Robots("https://example.org:443")->has_value());
  RobotsCopy copy;
  copy.access = "by_rules";
  copy.text = std::string("User-agent: *\0\xff\n", 16);
  copy.fetched_at = kNow;
  copy.use_until = kNow + seconds(86400);
  ASSERT_TRUE(frontier_.SetRobots("https://example.org:443", copy).ok());
  const RobotsCopy kept = **frontier_.Robots("https://example.org:443");
  EXPECT_EQ(kept.access, "by_rules");
  EXPECT_EQ(kept.text, copy.text);
  EXPECT_EQ(kept.fetched_at, kNow);
  EXPECT_EQ(kept.use_until, copy.use_until);
}

}  // namespace
}  // namespace trialmine
