#include <algorithm>
#include <map>
#include <set>

#include "store_impl.h"

// Which documents report one trial follows from the own ids that current readings name, and from nothing
// else: not from the order in which documents came. The common case, a document whose ids are all new or all
// known as one trial, is settled at once; every other change takes apart the trials it touches and makes them
// again.

namespace trialmine {
namespace {

/// A document of the component that is made again.
struct Member {
  int64_t document = 0;
  std::vector<OwnId> ids;
};

bool NamesTwoOfOneRegistry(const std::vector<OwnId>& ids) {
  std::set<std::string_view> registries;
  return !std::all_of(ids.begin(), ids.end(),
                      [&](const OwnId& own) { return registries.insert(own.registry).second; });
}

Result<std::vector<OwnId>> IdsOf(Database& database, int64_t document) {
  std::vector<OwnId> ids;
  Status status = database.ForEach(
      "SELECT registration, registry FROM document_registration WHERE document = ? ORDER BY position",
      [&](const Statement& row) {
        ids.push_back({row.String(0), row.String(1)});
      },
      document);
  if (!status) return status.error();
  return ids;
}

Status InsertIds(Database& database, int64_t document, const std::vector<OwnId>& ids) {
  int position = 0;
  for (const OwnId& own : ids) {
    Status status = database.Run(
        "INSERT INTO document_registration (document, position, registration, registry) VALUES (?, ?, ?, ?)",
        document, position++, own.registration, own.registry);
    if (!status) return status;
  }
  return {};
}

Result<int64_t> TrialOf(Database& database, const std::string& registration) {
  Result<Row> row =
      database.First("SELECT trial FROM trial_registration WHERE registration = ?", registration);
  if (!row) return row.error();
  return *row ? (*row)->Int(0) : 0;
}

Result<int64_t> InsertTrial(Database& database, const std::string& key, const std::vector<OwnId>& ids) {
  if (Status status = database.Run("INSERT INTO trial (key) VALUES (?)", key); !status) return status.error();
  const int64_t trial = database.LastId();
  for (const OwnId& own : ids) {
    Status status =
        database.Run("INSERT INTO trial_registration (registration, registry, trial) VALUES (?, ?, ?)",
                     own.registration, own.registry, trial);
    if (!status) return status.error();
  }
  return trial;
}

Status InsertLink(Database& database, int64_t trial, int64_t document) {
  return database.Run("INSERT INTO trial_document (trial, document) VALUES (?, ?) ON CONFLICT DO NOTHING",
                      trial, document);
}

/// Settles a document that had no ids where that changes no existing trial; false where it may.
Result<bool> LinkAtOnce(Database& database, int64_t document, const std::vector<OwnId>& ids) {
  if (NamesTwoOfOneRegistry(ids)) return false;
  Result<int64_t> trial = TrialOf(database, ids.front().registration);
  for (size_t i = 1; trial.ok() && i < ids.size(); ++i) {
    Result<int64_t> other = TrialOf(database, ids[i].registration);
    if (!other) return other.error();
    if (*other != *trial) return false;
  }
  // A further document may change which of several ids is the key.
  if (trial.ok() && *trial && ids.size() > 1) return false;
  if (trial.ok() && !*trial) trial = InsertTrial(database, ids.front().registration, ids);
  if (!trial) return trial.error();
  if (Status status = InsertLink(database, *trial, document); !status) return status.error();
  return true;
}

/// Takes apart the trials around some ids and makes them again from what their documents name.
class Remaking {
 public:
  Remaking(Database& database, int64_t run, std::set<int64_t>& touched)
      : database_(database), run_(run), touched_(touched) {}

  Status Make(const std::vector<OwnId>& around) {
    Status status = Gather(around);
    if (status.ok()) status = TakeApart();
    if (status.ok()) status = Join();
    if (status.ok()) status = WriteTrials();
    return status;
  }

 private:
  struct Name {
    std::string registry;
    size_t last_position = 0;  ///< How late in a document's list it comes at most: the earliest is the key.
    std::string group;         ///< Another name of the same trial, or itself at the root.
  };

  Status Gather(const std::vector<OwnId>& around);
  Status TakeApart();
  Status Join();
  Status WriteTrials();
  Status Note(const std::string& kind, const Member& member, const std::string& detail);
  std::string Root(std::string name) const {
    while (names_.at(name).group != name) name = names_.at(name).group;
    return name;
  }
  /// Whether two groups hold different ids of one registry.
  bool Clash(const std::string& a, const std::string& b) const;

