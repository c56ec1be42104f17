#include "ctgov_results.h"

#include <array>
#include <cctype>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace trialmine {
namespace {

// The groups of one table: its columns.
struct Columns {
  std::vector<std::string> ids;
  std::vector<std::string> titles;

  Columns() = default;
  explicit Columns(JsonValue groups) {
    groups.Each([&](JsonValue group) { Add(group["id"].text(), group["title"].text()); });
  }
  void Add(std::string id, std::string title) {
    ids.push_back(std::move(id));
    titles.push_back(std::move(title));
  }
};

using Counts = std::map<std::string, std::string>;  // by group

Counts ParticipantsOf(JsonValue denoms) {
  Counts counts;
  denoms.Each([&](JsonValue denom) {
    if (!counts.empty() && denom["units"].text() != "Participants") return;
    denom["counts"].Each([&](JsonValue count) { counts[count["groupId"].text()] = count["value"].text(); });
  });
  return counts;
}

// A table written row by row.
class TableWriter {
 public:
  TableWriter(std::string_view caption, DocumentBuilder* builder)
      : builder_(*builder), table_(builder->NewTable()) {
    builder_.Begin(BlockKind::kCaption, Section::kCaption);
    builder_.open_block().table = table_;
    builder_.Append(caption);
    builder_.End();
  }

  void Header(std::string_view stub, const Columns& columns, const Counts& participants) {
    Put(stub, 0, true);
    for (size_t i = 0; i < columns.ids.size(); ++i) {
      auto n = participants.find(columns.ids[i]);
      Put(n == participants.end() ? columns.titles[i] : columns.titles[i] + " (n = " + n->second + ")", i + 1,
          true);
    }
    ++row_;
  }

  void Row(std::string_view stub, const Columns& columns, const Counts& values) {
    Put(stub, 0, true);
    for (size_t i = 0; i < columns.ids.size(); ++i)
      if (auto value = values.find(columns.ids[i]); value != values.end()) Put(value->second, i + 1, false);
    ++row_;
  }

 private:
  void Put(std::string_view text, size_t column, bool header) {
    builder_.Begin(BlockKind::kCell, Section::kTable);
    Block& block = builder_.open_block();
    block.table = table_;
    block.cell.row = static_cast<uint16_t>(row_);
    block.cell.column = static_cast<uint16_t>(column);
    block.cell.header = header;
    builder_.Append(text);
    builder_.End();
  }

