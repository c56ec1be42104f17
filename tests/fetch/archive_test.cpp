#include "fetch/archive.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "source.h"
#include "support.h"
#include "temp_dir.h"

namespace trialmine {
namespace {

namespace fs = std::filesystem;

Response MakeResponse(std::string body, std::string url = {}, int status = 0) {
  Response response;
  response.file = "/in/a b%.xml";
  response.url = std::move(url);
  response.status = status;
  response.body = Body::FromString(std::move(body));
  return response;
}

/// A body whose original broke off after these bytes.
Body Tear(const std::string& bytes) {
  return Body(StoreInMemory(bytes), bytes.size(), Body::FromString(bytes).sha256(),
              Error{"truncated", "it breaks off"});
}

std::string Describe(const Response& response) {
  return response.file + "|" + response.url + "|" + std::to_string(response.status) + "|" +
         response.media_type + "|" + response.charset + "|" + response.retrieved_at + "|" +
         Text(response.body);
}

/// What is read back from an archive: each entry's text, or the code of its error in brackets.
std::string TextAt(const std::string& folder, const ArchiveEntry& entry) {
  const Result<Response> response = Archive::Get(folder, entry);
  return response ? Text(response->body) : "[" + response.error().code + "]";
}

TEST(Archive, GivesBackWhatWasAppended) {
  TempDir dir;
  Response page = MakeResponse("<p>\xd6\xd0", "https://example.org/a?b=c%20d", 200);
  page.media_type = "text/html";
  page.charset = "gb2312";
  page.retrieved_at = "2026-02-03T04:05:06Z";
  Response standard_input = MakeResponse("x");
  standard_input.file = "-";
  Response torn = MakeResponse("");
  torn.body = Tear("<a><b");
  const struct {
    Response response;
    std::string expected;
  } cases[] = {
      {MakeResponse("<a/>\r\n\r\n"), "/in/a b%.xml||0||||<a/>\r\n\r\n"},
      {MakeResponse(std::string("\0\xff", 2)), std::string("/in/a b%.xml||0||||\0\xff", 21)},
      {page, (dir / "trialmine-000001.warc.gz!") + page.url + "|" + page.url + "|200|text/html|gb2312|" +
                 page.retrieved_at + "|<p>\xd6\xd0"},
      {standard_input, "-||0||||x"},
      {torn, "/in/a b%.xml||0||||<a><b[truncated]"},
      {MakeResponse(Noise(3 << 20)), "/in/a b%.xml||0||||" + Noise(3 << 20)},
  };
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  ASSERT_TRUE(archive);
  for (const auto& test : cases) {
    const Result<ArchiveEntry> entry = archive->Append(test.response);
    ASSERT_TRUE(entry);
    const Result<Response> back = Archive::Get(dir.path(), *entry);
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_TRUE(Describe(*back) == test.expected) << Describe(*back).substr(0, 300);
  }
}

TEST(Archive, KeepsAnAnswerWithoutContent) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  const Result<ArchiveEntry> entry = archive->Append(MakeResponse("", "https://example.org/gone", 404));
  const Result<Response> back = Archive::Get(dir.path(), *entry);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->status, 404);
  EXPECT_EQ(back->body.size(), 0u);
}

TEST(Archive, IsReadByInputs) {
  TempDir dir;
  {
    Result<Archive> archive = Archive::OpenForAppend(dir.path());
    ASSERT_TRUE(archive->Append(MakeResponse("<a/>")));
    ASSERT_TRUE(archive->Append(MakeResponse("<b/>", "https://example.org/b", 200)));
    ASSERT_TRUE(archive->Append(MakeResponse("no", "https://example.org/c", 404)));
  }
  const std::string file = dir / "trialmine-000001.warc.gz";
  EXPECT_EQ(List({file}), (std::vector<std::string>{file + "!file:///in/a%20b%25.xml: <a/>",
                                                    file + "!https://example.org/b: <b/>"}));
}