  Database& database_;
  const int64_t run_;
  std::set<int64_t>& touched_;
  std::map<std::string, Name> names_;
  std::map<std::string, Member> members_;  ///< By document key and source, so that order never matters.
};

Status Remaking::Gather(const std::vector<OwnId>& around) {
  std::vector<OwnId> open = around;
  std::set<int64_t> met;
  while (!open.empty()) {
    const OwnId own = std::move(open.back());
    open.pop_back();
    if (!names_.emplace(own.registration, Name{own.registry, 0, own.registration}).second) continue;
    std::vector<std::pair<std::string, int64_t>> documents;
    Status status = database_.ForEach(
        "SELECT d.id, d.key, d.source FROM document_registration n JOIN document d ON d.id = n.document "
        "WHERE n.registration = ?",
        [&](const Statement& row) {
          if (met.insert(row.Int(0)).second)
            documents.push_back({row.String(1) + '\n' + row.String(2), row.Int(0)});
        },
        own.registration);
    if (!status) return status;
    for (const auto& [key, document] : documents) {
      Result<std::vector<OwnId>> ids = IdsOf(database_, document);
      if (!ids) return ids.error();
      open.insert(open.end(), ids->begin(), ids->end());
      members_[key] = {document, std::move(*ids)};
    }
  }
  return {};
}

Status Remaking::TakeApart() {
  std::set<int64_t> trials;
  for (const auto& [registration, name] : names_) {
    Result<int64_t> trial = TrialOf(database_, registration);
    if (!trial) return trial.error();
    if (*trial) trials.insert(*trial);
  }
  for (int64_t trial : trials) {
    Status status = ForgetDiscrepancies(database_, trial);
    if (status.ok()) status = database_.Run("DELETE FROM trial_document WHERE trial = ?", trial);
    if (status.ok()) status = database_.Run("DELETE FROM trial_registration WHERE trial = ?", trial);
    if (status.ok()) status = database_.Run("DELETE FROM trial WHERE id = ?", trial);
    if (!status.ok()) return status;
  }
  return {};
}

bool Remaking::Clash(const std::string& a, const std::string& b) const {
  for (const auto& [name, one] : names_) {
    if (Root(name) != a) continue;
    for (const auto& [other_name, other] : names_) {
      if (other.registry == one.registry && other_name != name && Root(other_name) == b) return true;
    }
  }
  return false;
}

Status Remaking::Join() {
  for (const auto& [key, member] : members_) {
    Status status = database_.Run(
        "DELETE FROM discrepancy WHERE document = ? AND kind IN ('several_ids', 'clashing_ids')",
        key.substr(0, key.find('\n')));
    if (!status) return status;
    for (size_t i = 0; i < member.ids.size(); ++i) {
      Name& name = names_.at(member.ids[i].registration);
      name.last_position = std::max(name.last_position, i);
    }
  }
  for (const auto& [key, member] : members_) {
    if (NamesTwoOfOneRegistry(member.ids)) {
      if (Status status = Note("several_ids", member, "names several own ids of one registry"); !status)
        return status;
      continue;
    }
    for (size_t i = 1; i < member.ids.size(); ++i) {
      const std::string a = Root(member.ids[0].registration), b = Root(member.ids[i].registration);
      if (a == b) continue;
      if (!Clash(a, b)) {
        names_.at(b).group = a;
        continue;
      }
      const std::string both = member.ids[0].registration + " and " + member.ids[i].registration;
      Status status = Note("clashing_ids", member, both + " would bring two ids of one registry together");
      if (!status) return status;
    }
  }
  return {};
}

Status Remaking::Note(const std::string& kind, const Member& member, const std::string& detail) {
  Result<Row> row = database_.First("SELECT key FROM document WHERE id = ?", member.document);
  if (!row) return row.error();
  return database_.Run(
      "INSERT INTO discrepancy (kind, trial, document, detail, run) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO "
      "NOTHING",
      kind, member.ids.front().registration, (*row)->Text(0), detail, run_);
}

Status Remaking::WriteTrials() {
  std::map<std::string, std::vector<std::string>> groups;
  for (const auto& [name, unused] : names_) groups[Root(name)].push_back(name);
  std::map<std::string, std::set<int64_t>> documents;
  for (const auto& [key, member] : members_)
    for (const OwnId& own : member.ids) documents[Root(own.registration)].insert(member.document);
  for (const auto& [root, linked] : documents) {
    std::vector<std::string>& names = groups[root];
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
      return names_.at(a).last_position < names_.at(b).last_position;
    });
    std::vector<OwnId> ids;
    for (const std::string& name : names) ids.push_back({name, names_.at(name).registry});
    Result<int64_t> trial = InsertTrial(database_, names.front(), ids);
    if (!trial) return trial.error();
    touched_.insert(linked.begin(), linked.end());
    for (int64_t document : linked) {
      if (Status status = InsertLink(database_, *trial, document); !status) return status;
    }
  }
  return {};
}

}  // namespace

Status LinkTrials(Database& database, int64_t document, bool is_new, const std::vector<OwnId>& ids,
                  int64_t run, std::set<int64_t>& touched) {
  std::vector<OwnId> before;
  if (!is_new) {
    Result<std::vector<OwnId>> known = IdsOf(database, document);
    if (!known) return known.error();
    before = std::move(*known);
    if (before == ids) return {};
    if (Status status = database.Run("DELETE FROM document_registration WHERE document = ?", document);
        !status)
      return status;
  }
  if (ids.empty() && before.empty()) return {};
  if (Status status = InsertIds(database, document, ids); !status) return status;
  if (before.empty()) {
    Result<bool> settled = LinkAtOnce(database, document, ids);
    if (!settled) return settled.error();
    if (*settled) return {};
  }
  std::vector<OwnId> around = ids;
  around.insert(around.end(), before.begin(), before.end());
  return Remaking(database, run, touched).Make(around);
}

}  // namespace trialmine
