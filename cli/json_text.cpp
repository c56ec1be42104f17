#include "json_text.h"

#include "store/json_text.h"

namespace trialmine {

std::string ErrorLine(std::string_view id, std::string_view file, const Error& error) {
  std::string line = R"({"schema":1,"document":{)";
  if (!id.empty()) {
    line += R"("id":)";
    AppendJsonText(id, line);
    line += ',';
  }
  line += R"("file":)";
  AppendJsonText(file, line);
  line += R"(},"error":{"code":)";
  AppendJsonText(error.code, line);
  line += R"(,"detail":)";
  AppendJsonText(error.detail, line);
  line += "}}\n";
  return line;
}

}  // namespace trialmine
