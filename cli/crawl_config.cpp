#include "crawl_config.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "toml_section.h"

namespace trialmine {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int64_t kMostParallel = 64;

class ConfigReader {
 public:
  explicit ConfigReader(const std::string& path) : folder_(fs::path(path).parent_path()) {}

  Status Read(const toml::table& file) {
    TomlSection top(file, "the file");
    const toml::table empty;
    if (Status crawl = ReadCrawl(Or(top.Table("crawl"), empty)); !crawl) return crawl;
    if (Status http = ReadHttp(Or(top.Table("http"), empty)); !http) return http;
    if (const toml::table* sources = top.Table("source")) {
      for (const auto& [name, node] : *sources) {
        const toml::table* section = node.as_table();
        if (!section) return At(node, "[source]: " + std::string(name.str()) + " must be a section");
        if (Status read = ReadSource(std::string(name.str()), *section); !read) return read;
      }
    }
    for (const toml::table* section : top.Tables("web"))
      if (Status read = ReadWeb(*section); !read) return read;
    return top.Finish();
  }

  CrawlConfig config;

 private:
  static const toml::table& Or(const toml::table* table, const toml::table& otherwise) {
    return table ? *table : otherwise;
  }

  static Error At(const toml::node& node, const std::string& why) {
    return {"bad_input", "line " + std::to_string(node.source().begin.line) + ": " + why};
  }

  std::string Path(const std::string& path) const {
    return fs::path(path).is_absolute() || folder_.empty() ? path : (folder_ / path).string();
  }

  Status ReadCrawl(const toml::table& table) {
    TomlSection section(table, "[crawl]");
    contact_ = section.Text("contact").value_or("");
    const std::string agent = section.Text("user_agent").value_or("trialmine/" TRIALMINE_VERSION);
    config.store = Path(section.Text("store").value_or("trials.db"));
    if (const auto patience = Duration(section, "patience"))
      config.patience = std::chrono::duration_cast<seconds>(*patience);
    if (contact_.find('@') == std::string::npos && contact_.find("://") == std::string::npos) {
      section.RefuseKey("contact", "contact must be an e-mail address or a URL: whom a site may turn to");
    }
    const bool mail = contact_.find("://") == std::string::npos && !contact_.starts_with("mailto:");
    config.http.user_agent = agent + " (+" + (mail ? "mailto:" : "") + contact_ + ")";
    return section.Finish();
  }

  Status ReadHttp(const toml::table& table) {
    TomlSection section(table, "[http]");
    HttpOptions& http = config.http;
    http.proxy = section.Text("proxy").value_or("");
    if (const auto file = section.Text("ca_file")) http.ca_file = Path(*file);
    http.resolve = section.Texts("resolve");
    http.connect_to = section.Texts("connect_to");
    http.allow_addresses = section.Texts("allow_addresses");
    if (const auto bytes = section.Number("max_bytes", 1, INT64_MAX))
      http.max_bytes = static_cast<uint64_t>(*bytes);
    if (const auto bytes = section.Number("max_wire_bytes", 1, INT64_MAX))
      http.max_wire_bytes = static_cast<uint64_t>(*bytes);
    if (const auto time = Duration(section, "connect_timeout"))
      http.connect_timeout = std::chrono::duration_cast<seconds>(*time);
    if (const auto time = Duration(section, "low_speed_time"))
      http.low_speed_time = std::chrono::duration_cast<seconds>(*time);
    if (Status finished = section.Finish(); !finished) return finished;
    if (Status usable = CheckHttpOptions(http); !usable) return At(table, "[http]: " + usable.error().detail);
    return {};
  }

  Status ReadSource(const std::string& name, const toml::table& table) {
    const Source* source = FindSource(name);
    if (!source || name == "web") {
      std::string known;
      for (const Source* one : Sources())
        if (one->info().name != "web") known += (known.empty() ? "" : " ") + one->info().name;
      return At(table, "[source." + name + "]: no such source; there are: " + known);
    }
    TomlSection section(table, "[source." + name + "]");
    return ReadTarget(name, *source, section);
  }

