#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "pieces.h"
#include "rule.h"

namespace trialmine {
namespace {

template <typename T>
using Names = std::initializer_list<std::pair<std::string_view, T>>;

std::string ToJsonText(const toml::table& table) {
  std::ostringstream out;
  out << toml::json_formatter(table);
  return out.str();
}

/// One table of a rule file. Getters take each key once; what is left over at the end is unknown. The first
/// mistake is kept.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string place) : table_(table), place_(std::move(place)) {}

  void Fail(const std::string& reason) {
    if (status_.ok()) status_ = Error{"bad_input", place_ + ": " + reason};
  }
  const Status& status() const { return status_; }
  void Rename(const std::string& id) { place_ += ": " + id; }

  const toml::node* Take(std::string_view key) {
    taken_.insert(key);
    return table_.get(key);
  }

  std::string Text(std::string_view key, bool required = false) {
    const toml::node* node = Take(key);
    if (!node) {
      if (required) Fail("no `" + std::string(key) + "`");
      return {};
    }
    auto value = node->value<std::string>();
    if (!node->is_string() || value->empty()) Fail("`" + std::string(key) + "` must be text");
    return value.value_or("");
  }

  double Number(std::string_view key, double otherwise) {
    const toml::node* node = Take(key);
    if (!node) return otherwise;
    if (!node->is_number()) Fail("`" + std::string(key) + "` must be a number");
    return node->value<double>().value_or(otherwise);
  }

  bool Flag(std::string_view key) {
    const toml::node* node = Take(key);
    if (!node) return false;
    if (!node->is_boolean()) Fail("`" + std::string(key) + "` must be true or false");
    return node->value<bool>().value_or(false);
  }

  std::vector<std::string> Texts(std::string_view key) {
    std::vector<std::string> texts;
    const toml::node* node = Take(key);
    if (!node) return texts;
    if (node->is_string()) return {*node->value<std::string>()};
    const toml::array* array = node->as_array();
    if (!array) Fail("`" + std::string(key) + "` must be a list of texts");
    if (array)
      for (const toml::node& item : *array) {
        if (!item.is_string()) Fail("`" + std::string(key) + "` must hold texts");
        texts.push_back(item.value<std::string>().value_or(""));
      }
    return texts;
  }

  Constants Table(std::string_view key) {
    Constants constants;
    const toml::node* node = Take(key);
    if (!node) return constants;
    const toml::table* table = node->as_table();
    if (!table) Fail("`" + std::string(key) + "` must be a table");
    if (table)
      for (const auto& [name, value] : *table) {
        if (!value.is_string())
          Fail("`" + std::string(key) + "." + std::string(name.str()) + "` must be text");
        constants.emplace_back(std::string(name.str()), value.value<std::string>().value_or(""));
      }
    return constants;
  }

  template <typename T>
  T OneOf(std::string_view key, Names<T> names, T otherwise, bool required = false) {
    const std::string text = Text(key, required);
    if (text.empty()) return otherwise;
    for (const auto& [name, value] : names)
      if (name == text) return value;
    Fail("`" + std::string(key) + "` cannot be \"" + text + "\"");
    return otherwise;
  }

  std::vector<Field> Fields(std::string_view key) {
    std::vector<Field> fields;
    for (const std::string& name : Texts(key)) {
      if (auto field = FieldNamed(name)) {
        fields.push_back(*field);
      } else {
        Fail("`" + std::string(key) + "`: no field is named \"" + name + "\"");
      }
    }
    return fields;
  }

  Places PlacesOf(std::string_view key) {
    Places places;
    for (const std::string& name : Texts(key))
      if (!places.Add(name)) Fail("`" + std::string(key) + "`: no place is named \"" + name + "\"");
    return places;
  }

  void NothingElse() {
    for (const auto& [key, value] : table_)
      if (!taken_.count(key.str())) Fail("unknown key `" + std::string(key.str()) + "`");
  }

