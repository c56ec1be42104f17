#include "store/worker.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <vector>

namespace trialmine {
namespace {

std::string HostName() {
  std::array<char, 256> name = {};
  if (::gethostname(name.data(), name.size() - 1) != 0 || !name[0]) return "localhost";
  return name.data();
}

std::string PidNamespace() {
  std::array<char, 64> link = {};
  const ssize_t length = ::readlink("/proc/self/ns/pid", link.data(), link.size() - 1);
  std::string digits;
  for (ssize_t i = 0; i < length; ++i) {
    const char c = link[static_cast<size_t>(i)];
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

/// When the process began, in the kernel's ticks; empty where there is no such process. A pid alone is used
/// again.
std::string StartOf(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string line;
  if (!std::getline(file, line)) return "";
  const size_t after_name = line.rfind(')');  // The name in parentheses may hold anything.
  if (after_name == std::string::npos) return "";
  std::istringstream fields(line.substr(after_name + 1));
  std::string field;
  for (int i = 3; i <= 22; ++i) fields >> field;
  return field;
}

std::vector<std::string> Parts(std::string_view worker) {
  std::vector<std::string> parts(1);
  for (const char c : worker) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  parts.resize(4);
  return parts;
}

}  // namespace

std::string ThisWorker() {
  const std::string pid = std::to_string(::getpid());
  return HostName() + ":" + pid + ":" + StartOf(pid) + ":" + PidNamespace();
}

bool MayLive(std::string_view worker) {
  const std::vector<std::string> parts = Parts(worker);
  if (parts[0] != HostName() || parts[3] != PidNamespace()) return true;
  return !parts[2].empty() && StartOf(parts[1]) == parts[2];
}

std::string DescribeWorker(std::string_view worker) {
  const std::vector<std::string> parts = Parts(worker);
  return "process " + parts[1] + " on " + parts[0];
}

}  // namespace trialmine
