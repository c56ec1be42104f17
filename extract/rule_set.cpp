#include "rule_set.h"

#include <openssl/sha.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace trialmine {

struct EmbeddedFile {
  const char* name;
  const char* text;
};
extern const EmbeddedFile kRuleFiles[];

namespace {

// Changes whenever the engine reads the same rules differently.
constexpr std::string_view kEngineVersion = "1";

bool IsRead(const CompiledEntry& entry, Ground ground) {
  const Reach reach = entry.kind == CompiledEntry::Kind::kRule ? entry.rule().reach : Reach::kSentence;
  switch (ground) {
    case Ground::kText:
      return reach != Reach::kBlock && entry.entry->where.MayHoldText();
    case Ground::kCell:
      return reach != Reach::kBlock && entry.entry->where.MayHoldCells();
    case Ground::kBlock:
      return reach == Reach::kBlock &&
             (entry.entry->where.MayHoldText() || entry.entry->where.MayHoldCells());
    case Ground::kField:
      return entry.entry->where.MayHoldFields();
  }
  return false;
}

bool IsFor(RuleLanguage language, Script script) {
  return language == RuleLanguage::kAny || script == Script::kMixed ||
         (language == RuleLanguage::kEnglish) == (script == Script::kEnglish);
}

std::string Digest(const std::vector<RuleFile>& files, const std::vector<RuleFile>& added) {
  std::string all(kEngineVersion);
  for (const auto* list : {&files, &added})
    for (const RuleFile& file : *list) all += '\0' + file.path + '\0' + file.text;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(all.data()), all.size(), digest);
  std::string hex;
  for (int i = 0; i < 8; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

Result<std::vector<RuleFile>> FilesOf(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<RuleFile> files;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() != ".toml" || !it->is_regular_file(error)) continue;
    std::ifstream in(it->path(), std::ios::binary);
    if (!in) return Error{"unreadable", it->path().string()};
    files.push_back({it->path().string(), {std::istreambuf_iterator<char>(in), {}}});
  }
  if (error) return Error{"unreadable", folder + ": " + error.message()};
  std::sort(files.begin(), files.end(), [](const RuleFile& a, const RuleFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace

std::vector<RuleFile> BuiltInFiles() {
  std::vector<RuleFile> files;
  for (const EmbeddedFile* file = kRuleFiles; *file->name; ++file) files.push_back({file->name, file->text});
  return files;
}

Capture CaptureNamed(std::string_view name, int group) {
  name = name.substr(0, name.find("__"));
  const size_t underscore = name.rfind('_');
  const std::string_view digits = underscore == name.npos ? "" : name.substr(underscore + 1);
  if (digits.empty() || digits.size() > 2 || digits.find_first_not_of("0123456789") != digits.npos)
    return {group, std::string(name), 0};
  return {group, std::string(name.substr(0, underscore)), std::stoi(std::string(digits))};
}

const std::vector<Capture>& CompiledEntry::captures() const {
  std::call_once(once_, [this] {
    for (const auto& [group, name] : pattern.names())
      captures_.push_back(CaptureNamed(name, static_cast<int>(group)));
  });
  return captures_;
}

Script ScriptOf(std::string_view folded) {
  if (!HoldsHan(folded)) return Script::kEnglish;
  size_t latin = 0, words = 0;
  for (const char c : folded) {
    latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? latin + 1 : 0;
    if (latin == 3) ++words;
  }
  return words >= 4 ? Script::kMixed : Script::kChinese;
}

Status RuleSet::Impl::Check() const {
  auto check = [](const auto& entry, std::initializer_list<const std::string*> regexes) -> Status {
    for (const std::string* regex : regexes)
      if (Status status = CheckPattern(*regex); !status.ok())
        return Error{"bad_input", entry.file + ": " + entry.id + ": " + status.error().detail};
    return {};
  };
  for (const Rule& rule : table.rules)
    if (Status status = check(rule, {&rule.regex, &rule.needs, &rule.unless}); !status.ok()) return status;
  for (const Attribute& attribute : table.attributes)
    if (Status status = check(attribute, {&attribute.regex}); !status.ok()) return status;
  for (const Cue& cue : table.cues)
    if (Status status = check(cue, {&cue.regex, &cue.stops}); !status.ok()) return status;
  for (const WordingEntry& wording : table.wordings)
    if (Status status = check(wording, {&wording.regex}); !status.ok()) return status;
  return {};
}

void Readers::Add(const CompiledEntry& entry) {
  if (!han_ && !IsFor(entry.entry->language, Script::kEnglish)) return;
  const size_t number = entries_.size();
  entries_.push_back(&entry);
  for (const Script script : {Script::kEnglish, Script::kChinese, Script::kMixed})
    for (const Ground ground : {Ground::kText, Ground::kCell, Ground::kBlock, Ground::kField}) {
      std::vector<uint64_t>& bits = among_[static_cast<size_t>(script)][static_cast<size_t>(ground)];
      bits.resize(number / 64 + 1);
      if (IsFor(entry.entry->language, script) && IsRead(entry, ground))
        bits[number / 64] |= uint64_t{1} << (number % 64);
    }
}

const Prefilter& Readers::prefilter() const {
  std::call_once(once_, [this] {
    std::vector<Prefilter::Wanted> wanted;
    for (const CompiledEntry* entry : entries_) {
      const bool rule = entry->kind == CompiledEntry::Kind::kRule;
      wanted.push_back({entry->entry->regex,
                        rule ? std::string_view(entry->rule().needs) : std::string_view(),
                        IsRead(*entry, Ground::kBlock)});
    }
    prefilter_ = std::make_unique<const Prefilter>(wanted, han_);
  });
  return *prefilter_;
}

void RuleSet::Impl::Compile() {
  using Kind = CompiledEntry::Kind;
  for (const Rule& rule : table.rules) entries.emplace_back(Kind::kRule, rule, rule.needs, rule.unless, "");
  for (const Attribute& attribute : table.attributes)
    entries.emplace_back(Kind::kAttribute, attribute, "", "", "");
  for (const Cue& cue : table.cues) entries.emplace_back(Kind::kCue, cue, "", "", cue.stops);
  for (const CompiledEntry& entry : entries) {
    reads_references = reads_references || entry.entry->where.HoldReferences();
    latin.Add(entry);
    han.Add(entry);
  }
}

namespace {

Result<std::unique_ptr<RuleSet::Impl>> Make(const std::vector<RuleFile>& files,
                                            const std::vector<RuleFile>& added, bool check) {
  Result<RuleTable> table = ReadRules(files, added);
  if (!table) return table.error();
  auto impl = std::make_unique<RuleSet::Impl>();
  impl->table = *std::move(table);
  impl->version = Digest(files, added);
  if (check)
    if (Status status = impl->Check(); !status.ok()) return status.error();
  impl->Compile();
  return impl;
}

}  // namespace

Result<std::unique_ptr<RuleSet::Impl>> MakeRules(const std::vector<RuleFile>& files,
                                                 const std::vector<RuleFile>& added) {
  return Make(files, added, true);
}

Result<RuleSet> RuleSet::BuiltIn() {
  // Parsing every regex takes longer than all else at startup: the tests check those of the program.
  auto impl = Make(BuiltInFiles(), {}, false);
  if (!impl) return impl.error();
  return RuleSet(*std::move(impl));
}

Result<RuleSet> RuleSet::WithFolder(const std::string& folder) {
  auto files = FilesOf(folder);
  if (!files) return files.error();
  auto impl = MakeRules(BuiltInFiles(), *files);
  if (!impl) return impl.error();
  return RuleSet(*std::move(impl));
}

RuleSet::RuleSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RuleSet::~RuleSet() = default;
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;

const std::string& RuleSet::version() const { return impl_->version; }

std::vector<RuleInfo> RuleSet::List() const {
  std::vector<RuleInfo> list;
  auto add = [&list](const auto& entry, const char* kind, std::string_view field) {
    list.push_back({entry.id, kind, std::string(field), entry.file, entry.pattern});
  };
  for (const Rule& rule : impl_->table.rules) add(rule, "rule", Name(rule.field));
  for (const Attribute& attribute : impl_->table.attributes) add(attribute, "attribute", Name(attribute.of));
  for (const Cue& cue : impl_->table.cues) add(cue, "cue", "");
  for (const WordingEntry& wording : impl_->table.wordings) add(wording, "wording", "");
  return list;
}

namespace {

template <typename Entry>
std::vector<RuleExample> ExamplesOf(const std::vector<Entry>& entries) {
  std::vector<RuleExample> examples;
  for (const Entry& entry : entries)
    examples.insert(examples.end(), entry.examples.begin(), entry.examples.end());
  return examples;
}

}  // namespace

std::vector<RuleExample> RuleSet::Examples() const { return ExamplesOf(impl_->table.rules); }

std::vector<RuleExample> RuleSet::WordingExamples() const { return ExamplesOf(impl_->table.wordings); }

}  // namespace trialmine
