#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "support.h"
#include "temp_dir.h"

namespace trialmine {
namespace {

using Lines = std::vector<std::string>;

struct Member {
  std::string name;
  std::string bytes;
};

/// Packs members with a libarchive format: "zip", "gnutar", "pax", "v7tar".
std::string Pack(const std::string& format, const std::vector<Member>& members,
                 const std::string& options = {}) {
  std::string packed(size_t{10} << 20, '\0');
  size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_by_name(writer, format.c_str());
  if (!options.empty()) archive_write_set_options(writer, options.c_str());
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, packed.data(), packed.size(), &used);
  for (const Member& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_copy_pathname(entry, member.name.c_str());
    const bool is_folder = member.name.ends_with('/');
    archive_entry_set_filetype(entry, is_folder ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  packed.resize(used);
  return packed;
}

TEST(Members, AreReadFromEveryKindOfArchive) {
  const std::vector<Member> members = {
      {"a.xml", "<a/>"}, {"d/", ""}, {"d/b.xml", "<b/>"}, {"c.gz", Gzip("<c/>")}};
  for (const std::string format : {"zip", "gnutar", "pax", "ustar", "v7tar"}) {
    TempDir dir;
    const std::string packed = Pack(format, members);
    dir.Write("plain", packed);
    dir.Write("gz", Gzip(packed));
    EXPECT_EQ(List({dir.path()}, dir.path()),
              (Lines{"gz!a.xml: <a/>", "gz!d/b.xml: <b/>", "gz!c.gz: <c/>", "plain!a.xml: <a/>",
                     "plain!d/b.xml: <b/>", "plain!c.gz: <c/>"}))
        << format;
  }
}

TEST(Members, KeepNamesThatAreNotAsciiOrNotSafe) {
  const std::string name = "\xe4\xb8\xad\xe6\x96\x87.xml";
  for (const std::string format : {"zip", "gnutar", "pax"}) {
    TempDir dir;
    const std::string path = dir.Write("x", Pack(format, {{"../../up", "1"}, {"/abs", "2"}, {name, "3"}}));
    const Lines lines = List({path}, dir.path());
    ASSERT_EQ(lines.size(), 3u) << format;
    EXPECT_EQ(lines[0], "x!../../up: 1");
    EXPECT_TRUE(lines[1] == "x!/abs: 2" || lines[1] == "x!abs: 2") << lines[1];
    EXPECT_EQ(lines[2], "x!" + name + ": 3");
    EXPECT_FALSE(std::filesystem::exists(dir / "../../up"));
  }
}

TEST(Members, WithoutContentAreNamed) {
  TempDir dir;
  EXPECT_EQ(List({dir.Write("a", Pack("zip", {{"e", ""}, {"f", "1"}}))}, dir.path()),
            (Lines{"a!e! empty", "a!f: 1"}));
  EXPECT_EQ(List({dir.Write("a", Pack("zip", {}))}, dir.path()), Lines{"a! empty"});
  EXPECT_EQ(List({dir.Write("a", Pack("gnutar", {{"d/", ""}}))}, dir.path()), Lines{"a! empty"});
  EXPECT_EQ(List({dir.Write("a", Pack("zip", {{"__MACOSX/._f", "1"}, {"f", "2"}}))}, dir.path()),
            Lines{"a!f: 2"});
}

TEST(Members, AreFoundInArchivesWithinArchivesToALimit) {
  TempDir dir;
  std::string packed = Pack("zip", {{"doc", "x"}});
  packed = Pack("gnutar", {{"1", packed}, {"beside", "y"}});
  packed = Pack("zip", {{"2", packed}, {"after", "z"}});
  EXPECT_EQ(List({dir.Write("a", packed)}, dir.path()),
            (Lines{"a!2!1!doc: x", "a!2!beside: y", "a!after: z"}));
  packed = Pack("gnutar", {{"3", packed}, {"last", "w"}});
  EXPECT_EQ(List({dir.Write("a", Gzip(packed))}, dir.path()),
            (Lines{"a!3!2!1! too_deep", "a!3!2!beside: y", "a!3!after: z", "a!last: w"}));
}

TEST(Members, LargeOnesAreReadAgainAfterTheArchiveHasMovedOn) {
  TempDir dir;
  const std::string large = Noise(9 << 20);
  const std::string path = dir.Write("a", Pack("gnutar", {{"large", large}, {"small", "s"}}));
  Inputs inputs({path});
  const std::optional<Input> first = inputs.Next();
  const std::optional<Input> second = inputs.Next();
  EXPECT_FALSE(inputs.Next());
  ASSERT_TRUE(first && first->response && second && second->response);
  for (int again = 0; again < 2; ++again) EXPECT_TRUE(Text(first->response->body) == large);
  EXPECT_EQ(Text(second->response->body), "s");
}

TEST(Members, OfATornArchiveAreGivenUpToTheBreak) {
  const std::vector<Member> members = {{"a", Noise(3000)}, {"b", Noise(3000, 2)}, {"c", Noise(3000, 3)}};
  for (const std::string format : {"zip", "gnutar"}) {
    for (const bool packed : {false, true}) {
      std::string bytes = Pack(format, members);
      if (packed) bytes = Gzip(bytes);
      for (size_t size = 1; size < bytes.size() - 3000; size += 397) {
        TempDir dir;
        const Lines lines = List({dir.Write("t", bytes.substr(0, size))}, dir.path());
        ASSERT_FALSE(lines.empty());
        if (size < kMagicSize) continue;  // Too little to know a tar by.
        EXPECT_TRUE(lines.back().ends_with("! truncated") || lines.back().ends_with("[truncated]"))
            << format << packed << " " << size << " " << lines.back().substr(lines.back().size() - 40);
        if (size > 5000) {
          EXPECT_TRUE(lines[0] == "t!a: " + members[0].bytes);
        }
      }
    }
  }
}

TEST(Members, ThatAreDamagedDoNotCostTheOthers) {
  TempDir dir;
  std::string zip = Pack("zip", {{"a", Noise(3000)}, {"b", Noise(3000, 2)}}, "zip:compression=store");
  zip[1000] ^= 1;
  const Lines lines = List({dir.Write("a", zip)}, dir.path());
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "a!a! ill_formed");
  EXPECT_TRUE(lines[1] == "a!b: " + Noise(3000, 2));
}

TEST(Members, ArePackedInAGzipWhoseChecksumIsLookedAt) {
  TempDir dir;
  for (const std::string format : {"zip", "gnutar"}) {
    std::string packed = Gzip(Pack(format, {{"a", "x"}}));
    packed[packed.size() - 8] ^= 1;
    EXPECT_EQ(List({dir.Write("t", packed)}, dir.path()), (Lines{"t!a: x", "t! ill_formed"})) << format;
  }
}

TEST(Members, ThatAreBombsAreRefusedAndTheOthersGiven) {
  TempDir dir;
  const std::string zip = Pack("zip", {{"bomb", std::string(60 << 20, '\0')}, {"ok", "1"}});
  EXPECT_EQ(List({dir.Write("a", zip)}, dir.path()), (Lines{"a!bomb! bomb", "a!ok: 1"}));
  InputLimits limits;
  limits.max_unpacked = 1000;
  const std::string tar = Pack("gnutar", {{"big", Noise(1001)}, {"ok", "1"}});
  EXPECT_EQ(List({dir.Write("a", tar)}, dir.path(), limits), (Lines{"a!big! too_big", "a!ok: 1"}));
}

TEST(Members, SurviveAnyDamage) {
  for (const std::string format : {"zip", "gnutar", "pax"}) {
    TempDir dir;
    const std::string whole = Pack(format, {{"a", "some text in it"}, {"b", Noise(600)}});
    for (size_t at = 0; at < whole.size(); at += 7) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(~bytes[at]);
      EXPECT_FALSE(List({dir.Write("x", bytes)}).empty());
    }
  }
}

}  // namespace
}  // namespace trialmine
