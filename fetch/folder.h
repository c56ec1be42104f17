#pragma once

#include <sys/stat.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "container.h"

namespace trialmine {

/// One path as the user named it: a file (one entry) or a folder with all below it, in byte order of names.
///
/// A symbolic link to a folder is followed unless that folder was walked before, and is an error (`loop`)
/// where it stands above the link.
class PathContainer : public Container {
 public:
  explicit PathContainer(std::string path) : path_(std::move(path)) {}
  std::optional<Entry> Next() override;

 private:
  using Identity = std::pair<dev_t, ino_t>;
  struct Folder {
    std::string path;
    Identity identity;
    std::vector<std::string> names;  ///< In falling order: the next one is the last.
  };

  std::optional<Entry> Visit(const std::string& path, bool named);
  std::optional<Entry> Enter(const std::string& path, const struct stat& stat, bool by_link);

  std::string path_;
  bool begun_ = false;
  bool is_folder_ = false;
  bool gave_any_ = false;
  std::vector<Folder> stack_;
  std::set<Identity> walked_;
};

/// A regular file as an entry.
Entry OpenFileEntry(const std::string& path);

}  // namespace trialmine
