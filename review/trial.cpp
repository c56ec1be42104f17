#include <algorithm>
#include <map>
#include <set>

#include "store/value_json.h"
#include "view.h"

// One trial across its documents: what each says of the same thing, side by side.

namespace trialmine {
namespace {

/// What one document says in one row.
struct Cell {
  std::string text, value, finding, state;
};

struct RowOfTrial {
  std::string field, name;
  bool disagrees = false;
  std::map<std::string, std::vector<Cell>> cells;  ///< By the document's name in the answer.
};

struct ArmOfTrial {
  std::string label, role;
  std::set<std::string> merged_from;
  struct InDocument {
    std::optional<int64_t> count;
    std::vector<Cell> doses;
    std::vector<std::string> findings;
  };
  std::map<std::string, InDocument> by_document;
};

using Merged = std::unordered_map<std::string, std::string>;

std::string Renamed(const std::string& arm, const Merged& merged) {
  const auto into = merged.find(arm);
  return into == merged.end() ? arm : into->second;
}

void AppendWord(std::string& name, const std::string& word) {
  if (word.empty()) return;
  if (!name.empty()) name += " · ";
  name += word;
}

/// The name of the row a value belongs to: equal for values that speak of the same thing.
std::string RowName(const Value& value, const Merged& merged) {
  std::string name;
  if (const auto* size = std::get_if<SampleSize>(&value)) {
    AppendWord(name, size->kind);
    AppendWord(name, Renamed(size->arm, merged));
    if (size->unit != "participants") AppendWord(name, size->unit);
  } else if (const auto* dose = std::get_if<Dose>(&value)) {
    AppendWord(name, dose->agent);
    AppendWord(name, Renamed(dose->arm, merged));
    AppendWord(name, dose->unit);
  } else if (const auto* follow_up = std::get_if<FollowUp>(&value)) {
    AppendWord(name, follow_up->statistic);
  } else if (const auto* outcome = std::get_if<OutcomeMeasure>(&value)) {
    AppendWord(name, outcome->role);
  } else if (const auto* result = std::get_if<ResultValue>(&value)) {
    AppendWord(name, result->concept_id.empty() ? result->outcome : result->concept_id);
    AppendWord(name, Renamed(result->arm, merged));
    if (!result->comparator.empty()) AppendWord(name, "vs " + Renamed(result->comparator, merged));
    AppendWord(name, result->time);
    AppendWord(name, result->statistic);
    AppendWord(name, result->subgroup);
    if (result->baseline) AppendWord(name, "baseline");
  } else if (const auto* id = std::get_if<RegistrationId>(&value)) {
    AppendWord(name, id->role);
    AppendWord(name, id->registry);
  }
  return name;
}

/// Two documents disagree when both say something and have nothing in common.
bool Disagree(const RowOfTrial& row) {
  std::vector<std::set<std::string>> said;
  for (const auto& [document, cells] : row.cells) {
    std::set<std::string>& texts = said.emplace_back();
    for (const Cell& cell : cells)
      if (cell.state != "rejected" && !cell.text.empty()) texts.insert(cell.text);
    if (texts.empty()) said.pop_back();
  }
  for (size_t i = 0; i < said.size(); ++i) {
    for (size_t k = i + 1; k < said.size(); ++k) {
      const bool common = std::any_of(said[i].begin(), said[i].end(),
                                      [&](const std::string& text) { return said[k].contains(text); });
      if (!common) return true;
    }
  }
  return false;
}

class TrialView {
 public:
  TrialView(Store& store, const Reviewer& reviewer) : store_(store), reviewer_(reviewer) {}

  Status Add(const std::string& name, int64_t document, const std::string& id) {
    Result<std::vector<StoredFact>> facts = FactsOf(store_, document);
    if (!facts) return facts.error();
    auto states = ReviewStatesOf(store_, document);
    if (!states) return states.error();
    auto merged = MergedArms(store_, id);
    if (!merged) return merged.error();
    for (const StoredFact& fact : *facts) AddFact(name, fact, (*states)[fact.id], *merged);
    return {};
  }

  void Append(JsonObject& answer) {
    std::string& out = answer.Key("arms");
    AppendList(arms_, out, [&](const auto& arm) { AppendArm(arm.second, out); });
    for (RowOfTrial& row : rows_)
      row.disagrees = row.disagrees || (row.field != "registration_id" && Disagree(row));
    answer.Key("fields");
    AppendList(rows_, out, [&](const RowOfTrial& row) { AppendRow(row, out); });
  }

