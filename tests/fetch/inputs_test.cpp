#include "fetch/inputs.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "support.h"
#include "temp_dir.h"

namespace trialmine {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

TEST(Inputs, GivesPlainAndPackedFilesUnderTheirPaths) {
  TempDir dir;
  const std::string plain = dir.Write("a.xml", "<a/>");
  const std::string packed = dir.Write("b.xml.gz", Gzip("<b/>"));
  const std::string misnamed = dir.Write("c.xml", Gzip("<c/>"));
  const std::string twice = dir.Write("d.gz", Gzip(Gzip("<d/>")));
  const std::string members = dir.Write("e.gz", Gzip("<e") + Gzip("/>"));
  EXPECT_EQ(List({plain, packed, misnamed, twice, members}),
            (Lines{plain + ": <a/>", packed + ": <b/>", misnamed + ": <c/>", twice + ": <d/>",
                   members + ": <e/>"}));
}

TEST(Inputs, DescribesTheUnpackedBytes) {
  TempDir dir;
  Inputs inputs({dir.Write("abc.gz", Gzip("abc"))});
  const std::optional<Input> input = inputs.Next();
  ASSERT_TRUE(input && input->response);
  EXPECT_EQ(input->response->body.size(), 3u);
  EXPECT_EQ(input->response->body.sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(input->response->status, 0);
  EXPECT_EQ(input->response->url, "");
  EXPECT_FALSE(inputs.Next());
}

TEST(Inputs, NamesWhatCannotBeRead) {
  TempDir dir;
  mkfifo((dir / "fifo").c_str(), 0600);
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  const std::string socket_path = dir / "s";
  socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  fs::create_directories(dir / "hollow/deep");
  fs::create_symlink("nowhere", dir / "dangling");
  fs::create_symlink("itself", dir / "itself");
  const std::string whole = Gzip(Noise(1000));
  const struct {
    std::string path;
    std::string code;
  } cases[] = {
      {dir / "missing.xml", "not_found"},
      {dir.Write("plain", "x") + "/below", "not_found"},
      {dir.Write("empty", ""), "empty"},
      {dir.Write("empty.gz", Gzip("")), "empty"},
      {dir / "hollow", "empty"},
      {dir / "fifo", "unreadable"},
      {dir / "s", "unreadable"},
      {"/dev/null", "unreadable"},
      {dir / "dangling", "not_found"},
      {dir / "itself", "loop"},
      {dir.Write("cut.gz", whole.substr(0, 4)), "truncated"},
      {dir.Write("bad.gz", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\xff\xff", 12)),
       "ill_formed"},
      {"", "not_found"},
  };
  for (const auto& test : cases) EXPECT_EQ(List({test.path}), Lines{test.path + "! " + test.code});
  close(socket_fd);
}

TEST(Inputs, UnreadableFilesDoNotEndTheRun) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  TempDir dir;
  dir.Write("a", "1");
  fs::permissions(dir.Write("b", "2"), fs::perms::none);
  dir.Write("c", "3");
  EXPECT_EQ(List({dir.path()}, dir.path()), (Lines{"a: 1", "b! unreadable", "c: 3"}));
}

TEST(Inputs, WalksFoldersInByteOrderOfNames) {
  TempDir dir;
  for (const char* name : {"b/2", "b/1", "a.b", "a/x", "a/x.y/z", "B", "\xe4\xb8\xad"}) dir.Write(name, "-");
  fs::create_directories(dir / "hollow");
  EXPECT_EQ(List({dir.path()}, dir.path()),
            (Lines{"B: -", "a/x: -", "a/x.y/z: -", "a.b: -", "b/1: -", "b/2: -", "\xe4\xb8\xad: -"}));
  EXPECT_EQ(List({dir.path() + "/b/"}, dir.path()), (Lines{"b/1: -", "b/2: -"}));
}

TEST(Inputs, FollowsLinksToFoldersOnceAndReportsLoops) {
  TempDir dir;
  dir.Write("a/doc", "1");
  fs::create_directory_symlink("..", dir / "a/up");
  fs::create_directory_symlink("a", dir / "link");
  fs::create_directory_symlink("a", dir / "more");
  fs::create_symlink("a/doc", dir / "file");
  EXPECT_EQ(List({dir.path()}, dir.path()), (Lines{"a/doc: 1", "a/up! loop", "file: 1"}));
  TempDir outside;
  outside.Write("x", "2");
  fs::create_directory_symlink(outside.path(), dir / "out");
  EXPECT_EQ(List({dir.path()}, dir.path()), (Lines{"a/doc: 1", "a/up! loop", "file: 1", "out/x: 2"}));
}

TEST(Inputs, WalksFoldersOfManyLinksInReasonableTime) {
  TempDir dir;  // Followed blindly, 40 levels of two links each are 2^40 paths.
  for (int level = 0; level < 40; ++level) {
    const std::string folder = dir / ("d" + std::to_string(level));
    fs::create_directory(folder);
    if (level == 0) continue;
    const std::string below = "../d" + std::to_string(level - 1);
    fs::create_directory_symlink(below, folder + "/l");
    fs::create_directory_symlink(below, folder + "/r");
  }
  dir.Write("d0/doc", "1");
  EXPECT_EQ(List({dir / "d39"}, dir.path()).size(), 1u);
}

TEST(Inputs, GivesWhatStoodBeforeABreakAndThenTheError) {
  TempDir dir;
  const std::string text = Noise(300000);
  const std::string packed = Gzip(text);
  Inputs inputs({dir.Write("cut.gz", packed.substr(0, packed.size() / 2))});
  const std::optional<Input> input = inputs.Next();
  ASSERT_TRUE(input && input->response);
  const Body& body = input->response->body;
  ASSERT_TRUE(body.failure());
  EXPECT_EQ(body.failure()->code, "truncated");
  EXPECT_GT(body.size(), 100000u);
  const std::string prefix = text.substr(0, body.size());
  EXPECT_EQ(Text(body), prefix + "[truncated]");
  EXPECT_EQ(*body.ReadPrefix(1 << 20), prefix);
  EXPECT_EQ(body.ReadAll(1 << 20).error().code, "truncated");
  EXPECT_EQ(Body::FromString(prefix).sha256(), body.sha256());
}

TEST(Inputs, ReportsDamageAfterTheLastMember) {
  TempDir dir;
  std::string wrong_sum = Gzip("abc");
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  EXPECT_EQ(List({dir.Write("sum.gz", wrong_sum)}, dir.path()), Lines{"sum.gz: abc[ill_formed]"});
  EXPECT_EQ(List({dir.Write("junk.gz", Gzip("abc") + "junk")}, dir.path()),
            Lines{"junk.gz: abc[ill_formed]"});
  EXPECT_EQ(List({dir.Write("zero.gz", Gzip("abc") + std::string(100, '\0'))}, dir.path()),
            Lines{"zero.gz: abc"});
}

TEST(Inputs, RefusesBombs) {
  TempDir dir;
  const std::string bomb = Gzip(std::string(100 << 20, '\0'));
  InputLimits limits;
  limits.max_ratio = 50;
  EXPECT_EQ(List({dir.Write("b.gz", bomb)}, dir.path(), limits), Lines{"b.gz! bomb"});
  limits = {.max_unpacked = 1000};
  EXPECT_EQ(List({dir.Write("big.gz", Gzip(Noise(1001)))}, dir.path(), limits), Lines{"big.gz! too_big"});
  EXPECT_EQ(List({dir.Write("plain", std::string(1001, 'x'))}, dir.path(), limits).size(), 1u);
  std::string nested = "x";
  for (int i = 0; i < 4; ++i) nested = Gzip(nested);
  EXPECT_EQ(List({dir.Write("n.gz", nested)}, dir.path()), Lines{"n.gz! too_deep"});
}

TEST(Inputs, ReadsStandardInput) {
  TempDir dir;
  const std::string path = dir.Write("in", Gzip("from a pipe"));
  const int saved = dup(STDIN_FILENO);
  ASSERT_NE(freopen(path.c_str(), "r", stdin), nullptr);
  EXPECT_EQ(List({"-", "-"}), (Lines{"-: from a pipe", "-! empty"}));
  dup2(saved, STDIN_FILENO);
  close(saved);
}

TEST(Inputs, KeepsLargeFilesOutOfMemoryAndNoticesChange) {
  TempDir dir;
  const std::string text = Noise(3 << 20);
  const std::string path = dir.Write("large", text);
  Inputs inputs({path});
  const std::optional<Input> input = inputs.Next();
  ASSERT_TRUE(input && input->response);
  EXPECT_EQ(Text(input->response->body), text);
  dir.Write("large", "changed");
  EXPECT_EQ(Text(input->response->body), "[unreadable]");
}

std::string UnpackedText(const std::string& bytes, InputLimits limits = {}) {
  Response response;
  response.body = Body::FromString(bytes);
  const Result<Response> unpacked = Unpacked(std::move(response), limits);
  return unpacked ? Text(unpacked->body) : unpacked.error().code;
}

TEST(Unpacked, GivesWhatAPackedBodyHolds) {
  EXPECT_EQ(UnpackedText("plain"), "plain");
  EXPECT_EQ(UnpackedText(Gzip("words")), "words");
  EXPECT_EQ(UnpackedText(Gzip(Gzip("words"))), "words");
  EXPECT_EQ(UnpackedText(Gzip(Gzip(Gzip(Gzip("words"))))), "too_deep");
  const std::string torn = Gzip(Noise(5000));
  EXPECT_TRUE(UnpackedText(torn.substr(0, torn.size() / 2)).ends_with("[truncated]"));
  InputLimits small;
  small.max_unpacked = 3;
  EXPECT_EQ(UnpackedText(Gzip("words"), small), "too_big");
}

}  // namespace
}  // namespace trialmine