TEST(Archive, HostileFieldsCannotForgeHeaders) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  Response response = MakeResponse("body", "http://h/\r\nContent-Length: 1\r\n\r\nx", 200);
  response.media_type = "text/html\r\nX: y";
  response.charset = "a\nb";
  const Result<ArchiveEntry> entry = archive->Append(response);
  ASSERT_TRUE(entry);
  EXPECT_EQ(TextAt(dir.path(), *entry), "body");
}

TEST(Archive, BeginsANewFileWhereOneIsFull) {
  TempDir dir;
  std::vector<ArchiveEntry> entries;
  for (int round = 0; round < 2; ++round) {
    Result<Archive> archive = Archive::OpenForAppend(dir.path(), 3000);
    for (int i = 0; i < 4; ++i)
      entries.push_back(*archive->Append(MakeResponse(Noise(1500, entries.size()))));
  }
  EXPECT_EQ(entries.front().file, "trialmine-000001.warc.gz");
  EXPECT_EQ(entries.back().file, "trialmine-000004.warc.gz");
  for (size_t i = 0; i < entries.size(); ++i) EXPECT_TRUE(TextAt(dir.path(), entries[i]) == Noise(1500, i));
}

TEST(Archive, HasOneWriterAtATime) {
  TempDir dir;
  {
    Result<Archive> first = Archive::OpenForAppend(dir.path());
    ASSERT_TRUE(first);
    const Result<Archive> second = Archive::OpenForAppend(dir.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "locked");
  }
  EXPECT_TRUE(Archive::OpenForAppend(dir.path()));
}

TEST(Archive, CutsOffATornTailAtEveryByte) {
  TempDir dir;
  const std::string file = dir / "trialmine-000001.warc.gz";
  std::vector<ArchiveEntry> entries;
  {
    Result<Archive> archive = Archive::OpenForAppend(dir.path());
    for (int i = 0; i < 2; ++i)
      entries.push_back(*archive->Append(MakeResponse("record " + std::to_string(i))));
  }
  const std::string whole = ReadFile(file);
  ASSERT_EQ(whole.size(), entries[1].offset + entries[1].length);
  for (const bool hinted : {true, false}) {
    for (size_t size = 0; size < whole.size(); size += size < entries[1].offset ? 41 : 1) {
      dir.Write("trialmine-000001.warc.gz", whole.substr(0, size));
      if (!hinted) fs::remove(dir / "lock");
      Result<Archive> archive = Archive::OpenForAppend(dir.path());
      ASSERT_TRUE(archive);
      const Result<ArchiveEntry> entry = archive->Append(MakeResponse("after"));
      ASSERT_TRUE(entry);
      ASSERT_EQ(entry->file, entries[0].file);
      if (size >= entries[1].offset) {
        ASSERT_EQ(entry->offset, entries[1].offset);
        ASSERT_EQ(TextAt(dir.path(), entries[0]), "record 0");
      }
      ASSERT_EQ(TextAt(dir.path(), *entry), "after");
      ASSERT_EQ(List({file}).back(), file + "!file:///in/a%20b%25.xml: after") << size;
    }
  }
}

TEST(Archive, LeavesADamagedFileAndBeginsANewOne) {
  TempDir dir;
  std::vector<ArchiveEntry> entries;
  {
    Result<Archive> archive = Archive::OpenForAppend(dir.path());
    for (int i = 0; i < 3; ++i) entries.push_back(*archive->Append(MakeResponse(Noise(5000, i))));
  }
  std::string bytes = ReadFile(dir / entries[1].file);
  bytes[entries[1].offset + 3000] ^= 1;
  dir.Write(entries[1].file, bytes);
  fs::remove(dir / "lock");
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  ASSERT_TRUE(archive);
  const Result<ArchiveEntry> entry = archive->Append(MakeResponse("after"));
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->file, "trialmine-000002.warc.gz");
  EXPECT_TRUE(TextAt(dir.path(), entries[0]) == Noise(5000, 0));
  EXPECT_EQ(TextAt(dir.path(), entries[1]), "[ill_formed]");
  EXPECT_TRUE(TextAt(dir.path(), entries[2]) == Noise(5000, 2));
}

