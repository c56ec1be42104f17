#include "progress.h"

#include <cstdio>
#include <filesystem>

#include "command.h"

namespace trialmine {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kRedraw(200);
constexpr double kSecondsBeforeAForecast = 2;

}  // namespace

Progress::Progress(const std::vector<std::string>& paths) : on_(ErrorsAreTerminal()) {
  if (!on_) return;
  for (const std::string& path : paths) AddFiles(path);
}

void Progress::AddFiles(const std::string& path) {
  std::error_code error;
  const auto add = [&](const std::string& file) {
    const uintmax_t size = fs::file_size(file, error);
    if (error) return;
    if (sizes_.emplace(file, size).second) total_bytes_ += size;
  };
  if (!fs::is_directory(path, error)) return add(path);
  fs::recursive_directory_iterator files(path, fs::directory_options::skip_permission_denied, error);
  for (; !error && files != fs::recursive_directory_iterator(); files.increment(error))
    if (files->is_regular_file(error)) add(files->path().string());
}

void Progress::Show(std::string_view file, int64_t documents) {
  if (!on_) return;
  file = file.substr(0, file.find('!'));
  if (file != file_) {
    if (const auto done = sizes_.find(file_); done != sizes_.end()) {
      done_bytes_ += done->second;
      sizes_.erase(done);
    }
    file_ = file;
  }
  if (Clock::now() - drawn_at_ >= kRedraw) Draw(documents);
}

void Progress::Draw(int64_t documents) {
  drawn_at_ = Clock::now();
  const double spent = seconds();
  std::fprintf(stderr, "\r\033[K%lld documents, %.0f a second", static_cast<long long>(documents),
               spent > 0 ? static_cast<double>(documents) / spent : 0);
  if (total_bytes_ > 0) {
    const double share = static_cast<double>(done_bytes_) / static_cast<double>(total_bytes_);
    constexpr int kWidth = 24;
    const int filled = static_cast<int>(share * kWidth);
    std::fprintf(stderr, "  [%.*s%*s] %3.0f %%", filled, "########################", kWidth - filled, "",
                 share * 100);
    if (done_bytes_ > 0 && spent >= kSecondsBeforeAForecast) {
      const auto left = static_cast<long>(spent / share - spent);
      std::fprintf(stderr, "  %ld:%02ld left", left / 60, left % 60);
    }
  }
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::Clear() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

double Progress::seconds() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }

}  // namespace trialmine
