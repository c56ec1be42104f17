#include "view.h"

namespace trialmine {
namespace {

void AppendLines(const std::vector<RunReport::Line>& lines, std::string& json) {
  AppendList(lines, json, [&](const RunReport::Line& line) {
    JsonObject object(json);
    object.Text("document", line.document);
    object.Text("finding", line.fact);
    object.Text("field", line.field);
    object.Text("quote", line.quote);
    object.Raw("value", line.value);
    object.Raw("old_value", line.old_value);
  });
}

void AppendRun(const StoredRun& run, std::string& json) {
  JsonObject object(json);
  object.Number("id", run.id);
  object.Text("started_at", run.run.started_at);
  object.Text("finished_at", run.finished_at);
  object.Text("rules", run.run.rules_version);
  object.Text("program", run.run.program_version);
}

void AppendRules(const std::vector<RunReport::RuleScore>& rules, std::string& json) {
  AppendList(rules, json, [&](const RunReport::RuleScore& score) {
    const int64_t all = score.accepted + score.corrected + score.rejected;
    char precision[32];
    std::snprintf(precision, sizeof precision, "%.3f",
                  all ? static_cast<double>(score.accepted) / static_cast<double>(all) : 0);
    JsonObject object(json);
    object.Text("rule", score.rule);
    object.Number("accepted", score.accepted);
    object.Number("corrected", score.corrected);
    object.Number("rejected", score.rejected);
    object.Raw("precision", all ? precision : "null");
  });
}

}  // namespace

HttpReply GetReport(const ApiCall& call) {
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<RunReport> report = ReportLastRun(**store);
  if (!report) return ErrorReply(report.error());
  std::string json;
  {
    JsonObject answer(json);
    if (report->run.id)
      AppendRun(report->run, answer.Key("run"));
    else
      answer.Raw("run", "null");
    answer.Number("kept", report->kept);
    answer.Number("stale", report->stale);
    answer.Number("vanished", report->vanished);
    answer.Number("new", report->fresh);
    {
      JsonObject documents(answer.Key("documents"));
      documents.Number("read", report->documents_read);
      documents.Number("new", report->documents_new);
    }
    {
      JsonObject lists(answer.Key("lists"));
      AppendLines(report->stale_lines, lists.Key("stale"));
      AppendLines(report->vanished_lines, lists.Key("vanished"));
      AppendLines(report->fresh_lines, lists.Key("new"));
    }
    AppendRules(report->rules, answer.Key("rules"));
  }
  return JsonReply(std::move(json));
}

}  // namespace trialmine
