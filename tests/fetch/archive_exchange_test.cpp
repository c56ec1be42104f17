#include <gtest/gtest.h>

#include <cstdlib>

#include "archived_record.h"
#include "digest.h"
#include "fetch/archive_scan.h"
#include "source.h"
#include "support.h"
#include "temp_dir.h"

namespace trialmine {
namespace {

namespace fs = std::filesystem;

Exchange MakeExchange(std::string body) {
  Exchange exchange;
  exchange.request.url = "https://example.org/old?api_key=REDACTED";
  exchange.request.headers = {{"User-Agent", "trialmine-test"}, {"Accept-Encoding", "gzip"}};
  exchange.outcome = Outcome::kOk;
  exchange.status = 200;
  exchange.headers = {{"Content-Type", "text/html; charset=GBK"},
                      {"Content-Encoding", "gzip"},
                      {"content-length", "17"},
                      {"Transfer-Encoding", "chunked"},
                      {"ETag", "\"v1\""}};
  exchange.response.url = "https://example.org:8443/a?b=\xe4\xb8\xad";
  exchange.response.media_type = "text/html";
  exchange.response.charset = "GBK";
  exchange.response.status = 200;
  exchange.response.body = Body::FromString(std::move(body));
  exchange.address = "192.0.2.1";
  exchange.protocol = "h2";
  exchange.date = exchange.response.retrieved_at = "2026-02-03T04:05:06.789Z";
  return exchange;
}

/// All records of a file, and that none has a problem.
std::vector<ArchivedRecord> Scan(const std::string& path) {
  std::vector<ArchivedRecord> records;
  Result<ArchiveScan> scan = ArchiveScan::Open(path, true);
  EXPECT_TRUE(scan) << path;
  while (std::optional<Result<ArchivedRecord>> record = scan->Next()) {
    EXPECT_TRUE(*record) << path << ": " << record->error().detail;
    if (!*record) continue;
    EXPECT_EQ((*record)->problems, std::vector<std::string>()) << path << " " << (*record)->entry.offset;
    records.push_back(std::move(**record));
  }
  return records;
}

/// The unpacked bytes of a record.
std::string RecordText(const std::string& folder, const ArchiveEntry& entry) {
  const std::string file = ReadFile(folder + "/" + entry.file);
  InflateSource source(MakeSource<StringSource>(std::string_view(file).substr(entry.offset, entry.length)),
                       Packing::kGzip, UINT64_MAX);
  std::string text(1 << 20, '\0');
  size_t size = 0;
  for (Result<size_t> count = source.Read(text); count && *count > 0;
       count = source.Read(std::span(text).subspan(size))) {
    size += *count;
  }
  return text.substr(0, size);
}

std::string BlockOf(const std::string& record) {
  const size_t begin = record.find("\r\n\r\n") + 4;
  return record.substr(begin, record.size() - begin - 4);
}

TEST(ArchivedExchange, IsAResponseItsRequestAndItsRedirects) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  Exchange exchange = MakeExchange("<p>");
  exchange.redirects = {"https://example.org/old?api_key=REDACTED"};
  const Result<ArchiveEntry> entry = archive->Append(exchange);
  ASSERT_TRUE(entry) << entry.error().detail;

  const std::vector<ArchivedRecord> records = Scan(dir / entry->file);
  ASSERT_EQ(records.size(), 4U);
  const ArchivedRecord& response = records[1];
  EXPECT_EQ(response.type, "response");
  EXPECT_EQ(response.entry.offset, entry->offset);
  EXPECT_EQ(response.entry.length, entry->length);
  EXPECT_EQ(response.url, "https://example.org:8443/a?b=%E4%B8%AD");
  EXPECT_EQ(response.date, "2026-02-03T04:05:06.789Z");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.media_type, "text/html");
  EXPECT_EQ(response.payload_digest, "sha1:MOW2KXALUIJKLMPY2WTQREDYR4AJOK7U");
  for (size_t i : {2, 3}) {
    EXPECT_EQ(records[i].concurrent_to, response.id);
    EXPECT_EQ(records[i].url, response.url);
  }
  const std::string header = RecordText(dir.path(), *entry);
  EXPECT_NE(header.find("\r\nWARC-IP-Address: 192.0.2.1\r\nWARC-Protocol: h2\r\n"), std::string::npos);
  EXPECT_NE(header.find("\r\nContent-Type: application/http;msgtype=response\r\n"), std::string::npos);
  EXPECT_EQ(
      BlockOf(header),
      "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=GBK\r\nX-Archive-Orig-Content-Encoding: gzip\r\n"
      "X-Archive-Orig-content-length: 17\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\nETag: \"v1\"\r\n"
      "Content-Length: 3\r\n\r\n<p>");
  EXPECT_EQ(records[2].type, "request");
  EXPECT_EQ(BlockOf(RecordText(dir.path(), records[2].entry)),
            "GET /a?b=%e4%b8%ad HTTP/1.1\r\nHost: example.org:8443\r\nUser-Agent: trialmine-test\r\n"
            "Accept-Encoding: gzip\r\n\r\n");
  EXPECT_EQ(records[3].type, "metadata");
  EXPECT_EQ(BlockOf(RecordText(dir.path(), records[3].entry)),
            "redirected-from: https://example.org/old?api_key=REDACTED\r\n");
}