  Status ReadWeb(const toml::table& table) {
    TomlSection section(table, "[[web]]");
    const std::string name = section.Text("name").value_or("");
    const bool known =
        FindSource(name) || std::any_of(config.targets.begin(), config.targets.end(),
                                        [&](const auto& target) { return target.name == name; });
    if (name.empty()) section.RefuseKey("name", "name must be set: what the pages are filed under");
    if (known) section.RefuseKey("name", "there already is a source " + name);
    return ReadTarget(name, *FindSource("web"), section);
  }

  Status ReadTarget(const std::string& name, const Source& source, TomlSection& section) {
    const SourceInfo& info = source.info();
    CrawlTarget target;
    target.name = name;
    target.source = &source;
    const bool enabled = section.Flag("enabled").value_or(info.enabled);
    if (enabled && !info.enabled) section.RefuseKey("enabled", "it may not be crawled: " + info.why_off);
    ReadSecrets(section, target.settings);
    for (const std::string& key : info.settings)
      if (std::vector<std::string> values = section.Texts(key); !values.empty())
        target.settings.values[key] = std::move(values);
    target.floor = source.PaceFor(target.settings);
    ReadPace(section, info, target);
    if (Status finished = section.Finish(); !finished) return finished;
    if (!enabled) {
      config.off.push_back({name, info.enabled ? "switched off in the configuration" : info.why_off});
      return {};
    }
    if (Status usable = source.Check(target.settings); !usable)
      return At(section.table(), section.name() + ": " + usable.error().detail);
    config.targets.push_back(std::move(target));
    return {};
  }

  void ReadSecrets(TomlSection& section, SourceSettings& settings) {
    settings.tool = section.Text("tool").value_or("trialmine");
    const bool mail = contact_.find("://") == std::string::npos;
    const std::string address = contact_.starts_with("mailto:") ? contact_.substr(7) : contact_;
    settings.email = section.Text("email").value_or(mail ? address : "");
    settings.api_key = section.Text("api_key").value_or("");
    if (const auto file = section.Text("api_key_file")) {
      std::ifstream in(Path(*file));
      if (!std::getline(in, settings.api_key))
        section.RefuseKey("api_key_file", "cannot read " + Path(*file));
    }
    for (const char* key : {"tool", "email", "api_key"}) {
      const std::string& value = key == std::string("tool")    ? settings.tool
                                 : key == std::string("email") ? settings.email
                                                               : settings.api_key;
      if (!ValidHeaderValue(value)) section.RefuseKey(key, std::string(key) + " holds control characters");
    }
    if (!settings.api_key.empty()) config.http.secrets.push_back(settings.api_key);
  }

  /// A pace may only be made slower, but for hosts of one's own; the crawler sees to it by `floor`. A
  /// configuration that could never take effect is refused here.
  void ReadPace(TomlSection& section, const SourceInfo& info, CrawlTarget& target) {
    target.pace = target.floor;
    const bool has_own_hosts = !config.http.allow_addresses.empty();
    if (const auto delay = Duration(section, "delay")) {
      if (*delay < target.floor.delay && !has_own_hosts)
        section.RefuseKey("delay",
                          "delay may not be less than the source's own " + SayDuration(target.floor.delay));
      target.pace.delay = *delay;
      for (auto& [host, of_host] : target.pace.hosts)
        of_host = has_own_hosts ? *delay : std::max(of_host, *delay);
    }
    if (const auto parallel = section.Number("parallel", 1, kMostParallel)) {
      if (*parallel > target.floor.parallel && !has_own_hosts)
        section.RefuseKey("parallel", "parallel may not be more than the source's own " +
                                          std::to_string(target.floor.parallel));
      target.pace.parallel = static_cast<int>(*parallel);
    }
    if (const auto attempts = section.Number("attempts", 1, 100))
      target.pace.attempts = static_cast<int>(*attempts);
    if (const auto robots = section.Flag("robots")) target.pace.robots = *robots;
    if (const auto backoff = Duration(section, "backoff")) {
      if (*backoff < target.backoff && !has_own_hosts)
        section.RefuseKey("backoff", "backoff may not be less than " + SayDuration(target.backoff));
      target.backoff = *backoff;
    }
    ReadHours(section, target.hours);
    target.every = DurationOr(section, "every", info.every);
    target.recrawl_min =
        DurationOr(section, "recrawl_min", std::min<seconds>(info.recrawl_min, target.every));
    target.recrawl_max =
        DurationOr(section, "recrawl_max", std::max<seconds>(info.recrawl_max, target.recrawl_min));
  }

