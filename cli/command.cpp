#include "command.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "fetch/utf8.h"
#include "interrupt.h"

namespace trialmine {
namespace {

constexpr size_t kOutputBuffer = 256 << 10;

Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EPIPE) {
      return Error{"closed", "the reader of standard output went away"};
    } else if (errno != EINTR) {
      return Error{"disk_full", std::string("standard output: ") + std::strerror(errno)};
    }
  }
  return {};
}

}  // namespace

void ReportError(std::string_view subject, const Error& error) {
  std::string line = "trialmine: ";
  line += TerminalText(subject);  // A name can neither break the line nor command the terminal.
  if (!subject.empty()) line += ": ";
  line += TerminalText(error.detail);
  line += " (" + error.code + ")\n";
  (void)WriteAll(STDERR_FILENO, line);
}

ExitCode ExitCodeFor(const Error& error) {
  if (error.code == "disk_full" || error.code == "locked" || error.code == "store") return kUnusable;
  if (error.code == "bad_input") return kBadUsage;
  if (error.code == "closed") return kDone;
  return kSomeInputsFailed;
}

ExitCode Fail(std::string_view subject, const Error& error) {
  if (error.code != "closed") ReportError(subject, error);
  return ExitCodeFor(error);
}

ExitCode EndOfRun(bool some_inputs_failed) {
  switch (Interrupted()) {
    case SIGINT:
      return kInterrupted;
    case SIGTERM:
      return kTerminated;
    default:
      return some_inputs_failed ? kSomeInputsFailed : kDone;
  }
}

Status Output::Write(std::string_view bytes) {
  if (!status_.ok()) return status_;
  buffer_.append(bytes);
  return buffer_.size() >= kOutputBuffer ? Flush() : Status();
}

Status Output::Flush() {
  if (!status_.ok()) return status_;
  status_ = WriteAll(STDOUT_FILENO, buffer_);
  buffer_.clear();
  return status_;
}

bool OutputIsTerminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool ErrorsAreTerminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace trialmine