 private:
  const toml::table& table_;
  std::string place_;
  std::set<std::string_view> taken_;
  Status status_;
};

CueKind ReadCueKind(TableReader& in, std::string_view key) {
  return in.OneOf<CueKind>(key,
                           {{"negated", CueKind::kNegated},
                            {"other_study", CueKind::kOtherStudy},
                            {"animal", CueKind::kAnimal},
                            {"planned", CueKind::kPlanned},
                            {"baseline", CueKind::kBaseline}},
                           CueKind::kNegated, true);
}

/// What a file is for, from its path or its top.
struct FileKind {
  std::string folder;  ///< A field, `pieces`, `wordings` or `context`.
  RuleLanguage language = RuleLanguage::kAny;
};

std::optional<RuleLanguage> LanguageNamed(std::string_view name) {
  name = name.substr(0, name.find_first_of(".-"));
  if (name == "any") return RuleLanguage::kAny;
  if (name == "en") return RuleLanguage::kEnglish;
  if (name == "zh") return RuleLanguage::kChinese;
  return std::nullopt;
}

/// Gathers the entries of all files.
class RuleReader {
 public:
  Status Read(const RuleFile& file, bool added) {
    toml::table table;
    try {
      table = toml::parse(file.text, file.path);
    } catch (const toml::parse_error& error) {
      return Error{"bad_input", file.path + ":" + std::to_string(error.source().begin.line) + ": " +
                                    std::string(error.description())};
    }
    file_ = &file;
    added_ = added;
    TableReader in(table, file.path);
    const FileKind kind = ReadKind(in);
    if (!in.status().ok()) return in.status();
    if (kind.folder == "pieces") return ReadPieces(table);
    if (kind.folder == "wordings") return ReadWordings(in);
    language_ = kind.language;
    field_ = FieldNamed(kind.folder);
    for (auto [key, read] :
         {std::pair{"rule", &RuleReader::ReadRule}, std::pair{"attribute", &RuleReader::ReadAttribute},
          std::pair{"cue", &RuleReader::ReadCue}, std::pair{"effect", &RuleReader::ReadEffect}})
      if (Status status = ReadEach(in, key, read); !status.ok()) return status;
    in.NothingElse();
    return in.status();
  }

  /// Puts the pieces in. To be called when all files are read.
  Result<RuleTable> Finish() {
    for (Rule& rule : table_.rules) {
      for (std::string* extra : {&rule.needs, &rule.unless})
        if (Status status = Expand(rule, *extra, *extra); !status.ok()) return status.error();
      if (Status status = Expand(rule, rule.pattern, rule.regex); !status.ok()) return status.error();
    }
    for (Attribute& attribute : table_.attributes)
      if (Status status = Expand(attribute, attribute.pattern, attribute.regex); !status.ok())
        return status.error();
    for (Cue& cue : table_.cues) {
      if (Status status = Expand(cue, cue.stops, cue.stops); !status.ok()) return status.error();
      if (Status status = Expand(cue, cue.pattern, cue.regex); !status.ok()) return status.error();
    }
    for (WordingEntry& wording : table_.wordings) {
      if (Status status = Expand(wording, wording.pattern, wording.regex); !status.ok())
        return status.error();
      wording.regex.insert(0, "(?i)");
    }
    return std::move(table_);
  }

 private:
  FileKind ReadKind(TableReader& in) const {
    const std::string& path = file_->path;
    const size_t slash = path.rfind('/');
    const size_t before = slash == path.npos || slash == 0 ? path.npos : path.rfind('/', slash - 1);
    FileKind kind;
    if (slash != path.npos) kind.folder = path.substr(before + 1, slash - before - 1);
    std::string language = path.substr(slash + 1);
    if (std::string field = in.Text("field"); !field.empty()) kind.folder = field;
    if (std::string named = in.Text("language"); !named.empty()) language = named;
    const bool parts = kind.folder == "pieces" || kind.folder == "wordings";
    if (!parts && kind.folder != "context" && !FieldNamed(kind.folder))
      in.Fail("its folder (or `field`) must be a field, `pieces`, `wordings` or `context`, not \"" +
              kind.folder + "\"");
    if (auto known = LanguageNamed(language)) {
      kind.language = *known;
    } else if (!parts) {
      in.Fail("its name (or `language`) must begin with `any`, `en` or `zh`");
    }
    return kind;
  }

  Status ReadPieces(const toml::table& table) {
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      if (name == "field" || name == "language") continue;
      if (!IsPieceName(name) || !value.is_string())
        return Error{"bad_input", file_->path + ": " + name + ": a piece is a [a-z0-9_] name and a text"};
      if (!added_ && pieces_.Has(name))
        return Error{"bad_input", file_->path + ": two pieces are named {" + name + "}"};
      pieces_.Set(name, *value.value<std::string>());
    }
    return {};
  }

  Status ReadWordings(TableReader& in) {
    if (added_)
      return Error{"bad_input",
                   file_->path + ": wordings belong to the program and cannot be added or replaced"};
    if (Status status = ReadEach(in, "wording", &RuleReader::ReadWording); !status.ok()) return status;
    in.NothingElse();
    return in.status();
  }