TEST(ArchivedExchange, ComesBackAsItsResponse) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  const ArchiveEntry entry = *archive->Append(MakeExchange("<p>"));
  const Result<Response> back = Archive::Get(dir.path(), entry);
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(Text(back->body), "<p>");
  EXPECT_EQ(back->body.sha256(), Body::FromString("<p>").sha256());
  EXPECT_EQ(back->media_type, "text/html");
  EXPECT_EQ(back->charset, "GBK");
  EXPECT_EQ(back->status, 200);
  EXPECT_EQ(back->url, "https://example.org:8443/a?b=%E4%B8%AD");
  EXPECT_EQ(back->retrieved_at, "2026-02-03T04:05:06.789Z");
  EXPECT_EQ(List({dir / entry.file}),
            (std::vector<std::string>{dir / entry.file + "!" + back->url + ": <p>"}));
}

TEST(ArchivedExchange, ARepetitionRefersToItsOriginal) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  const ArchiveEntry original = *archive->Append(MakeExchange("<p>"));
  Exchange same = MakeExchange("<p>");
  same.response.url = "https://example.org/elsewhere";
  same.date = "2026-03-03T00:00:00.000Z";
  Exchange unchanged = same;
  unchanged.status = unchanged.response.status = 304;
  unchanged.outcome = Outcome::kNotModified;
  unchanged.response.body = Body();
  const ArchiveEntry same_entry = *archive->Append(same, original);
  const ArchiveEntry unchanged_entry = *archive->Append(unchanged, original);

  const std::vector<ArchivedRecord> records = Scan(dir / original.file);
  ASSERT_EQ(records.size(), 7U);
  for (size_t i : {3, 5}) {
    EXPECT_EQ(records[i].type, "revisit");
    EXPECT_EQ(records[i].refers_to_url, records[1].url);
    EXPECT_EQ(records[i].refers_to_date, records[1].date);
    EXPECT_EQ(records[i].payload_digest, records[1].payload_digest);
    EXPECT_EQ(records[i].url, "https://example.org/elsewhere");
  }
  const std::string profile = "\r\nWARC-Profile: http://netpreserve.org/warc/1.1/revisit/";
  EXPECT_NE(RecordText(dir.path(), same_entry).find(profile + "identical-payload-digest\r\n"),
            std::string::npos);
  EXPECT_NE(RecordText(dir.path(), unchanged_entry).find(profile + "server-not-modified\r\n"),
            std::string::npos);
  EXPECT_EQ(RecordText(dir.path(), same_entry).find("<p>"), std::string::npos);
  EXPECT_EQ(records[5].status, 304);
  EXPECT_EQ(Archive::Get(dir.path(), same_entry).error().code, "not_found");
}

TEST(ArchivedExchange, IsKeptWholeWhereItsOriginalIsLost) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  const ArchiveEntry lost{"trialmine-000009.warc.gz", 0, 10};
  EXPECT_EQ(Text(Archive::Get(dir.path(), *archive->Append(MakeExchange("<p>"), lost))->body), "<p>");
}

TEST(ArchivedExchange, SeveralWritersShareAnArchive) {
  TempDir dir;
  Result<Archive> first = Archive::OpenForAppend(dir.path());
  Result<Archive> second = Archive::OpenForAppend(dir / "2/");
  ASSERT_TRUE(second);
  const ArchiveEntry original = *first->Append(MakeExchange("<p>"));
  ArchiveEntry other = *second->Append(MakeExchange("<q>"));
  other.file.insert(0, "2/");
  EXPECT_EQ(Text(Archive::Get(dir.path(), other)->body), "<q>");
  const ArchiveEntry repeated = *second->Append(MakeExchange("<p>"), original, dir.path());
  const Result<Headers> header = ReadArchivedHeader(dir / "2", repeated);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->Get("WARC-Type"), "revisit");
  const Result<std::vector<ArchiveFile>> files = ArchiveFiles(dir.path());
  ASSERT_TRUE(files && files->size() == 2);
  EXPECT_EQ(files->front().name, original.file);
  EXPECT_EQ(files->back().name, other.file);
}