TEST(Archive, RefusesEntriesThatAreNotThere) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  const ArchiveEntry entry = *archive->Append(MakeResponse("x"));
  const struct {
    ArchiveEntry entry;
    std::string code;
  } cases[] = {
      {{"../lock", 0, 10}, "bad_input"},
      {{"2/../lock", 0, 10}, "bad_input"},
      {{"2/..", 0, 10}, "bad_input"},
      {{"2/", 0, 10}, "bad_input"},
      {{"/lock", 0, 10}, "bad_input"},
      {{"", 0, 10}, "bad_input"},
      {{"trialmine-000009.warc.gz", 0, 10}, "not_found"},
      {{entry.file, entry.offset + 1, entry.length}, "ill_formed"},
      {{entry.file, entry.offset, entry.length - 20}, "truncated"},
      {{entry.file, entry.offset + entry.length, 100}, "truncated"},
  };
  for (const auto& test : cases) EXPECT_EQ(TextAt(dir.path(), test.entry), "[" + test.code + "]");
}

TEST(Archive, NoticesABodyThatChanged) {
  TempDir dir;
  TempDir input;
  Inputs inputs({input.Write("large", Noise(2 << 20))});
  const std::optional<Input> large = inputs.Next();
  input.Write("large", Noise(2 << 20, 7));
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  const ArchiveEntry before = *archive->Append(MakeResponse("before"));
  const Result<ArchiveEntry> failed = archive->Append(*large->response);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "unreadable");
  EXPECT_EQ(archive->Append(MakeResponse("after"))->offset, before.offset + before.length);
}

/// Appends until the file size limit stops it; the exit code says what went wrong.
int FillUp(const std::string& folder) {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit = {300000, 300000};
  setrlimit(RLIMIT_FSIZE, &limit);
  Result<Archive> archive = Archive::OpenForAppend(folder);
  if (!archive) return 1;
  for (uint32_t i = 0; i < 100; ++i) {
    const Result<ArchiveEntry> entry = archive->Append(MakeResponse(Noise(70000, i)));
    if (entry) continue;
    if (entry.error().code != "disk_full" || i != 4) return 2;
    const Result<ArchiveEntry> small = archive->Append(MakeResponse("still fits"));
    return small && TextAt(folder, *small) == "still fits" ? 0 : 3;
  }
  return 4;
}

TEST(Archive, LeavesNothingBehindWhereTheDiskIsFull) {
  TempDir dir;
  const pid_t child = fork();
  if (child == 0) _exit(FillUp(dir.path()));
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(List({dir / "trialmine-000001.warc.gz"}).size(), 5u);
}

TEST(Archive, SurvivesKill) {
  TempDir dir;
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    Result<Archive> archive = Archive::OpenForAppend(dir.path());
    for (uint32_t i = 0;; ++i) {
      if (!archive->Append(MakeResponse(Noise(100000, i)))) _exit(1);
      if (i == 5 && write(ready[1], "x", 1) != 1) _exit(1);
    }
  }
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  {
    Result<Archive> archive = Archive::OpenForAppend(dir.path());
    ASSERT_TRUE(archive && archive->Append(MakeResponse("after")));
  }
  const std::vector<std::string> lines = List({dir / "trialmine-000001.warc.gz"});
  EXPECT_GE(lines.size(), 7u);
  const std::string name = dir / "trialmine-000001.warc.gz!file:///in/a%20b%25.xml: ";
  for (size_t i = 0; i + 1 < lines.size(); ++i) EXPECT_TRUE(lines[i] == name + Noise(100000, i));
  EXPECT_TRUE(lines.back().ends_with(": after"));
}

}  // namespace
}  // namespace trialmine