 private:
  void AddFact(const std::string& name, const StoredFact& fact, const ReviewState& state,
               const Merged& merged) {
    for (const char* word : {"other_study", "animal", "negated"})
      if (fact.context.find(word) != std::string::npos) return;
    const std::optional<Field> field = FieldNamed(fact.field);
    const bool hidden = state.state == "half" && state.held_by != reviewer_.name;
    const std::string& json = hidden ? fact.value : fact.EffectiveValue();
    Result<Value> value = field ? FromJson(*field, json) : Error{};
    if (!value) return;
    Cell cell{ValueText(fact.field, json), json, fact.id, ShownState(state, reviewer_)};
    if (const auto* arm = std::get_if<Arm>(&*value)) {
      AddArm(name, *arm, cell, merged);
      return;
    }
    const auto* dose = std::get_if<Dose>(&*value);
    if (dose && !dose->arm.empty()) {
      const std::string label = Renamed(dose->arm, merged);
      ArmOfTrial& arm = arms_[label];
      arm.label = label;
      arm.by_document[name].doses.push_back(cell);
    }
    const std::string row_name = RowName(*value, merged);
    RowOfTrial& row = RowNamed(fact.field, row_name);
    row.disagrees = row.disagrees || state.disagrees;
    row.cells[name].push_back(std::move(cell));
  }

  void AddArm(const std::string& name, const Arm& arm, const Cell& cell, const Merged& merged) {
    const std::string label = Renamed(arm.label, merged);
    ArmOfTrial& all = arms_[label];
    all.label = label;
    if (label != arm.label) all.merged_from.insert(arm.label);
    if (all.role.empty() || all.role == "unknown") all.role = arm.role;
    ArmOfTrial::InDocument& here = all.by_document[name];
    if (cell.state == "rejected") return;
    if (arm.count) here.count = arm.count;
    here.findings.push_back(cell.finding);
  }

  RowOfTrial& RowNamed(const std::string& field, const std::string& name) {
    const auto [known, is_new] = index_.emplace(field + '\n' + name, rows_.size());
    if (is_new) rows_.push_back({field, name, false, {}});
    return rows_[known->second];
  }

  static void AppendCell(const Cell& cell, std::string& json) {
    JsonObject object(json);
    object.Text("text", cell.text);
    object.Raw("value", cell.value);
    object.Text("finding", cell.finding);
    object.Text("state", cell.state);
  }

  static void AppendArm(const ArmOfTrial& arm, std::string& json) {
    JsonObject object(json);
    object.Text("label", arm.label);
    object.Text("role", arm.role);
    AppendTexts({arm.merged_from.begin(), arm.merged_from.end()}, object.Key("merged_from"));
    JsonObject documents(object.Key("by_document"));
    for (const auto& [name, here] : arm.by_document) {
      JsonObject one(documents.Key(name));
      one.Raw("count", here.count ? std::to_string(*here.count) : "null");
      std::string& doses = one.Key("doses");
      AppendList(here.doses, doses, [&](const Cell& dose) { AppendCell(dose, doses); });
      AppendTexts(here.findings, one.Key("findings"));
    }
  }

  static void AppendRow(const RowOfTrial& row, std::string& json) {
    JsonObject object(json);
    object.Text("field", row.field);
    object.Text("name", row.name);
    {
      JsonObject cells(object.Key("cells"));
      for (const auto& [name, list] : row.cells) {
        std::string& out = cells.Key(name);
        AppendList(list, out, [&](const Cell& cell) { AppendCell(cell, out); });
      }
    }
    object.Raw("disagreement", row.disagrees ? "true" : "false");
  }

  Store& store_;
  const Reviewer& reviewer_;
  std::map<std::string, ArmOfTrial> arms_;
  std::vector<RowOfTrial> rows_;
  std::map<std::string, size_t> index_;
};

}  // namespace

HttpReply GetTrial(const ApiCall& call) {
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<std::optional<StoredTrial>> trial = FindTrial(**store, call.rest);
  if (!trial) return ErrorReply(trial.error());
  if (!*trial) return ErrorReply(404, "not_found", "there is no such trial");
  std::vector<StoredDocument> documents;
  std::map<std::string, int> renditions;
  for (int64_t id : (*trial)->documents) {
    Result<StoredDocument> stored = LoadDocument(**store, id, false);
    if (!stored) return ErrorReply(stored.error());
    ++renditions[stored->document.id];
    documents.push_back(std::move(*stored));
  }
  TrialView view(**store, call.reviewer);
  std::vector<std::string> names;
  for (const StoredDocument& stored : documents) {
    const Document& document = stored.document;
    names.push_back(renditions[document.id] > 1 ? document.id + "#" + document.source : document.id);
    if (Status status = view.Add(names.back(), stored.id, document.id); !status)
      return ErrorReply(status.error());
  }
  std::string json;
  {
    JsonObject answer(json);
    answer.Text("key", (*trial)->key);
    answer.Text("title", documents.empty() ? "" : documents.front().document.title);
    std::string& out = answer.Key("ids");
    AppendList((*trial)->registrations, out, [&](const auto& id) {
      JsonObject object(out);
      object.Text("id", id.first);
      object.Text("registry", id.second);
    });
    answer.Key("documents");
    size_t i = 0;
    AppendList(documents, out, [&](const StoredDocument& stored) {
      JsonObject object(out);
      object.Text("key", names[i++]);
      object.Text("id", stored.document.id);
      object.Text("source", stored.document.source);
      object.Text("title", stored.document.title);
      object.Text("published", stored.document.published);
      AppendTexts(stored.document.languages, object.Key("languages"));
    });
    view.Append(answer);
  }
  return JsonReply(std::move(json));
}

}  // namespace trialmine