TEST(ArchivedExchange, SaysWhyABodyIsTorn) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  Exchange exchange = MakeExchange("");
  exchange.cut = "disconnect";
  exchange.response.body =
      Body(StoreInMemory("<a><b"), 5, Body::FromString("<a><b").sha256(), Error{"truncated", "cut"});
  const ArchiveEntry entry = *archive->Append(exchange);
  EXPECT_EQ(Scan(dir / entry.file)[1].truncated, "disconnect");
  EXPECT_EQ(Text(Archive::Get(dir.path(), entry)->body), "<a><b[truncated]");
}

TEST(ArchivedExchange, LargeBodiesAndPostsAreWhole) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  Exchange exchange = MakeExchange(Noise(3 << 20));
  exchange.request.method = "POST";
  exchange.request.body = "{\"page\":1}";
  exchange.request.headers.emplace_back("Content-Type", "application/json");
  const ArchiveEntry entry = *archive->Append(exchange);
  const std::vector<ArchivedRecord> records = Scan(dir / entry.file);
  EXPECT_TRUE(Text(Archive::Get(dir.path(), entry)->body) == Noise(3 << 20));
  const std::string request = BlockOf(RecordText(dir.path(), records[2].entry));
  EXPECT_TRUE(request.starts_with("POST /a?b=")) << request;
  EXPECT_TRUE(request.ends_with("\r\nContent-Length: 10\r\n\r\n{\"page\":1}")) << request;
}

TEST(ArchivedExchange, NeedsAnAnswer) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  EXPECT_EQ(archive->Append(Exchange()).error().code, "bad_input");
}

TEST(ArchivedExchange, HostileFieldsForgeNothing) {
  TempDir dir;
  Result<Archive> archive = Archive::OpenForAppend(dir.path());
  Exchange exchange = MakeExchange("body");
  exchange.headers = {{"X", "a\r\n\r\nforged"}, {"Content-Length", "1"}};
  exchange.response.url = "http://h/\r\nWARC-Type: x";
  exchange.request.headers = {{"Y", "b\r\n\r\nforged"}};
  exchange.validators.etag = "\r\n";
  const ArchiveEntry entry = *archive->Append(exchange);
  EXPECT_EQ(Scan(dir / entry.file).size(), 3U);
  EXPECT_EQ(Text(Archive::Get(dir.path(), entry)->body), "body");
}

TEST(ArchiveScan, FindsWhatIsDamaged) {
  TempDir dir;
  std::vector<ArchiveEntry> entries;
  {
    Result<Archive> archive = Archive::OpenForAppend(dir.path());
    for (uint32_t i = 0; i < 3; ++i) entries.push_back(*archive->Append(MakeExchange(Noise(3000, i))));
  }
  const std::string whole = ReadFile(dir / entries[0].file);
  std::string damaged = whole;
  damaged[entries[1].offset + 1500] ^= 1;
  Result<ArchiveScan> scan = ArchiveScan::Open(dir.Write("damaged.warc.gz", damaged), true);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(*scan->Next());
  const std::optional<Result<ArchivedRecord>> broken = scan->Next();
  ASSERT_TRUE(broken);  // What is damaged may unpack to the right number of wrong bytes.
  EXPECT_TRUE(!*broken || !(*broken)->problems.empty());
  EXPECT_EQ(scan->failed_at(), entries[1].offset);

  const std::string torn = whole.substr(0, entries[2].offset + 100);
  scan = ArchiveScan::Open(dir.Write("torn.warc.gz", torn), true);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(*scan->Next());
  EXPECT_EQ(scan->Next()->error().code, "truncated");
  EXPECT_EQ(scan->failed_at(), entries[2].offset);
  EXPECT_FALSE(scan->Next());
}

