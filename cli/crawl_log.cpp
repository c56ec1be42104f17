#include "crawl_log.h"

#include <cstdio>

#include "command.h"
#include "fetch/utf8.h"
#include "store/json_text.h"
#include "utc_time.h"

namespace trialmine {
namespace {

std::string_view NameOf(CrawlLog::Level level) {
  switch (level) {
    case CrawlLog::Level::kDebug:
      return "debug";
    case CrawlLog::Level::kInfo:
      return "info";
    case CrawlLog::Level::kWarning:
      break;
  }
  return "warning";
}

}  // namespace

std::optional<CrawlLog::Level> CrawlLog::LevelNamed(std::string_view name) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning})
    if (NameOf(level) == name) return level;
  return std::nullopt;
}

void CrawlLog::Say(Level level, std::string_view source, std::string_view message) {
  if (level < least_) return;
  ClearStatus();
  std::string line;
  if (json_) {
    JsonObject object(line);  // Closed where it goes out of scope.
    object.Text("at", UtcNow());
    object.Text("level", NameOf(level));
    object.Text("source", source);
    object.Text("message", message);
  } else {
    line = UtcNow() + " " + std::string(NameOf(level)) + " " + TerminalText(source) + ": " +
           TerminalText(message);
  }
  std::fprintf(stderr, "%s\n", line.c_str());
}

void CrawlLog::ShowStatus(const std::string& line) {
  if (json_ || !ErrorsAreTerminal()) return;
  std::fprintf(stderr, "\r\033[K%s", TerminalText(line).c_str());
  std::fflush(stderr);
  status_shown_ = true;
}

void CrawlLog::ClearStatus() {
  if (!status_shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  status_shown_ = false;
}

}  // namespace trialmine