  Status ReadEach(TableReader& in, std::string_view key, void (RuleReader::*read)(TableReader&)) {
    const toml::node* node = in.Take(key);
    if (!node) return {};
    const toml::array* entries = node->as_array();
    if (!entries || !entries->is_array_of_tables())
      return Error{"bad_input", file_->path + ": write [[" + std::string(key) + "]]"};
    for (const toml::node& entry : *entries) {
      TableReader reader(*entry.as_table(), file_->path + ":" + std::to_string(entry.source().begin.line));
      (this->*read)(reader);
      reader.NothingElse();
      if (!reader.status().ok()) return reader.status();
    }
    return {};
  }

  void ReadEntry(TableReader& in, RuleEntry& entry) {
    entry.id = in.Text("id", true);
    in.Rename(entry.id);
    entry.file = file_->path;
    entry.language = language_;
    entry.pattern = JoinLines(in.Text("pattern", true));
    entry.where = in.PlacesOf("where");
    if (entry.where.empty()) entry.where.Add("text");
    entry.not_where = in.PlacesOf("not_where");
  }

  // Keeps an entry, at the place of the one that it replaces.
  template <typename T>
  void Keep(TableReader& in, std::vector<T>& entries, T entry) {
    if (!in.status().ok()) return;
    auto [old, fresh] = files_of_ids_.try_emplace(entry.id, file_->path);
    if (fresh) return entries.push_back(std::move(entry));
    auto same = std::find_if(entries.begin(), entries.end(), [&](const T& e) { return e.id == entry.id; });
    if (!added_ || same == entries.end() || !replaced_.insert(entry.id).second)
      return in.Fail("this id is taken, by an entry of " + old->second);
    old->second = file_->path;
    *same = std::move(entry);
  }

  void ReadRule(TableReader& in) {
    Rule rule;
    ReadEntry(in, rule);
    if (!field_) return in.Fail("a rule stands in the folder of its field");
    rule.field = *field_;
    rule.gives = in.Table("gives");
    rule.needs = in.Text("needs");
    rule.unless = in.Text("unless");
    rule.reach = in.OneOf<Reach>(
        "reach", {{"clause", Reach::kClause}, {"sentence", Reach::kSentence}, {"block", Reach::kBlock}},
        Reach::kSentence);
    rule.confidence = static_cast<float>(in.Number("confidence", 0.8));
    if (!(rule.confidence >= 0 && rule.confidence <= 1)) in.Fail("`confidence` must be between 0 and 1");
    rule.rank = static_cast<int>(in.Number("rank", 0));
    rule.guard = in.Flag("guard");
    rule.fallback = in.Flag("fallback");
    ReadExamples(in, rule);
    Keep(in, table_.rules, std::move(rule));
  }

  void ReadWording(TableReader& in) {
    WordingEntry wording;
    wording.id = in.Text("id", true);
    in.Rename(wording.id);
    wording.file = file_->path;
    wording.pattern = JoinLines(in.Text("pattern", true));
    for (const char* key : {"finds", "ignores"}) {
      const std::vector<std::string> texts = in.Texts(key);
      if (texts.empty()) in.Fail("no example in `" + std::string(key) + "`");
      for (const std::string& text : texts)
        wording.examples.push_back({wording.id, "text", text, key[0] == 'f', false, ""});
    }
    Keep(in, table_.wordings, std::move(wording));
  }

  void ReadExamples(TableReader& in, Rule& rule) {
    const toml::node* where = in.Take("where");
    const toml::node* first =
        where && where->is_array() && !where->as_array()->empty() ? where->as_array()->get(0) : where;
    const std::string place = first ? first->value<std::string>().value_or("text") : "text";
    for (const char* key : {"finds", "ignores"}) {
      const toml::node* node = in.Take(key);
      const toml::array* array = node ? node->as_array() : nullptr;
      if (node && !array) in.Fail("`" + std::string(key) + "` must be a list");
      const bool finds = key[0] == 'f';
      if (finds && rule.guard && array) in.Fail("a guard finds nothing: give it `ignores`");
      if ((!array || array->empty()) && !(finds && rule.guard))
        in.Fail("no example in `" + std::string(key) + "`");
      if (!array) continue;
      for (const toml::node& item : *array)
        rule.examples.push_back(ReadExample(in, item, finds, {rule.id, place, "", finds, rule.guard, ""}));
    }
  }