std::string PlainRecord(const std::string& fields, const std::string& block) {
  return "WARC/1.0\r\nWARC-Record-ID: <urn:uuid:1>\r\n" + fields +
         "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}

TEST(ArchiveScan, HoldsBlocksAgainstTheirDigests) {
  const std::string http = "Content-Type: application/http;msgtype=response\r\nWARC-Type: response\r\n";
  const std::string answer = "HTTP/1.1 200 OK\r\n\r\nabc";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  const std::string right = "WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n";
  const struct {
    std::string record;
    size_t problems;
  } cases[] = {
      {PlainRecord(http + right, answer), 0},
      {PlainRecord(http + "WARC-Payload-Digest: sha1:a9993e364706816aba3e25717850c26c9cd0d89d\r\n", answer),
       0},
      {PlainRecord(http + "WARC-Payload-Digest: sha1:qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\r\n", answer), 0},
      {PlainRecord(http + "WARC-Payload-Digest: md5:900150983cd24fb0d6963f7d28e17f72\r\n", answer), 0},
      {PlainRecord(http + right, "HTTP/1.1 200 OK\r\n\r\nabd"), 1},
      {PlainRecord(http + right, chunked), 0},
      {PlainRecord(http + "WARC-Payload-Digest: crc:1\r\n", answer), 0},
      {PlainRecord("WARC-Type: resource\r\n" + right, "abc"), 0},
      {PlainRecord("WARC-Type: resource\r\n" + right, "abd"), 1},
      {PlainRecord("WARC-Type: resource\r\nWARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n",
                   "x"),
       1},
      {PlainRecord("WARC-Type: revisit\r\n" + right, ""), 0},
  };
  TempDir dir;
  for (const auto& test : cases) {
    Result<ArchiveScan> scan = ArchiveScan::Open(dir.Write("w.warc", test.record), true);
    ASSERT_TRUE(scan);
    const std::optional<Result<ArchivedRecord>> record = scan->Next();
    ASSERT_TRUE(record && *record) << test.record;
    EXPECT_EQ((*record)->problems.size(), test.problems) << test.record;
    EXPECT_EQ((*record)->entry.length, test.record.size());
    EXPECT_FALSE(scan->Next());
  }
}

TEST(ArchiveScan, PlainFilesCanBeReadByEntry) {
  TempDir dir;
  const std::string first = PlainRecord("WARC-Type: resource\r\nWARC-Target-URI: http://a/\r\n", "one");
  const std::string second = PlainRecord("WARC-Type: resource\r\nWARC-Target-URI: http://b/\r\n", "two");
  dir.Write("w.warc", first + second);
  Result<ArchiveScan> scan = ArchiveScan::Open(dir / "w.warc", false);
  (void)scan->Next();
  const ArchiveEntry entry = (*scan->Next())->entry;
  EXPECT_EQ(entry.offset, first.size());
  EXPECT_EQ(Text(Archive::Get(dir.path(), entry)->body), "two");
}

TEST(ArchiveScan, RefusesWhatIsNoWarc) {
  TempDir dir;
  EXPECT_EQ(ArchiveScan::Open(dir.Write("x", "hello"), true).error().code, "unknown_format");
  EXPECT_EQ(ArchiveScan::Open(dir / "missing", true).error().code, "not_found");
}

/// The samples of other tools are read where TRIALMINE_PAYLOADS names their folder: no crash, and whole files
/// without a problem.
TEST(ArchiveScan, SamplesOfOtherTools) {
  const char* folder = std::getenv("TRIALMINE_PAYLOADS");
  if (folder == nullptr) GTEST_SKIP() << "TRIALMINE_PAYLOADS names no folder with samples";
  size_t files = 0;
  for (const auto& at : fs::recursive_directory_iterator(fs::path(folder) / "_warc")) {
    const std::string name = at.path().filename().native();
    if (name.find(".warc") == std::string::npos || name.ends_with(".cdx")) continue;
    Result<ArchiveScan> scan = ArchiveScan::Open(at.path().native(), true);
    if (!scan) continue;
    size_t records = 0, errors = 0, problems = 0;
    while (std::optional<Result<ArchivedRecord>> record = scan->Next()) {
      ++records;
      errors += *record ? 0 : 1;
      problems += *record ? (*record)->problems.size() : 0;
    }
    const bool broken = name.find("bad") != std::string::npos || name.find("trunc") != std::string::npos ||
                        name.find("wrong") != std::string::npos || name.find("digest") != std::string::npos;
    EXPECT_TRUE(broken || errors + problems == 0) << name;
    EXPECT_GT(records, 0U) << name;
    ++files;
  }
  EXPECT_GT(files, 10U);
}

TEST(Digest, IsWrittenAsArchivesDo) {
  EXPECT_EQ(Base32(""), "");
  EXPECT_EQ(Base32("f"), "MY======");
  EXPECT_EQ(Base32("foobar"), "MZXW6YTBOI======");
  EXPECT_FALSE(LabelledDigest::Of("nonsense:abc"));
  EXPECT_FALSE(LabelledDigest::Of("abc"));
}

}  // namespace
}  // namespace trialmine