  DocumentBuilder& builder_;
  int32_t table_;
  size_t row_ = 0;
};

std::string JoinedBy(std::string_view separator, std::initializer_list<std::string> parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

// How a measure's values are written: "Mean (SD)".
std::string StatisticOf(JsonValue measure) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kParameters{{
      {"MEAN", "Mean"},
      {"MEDIAN", "Median"},
      {"LEAST_SQUARES_MEAN", "Least squares mean"},
      {"GEOMETRIC_MEAN", "Geometric mean"},
      {"GEOMETRIC_LEAST_SQUARES_MEAN", "Geometric least squares mean"},
      {"LOG_MEAN", "Log mean"},
      {"NUMBER", ""},
      {"COUNT_OF_PARTICIPANTS", "Number of participants"},
      {"COUNT_OF_UNITS", "Number of units"},
  }};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kDispersions{{
      {"STANDARD_DEVIATION", "SD"},
      {"STANDARD DEVIATION", "SD"},
      {"STANDARD_ERROR", "SE"},
      {"STANDARD ERROR", "SE"},
      {"INTER_QUARTILE_RANGE", "IQR"},
      {"FULL_RANGE", "range"},
  }};
  std::string parameter = measure["paramType"].text();
  for (const auto& [name, printed] : kParameters)
    if (name == parameter) {
      parameter = printed;
      break;
    }
  std::string dispersion = measure["dispersionType"].text();
  for (char& c : dispersion) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string printed = ReadableEnum(measure["dispersionType"].text());
  for (const auto& [name, abbreviation] : kDispersions)
    if (name == dispersion) printed = abbreviation;
  if (dispersion.starts_with("INTER") && dispersion.find("QUARTILE") != std::string::npos) printed = "IQR";
  if (printed.find("Confidence Interval") != std::string::npos)
    printed = printed.substr(0, printed.find('%') + 1) + " CI";
  if (dispersion.empty() || dispersion == "NA") return parameter;
  return parameter + " (" + printed + ")";
}

std::string ValueOf(JsonValue measurement) {
  const std::string value = measurement["value"].text(), spread = measurement["spread"].text();
  const std::string low = measurement["lowerLimit"].text(), high = measurement["upperLimit"].text();
  if (!spread.empty()) return value + " (" + spread + ")";
  if (!low.empty() || !high.empty()) return value + " (" + low + " to " + high + ")";
  return value;
}

// "Mean (SD), years": what all values of a measure are.
std::string KindOfValues(JsonValue measure) {
  return JoinedBy(", ", {StatisticOf(measure), measure["unitOfMeasure"].text()});
}

// The rows of a measure: one for each of its classes' categories, without a name where there is but one.
void WriteMeasureRows(JsonValue measure, const Columns& columns, TableWriter* table) {
  measure["classes"].Each([&](JsonValue part) {
    part["categories"].Each([&](JsonValue category) {
      Counts values;
      category["measurements"].Each([&](JsonValue m) { values[m["groupId"].text()] = ValueOf(m); });
      table->Row(JoinedBy(": ", {part["title"].text(), category["title"].text()}), columns, values);
    });
  });
}

void WriteParticipantFlow(JsonValue flow, DocumentBuilder* builder) {
  const Columns columns(flow["groups"]);
  builder->Add(BlockKind::kParagraph, Section::kResults, flow["recruitmentDetails"].text());
  builder->Add(BlockKind::kParagraph, Section::kResults, flow["preAssignmentDetails"].text());
  flow["periods"].Each([&](JsonValue period) {
    TableWriter table("Participant flow: " + period["title"].text(), builder);
    table.Header("Number of participants", columns, {});
    auto rows = [&](JsonValue list, const char* counts, std::string_view prefix) {
      list.Each([&](JsonValue entry) {
        Counts values;
        entry[counts].Each(
            [&](JsonValue count) { values[count["groupId"].text()] = count["numSubjects"].text(); });
        table.Row(std::string(prefix) + ReadableEnum(entry["type"].text()), columns, values);
      });
    };
    rows(period["milestones"], "achievements", "");
    rows(period["dropWithdraws"], "reasons", "Not completed: ");
  });
}

void WriteBaseline(JsonValue baseline, DocumentBuilder* builder) {
  const Columns columns(baseline["groups"]);
  if (columns.ids.empty()) return;
  const Counts participants = ParticipantsOf(baseline["denoms"]);
  baseline["measures"].Each([&](JsonValue measure) {
    TableWriter table("Baseline characteristics: " + measure["title"].text(), builder);
    table.Header(KindOfValues(measure), columns, participants);
    WriteMeasureRows(measure, columns, &table);
  });
}

std::string TitleOfGroups(JsonValue ids, const Columns& columns) {
  std::string titles;
  ids.Each([&](JsonValue id) {
    for (size_t i = 0; i < columns.ids.size(); ++i)
      if (columns.ids[i] == id.text()) titles += (titles.empty() ? "" : " vs ") + columns.titles[i];
  });
  return titles;
}

// One analysis: its estimate as a table of one row ("MSC vs Placebo | -1.2 (-2.3 to -0.1) | 0.03"), a p alone
// as a sentence.
void WriteAnalysis(JsonValue analysis, const Columns& columns, std::string_view outcome,
                   std::string_view suffix, DocumentBuilder* builder) {
  const std::string estimate = analysis["paramValue"].text(), p = analysis["pValue"].text();
  const std::string groups = TitleOfGroups(analysis["groupIds"], columns);
  std::string method = analysis["statisticalMethod"].text();
  if (!method.empty()) method = " (" + method + ")";
  if (estimate.empty()) {
    if (p.empty()) return;
    const std::string relation = p.find_first_of("<>=≤≥") == 0 ? "P " : "P = ";
    builder->Add(BlockKind::kParagraph, Section::kResults,
                 "Statistical analysis of " + std::string(outcome) + ", " + groups + ": " + relation + p +
                     method + ".");
    return;
  }
  const std::string low = analysis["ciLowerLimit"].text(), high = analysis["ciUpperLimit"].text();
  const bool interval = !low.empty() && !high.empty();
  TableWriter table("Statistical analysis: " + std::string(outcome) + std::string(suffix), builder);
  Columns parts;
  parts.Add("estimate", analysis["paramType"].text() +
                            (interval ? " (" + analysis["ciPctValue"].text() + "% CI)" : std::string()));
  if (!p.empty()) parts.Add("p", "P" + method);
  table.Header("Comparison", parts, {});
  table.Row(groups, parts,
            {{"estimate", estimate + (interval ? " (" + low + " to " + high + ")" : "")}, {"p", p}});
}

void WriteOutcome(JsonValue outcome, DocumentBuilder* builder) {
  const Columns columns(outcome["groups"]);
  if (columns.ids.empty()) return;
  const std::string title = outcome["title"].text();
  const std::string time_frame = outcome["timeFrame"].text();
  const std::string type = ReadableEnum(outcome["type"].text());
  const std::string suffix = time_frame.empty() ? "" : " [" + time_frame + "]";
  {
    TableWriter table(type + " outcome: " + title + suffix, builder);
    table.Header(KindOfValues(outcome), columns, ParticipantsOf(outcome["denoms"]));
    WriteMeasureRows(outcome, columns, &table);
  }
  builder->Add(BlockKind::kParagraph, Section::kResults, outcome["populationDescription"].text());
  outcome["analyses"].Each(
      [&](JsonValue analysis) { WriteAnalysis(analysis, columns, title, suffix, builder); });
}

// `3/30`
std::string Affected(const std::string& affected, const std::string& at_risk) {
  return affected.empty() || at_risk.empty() ? affected : affected + "/" + at_risk;
}

void WriteAdverseEvents(JsonValue events, DocumentBuilder* builder) {
  const Columns columns(events["eventGroups"]);
  if (columns.ids.empty()) return;
  const std::string time_frame = events["timeFrame"].text();
  const std::string suffix = time_frame.empty() ? "" : " [" + time_frame + "]";
  {
    TableWriter table("Adverse events" + suffix, builder);
    table.Header("n/N", columns, {});
    struct Total {
      const char *name, *affected, *at_risk;
    };
    constexpr std::array<Total, 3> kTotals{
        {{"All-cause mortality", "deathsNumAffected", "deathsNumAtRisk"},
         {"Serious adverse events", "seriousNumAffected", "seriousNumAtRisk"},
         {"Other adverse events", "otherNumAffected", "otherNumAtRisk"}}};
    for (const Total& total : kTotals) {
      Counts values;
      events["eventGroups"].Each([&](JsonValue group) {
        if (std::string value = Affected(group[total.affected].text(), group[total.at_risk].text());
            !value.empty())
          values[group["id"].text()] = value;
      });
      if (!values.empty()) table.Row(total.name, columns, values);
    }
  }
  for (const auto& [caption, list] : {std::pair("Serious adverse events", "seriousEvents"),
                                      std::pair("Other adverse events", "otherEvents")}) {
    if (events[list].size() == 0) continue;
    TableWriter table(caption + suffix, builder);
    table.Header("n/N", columns, {});
    events[list].Each([&](JsonValue event) {
      Counts values;
      event["stats"].Each([&](JsonValue stat) {
        values[stat["groupId"].text()] = Affected(stat["numAffected"].text(), stat["numAtRisk"].text());
      });
      table.Row(event["term"].text(), columns, values);
    });
  }
}

}  // namespace

std::string ReadableEnum(std::string_view value) {
  std::string out(value);
  if (value.find_first_of("abcdefghijklmnopqrstuvwxyz ") != std::string_view::npos) return out;
  bool start = true;
  for (char& c : out) {
    if (c == '_') c = ' ';
    if (!start) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    start = c == ' ';
  }
  return out;
}

void WriteCtgovResults(JsonValue results, DocumentBuilder* builder) {
  WriteParticipantFlow(results["participantFlowModule"], builder);
  WriteBaseline(results["baselineCharacteristicsModule"], builder);
  results["outcomeMeasuresModule"]["outcomeMeasures"].Each(
      [&](JsonValue outcome) { WriteOutcome(outcome, builder); });
  WriteAdverseEvents(results["adverseEventsModule"], builder);
}

}  // namespace trialmine
