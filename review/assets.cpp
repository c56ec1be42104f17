#include "assets.h"

namespace trialmine {

struct EmbeddedFile {
  const char* name;
  const char* text;
};
extern const EmbeddedFile kAssets[];

namespace {

struct Type {
  std::string_view suffix, type;
};
constexpr Type kTypes[] = {
    {".html", "text/html; charset=utf-8"},        {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json; charset=utf-8"}, {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"}};

std::string_view TypeOf(std::string_view name) {
  for (const Type& type : kTypes)
    if (name.ends_with(type.suffix)) return type.type;
  return "application/octet-stream";
}

}  // namespace

HttpReply Asset(std::string_view path) {
  const std::string_view name = path == "/" ? "assets/index.html" : path.substr(path.empty() ? 0 : 1);
  for (const EmbeddedFile* file = kAssets; *file->name; ++file) {
    if (name == file->name)
      return {200, std::string(TypeOf(name)), file->text, {{"Cache-Control", "no-cache"}}};
  }
  return ErrorReply(404, "not_found", "there is no such page");
}

}  // namespace trialmine