  static void ReadHours(TomlSection& section, OpeningHours& hours) {
    hours.weekdays = section.Flag("weekdays").value_or(false);
    const auto text = section.Text("hours");
    if (!text) return;
    char end = 0;
    const bool read = std::sscanf(text->c_str(), "%2d-%2d%c", &hours.from, &hours.to, &end) == 2;
    if (!read || hours.from < 0 || hours.from > 24 || hours.to < 0 || hours.to > 24)
      section.RefuseKey("hours", "hours must be like \"21-5\": from and to, in UTC");
    hours.to %= 24;
    hours.from %= 24;
  }

  static std::optional<milliseconds> Duration(TomlSection& section, const char* key) {
    const auto text = section.Text(key);
    if (!text) return std::nullopt;
    const auto duration = ParseDuration(*text);
    if (!duration)
      section.RefuseKey(key, std::string(key) + " must be a duration such as \"500ms\", \"2s\", \"6h\"");
    return duration;
  }

  static seconds DurationOr(TomlSection& section, const char* key, seconds otherwise) {
    const auto duration = Duration(section, key);
    return duration ? std::chrono::duration_cast<seconds>(*duration) : otherwise;
  }

  fs::path folder_;
  std::string contact_;
};

}  // namespace

Result<CrawlConfig> ReadCrawlConfig(const std::string& path) {
  std::ifstream in(path);
  if (!in) return Error{"bad_input", "cannot be read"};
  std::ostringstream text;
  text << in.rdbuf();
  try {
    const toml::table file = toml::parse(text.str(), path);
    ConfigReader reader(path);
    if (Status read = reader.Read(file); !read) return read.error();
    return std::move(reader.config);
  } catch (const toml::parse_error& error) {
    return Error{"bad_input", "line " + std::to_string(error.source().begin.line) + ": " +
                                  std::string(error.description())};
  }
}

std::optional<milliseconds> ParseDuration(const std::string& text) {
  int64_t number = 0;
  const auto [unit, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > 1'000'000'000) return std::nullopt;
  const std::string_view name(unit, static_cast<size_t>(text.data() + text.size() - unit));
  if (name == "ms") return milliseconds(number);
  if (name == "s") return seconds(number);
  if (name == "m") return std::chrono::minutes(number);
  if (name == "h") return std::chrono::hours(number);
  if (name == "d") return std::chrono::hours(24 * number);
  return std::nullopt;
}

std::string SayDuration(milliseconds duration) {
  const int64_t all = duration.count();
  if (all < 1000) return std::to_string(all) + " ms";
  const int64_t s = all / 1000;
  if (s < 60) {
    const std::string tenths = all % 1000 >= 100 ? "." + std::to_string(all % 1000 / 100) : "";
    return std::to_string(s) + tenths + " s";
  }
  if (s < 3600) return std::to_string(s / 60) + " min" + (s % 60 ? " " + std::to_string(s % 60) + " s" : "");
  if (s < 48 * 3600)
    return std::to_string(s / 3600) + " h" +
           (s % 3600 >= 60 ? " " + std::to_string(s % 3600 / 60) + " min" : "");
  return std::to_string(s / 86400) + " days";
}

}  // namespace trialmine