  RuleExample ReadExample(TableReader& in, const toml::node& node, bool finds, RuleExample example) {
    example.value = finds ? "{}" : "";
    if (node.is_string()) {
      example.text = *node.value<std::string>();
    } else if (const toml::table* table = node.as_table()) {
      TableReader reader(*table, "an example");
      example.text = reader.Text("text", true);
      if (std::string place = reader.Text("where"); !place.empty()) example.place = place;
      if (!Places().Add(example.place)) reader.Fail("no place is named \"" + example.place + "\"");
      if (const toml::node* value = finds ? reader.Take("value") : nullptr) {
        if (value->is_table()) example.value = ToJsonText(*value->as_table());
        if (!value->is_table()) reader.Fail("`value` must be a table");
      }
      reader.NothingElse();
      if (!reader.status().ok()) in.Fail(reader.status().error().detail);
    }
    if (example.text.empty()) in.Fail("an example has a `text`");
    return example;
  }

  void ReadAttribute(TableReader& in) {
    Attribute attribute;
    ReadEntry(in, attribute);
    const std::string of = in.Text("of");
    const std::optional<Field> field = of.empty() ? field_ : FieldNamed(of);
    if (!field) return in.Fail("`of` must name a field");
    attribute.of = *field;
    attribute.slot = in.Text("slot", true);
    attribute.gives = in.Table("gives");
    attribute.reach = in.OneOf<Reach>(
        "reach", {{"clause", Reach::kClause}, {"sentence", Reach::kSentence}, {"block", Reach::kBlock}},
        Reach::kSentence);
    attribute.prefer = in.OneOf<Prefer>(
        "prefer", {{"nearest", Prefer::kNearest}, {"before", Prefer::kBefore}, {"after", Prefer::kAfter}},
        Prefer::kNearest);
    Keep(in, table_.attributes, std::move(attribute));
  }

  void ReadCue(TableReader& in) {
    Cue cue;
    ReadEntry(in, cue);
    cue.sets = ReadCueKind(in, "sets");
    cue.direction = in.OneOf<Direction>("direction",
                                        {{"forward", Direction::kForward},
                                         {"backward", Direction::kBackward},
                                         {"both", Direction::kBoth},
                                         {"sentence", Direction::kSentence},
                                         {"block", Direction::kBlock},
                                         {"document", Direction::kDocument}},
                                        Direction::kForward);
    cue.stops = in.Text("stops");
    cue.fields = in.Fields("fields");
    cue.guard = in.Flag("guard");
    Keep(in, table_.cues, std::move(cue));
  }

  void ReadEffect(TableReader& in) {
    Effect effect;
    effect.context = ReadCueKind(in, "context");
    effect.fields = in.Fields("fields");
    if (const std::string named = in.Text("rules"); !named.empty()) {
      const auto known = LanguageNamed(named);
      if (!known) in.Fail("`rules` must be `any`, `en` or `zh`");
      effect.rules = known.value_or(RuleLanguage::kAny);
    }
    effect.drop = in.Flag("drop");
    effect.confidence = static_cast<float>(in.Number("confidence", 1));
    effect.gives = in.Table("gives");
    if (!effect.drop && effect.confidence == 1 && effect.gives.empty()) in.Fail("this effect does nothing");
    table_.effects.push_back(std::move(effect));
  }

  template <typename Entry>
  Status Expand(const Entry& entry, const std::string& pattern, std::string& out) const {
    Result<std::string> regex = pieces_.Expand(pattern);
    if (!regex) return Error{"bad_input", entry.file + ": " + entry.id + ": " + regex.error().detail};
    out = *std::move(regex);
    return {};
  }

  Pieces pieces_;
  RuleTable table_;
  std::map<std::string, std::string> files_of_ids_;
  std::set<std::string> replaced_;
  const RuleFile* file_ = nullptr;
  bool added_ = false;
  RuleLanguage language_ = RuleLanguage::kAny;
  std::optional<Field> field_;
};

}  // namespace

Result<RuleTable> ReadRules(const std::vector<RuleFile>& files, const std::vector<RuleFile>& added) {
  RuleReader reader;
  for (const RuleFile& file : files)
    if (Status status = reader.Read(file, false); !status.ok()) return status.error();
  for (const RuleFile& file : added)
    if (Status status = reader.Read(file, true); !status.ok()) return status.error();
  return reader.Finish();
}

}  // namespace trialmine
