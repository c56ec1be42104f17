#include "folder.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>

#include "file.h"
#include "source.h"

namespace trialmine {
namespace {

Result<std::vector<std::string>> NamesIn(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(folder.c_str()), closedir);
  if (!dir) return SystemError("unreadable", "cannot be opened");
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return SystemError("unreadable", "cannot be read");
  std::sort(names.begin(), names.end(), std::greater<>());
  return names;
}

}  // namespace

Entry OpenFileEntry(const std::string& path) {
  Result<OpenedFile> file = OpenRegularFile(path);
  if (!file) return MakeEntry(path, file.error());
  Entry entry = MakeEntry(path, MakeSource<FdSource>(std::move(file->fd)));
  entry.again = std::make_shared<FileStorage>(path, file->stat);
  return entry;
}

std::optional<Entry> PathContainer::Next() {
  if (!begun_) {
    begun_ = true;
    if (std::optional<Entry> entry = Visit(path_, true)) return entry;
  }
  while (!stack_.empty()) {
    if (stack_.back().names.empty()) {
      stack_.pop_back();
      continue;
    }
    std::string path = stack_.back().path;
    if (!path.ends_with('/')) path += '/';
    path += stack_.back().names.back();
    stack_.back().names.pop_back();
    if (std::optional<Entry> entry = Visit(path, false)) {
      gave_any_ = true;
      return entry;
    }
  }
  if (!is_folder_ || gave_any_) return std::nullopt;
  gave_any_ = true;
  return MakeEntry(path_, Error{"empty", "the folder holds no files"});
}

/// The entry of a path; nothing for a folder, which is entered.
std::optional<Entry> PathContainer::Visit(const std::string& path, bool named) {
  struct stat stat = {};
  if (::lstat(path.c_str(), &stat) != 0)
    return MakeEntry(path, SystemError("unreadable", "cannot be opened"));
  const bool by_link = S_ISLNK(stat.st_mode);
  if (by_link && ::stat(path.c_str(), &stat) != 0) {
    if (errno == ELOOP) return MakeEntry(path, Error{"loop", "the symbolic link leads back to itself"});
    return MakeEntry(path, SystemError("unreadable", "cannot be followed"));
  }
  if (!S_ISDIR(stat.st_mode)) return OpenFileEntry(path);
  is_folder_ = is_folder_ || named;
  return Enter(path, stat, by_link);
}

std::optional<Entry> PathContainer::Enter(const std::string& path, const struct stat& stat, bool by_link) {
  const Identity identity(stat.st_dev, stat.st_ino);
  const bool above = std::any_of(stack_.begin(), stack_.end(),
                                 [&](const Folder& folder) { return folder.identity == identity; });
  if (above) return MakeEntry(path, Error{"loop", "the symbolic link leads to a folder above it"});
  const bool again = !walked_.insert(identity).second;
  if (again && by_link) return std::nullopt;
  Result<std::vector<std::string>> names = NamesIn(path);
  if (!names) {
    gave_any_ = true;
    return MakeEntry(path, names.error());
  }
  stack_.push_back({path, identity, std::move(*names)});
  return std::nullopt;
}

}  // namespace trialmine
