#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

namespace trialmine {

/// tests/system/hostile_server.py, running on loopback until the last test that needs it is done.
class HostileServer {
 public:
  static const HostileServer& Get() {
    static const HostileServer server;
    return server;
  }
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;
  ~HostileServer() {
    close(input_);
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
  }

  int port() const { return port_; }
  std::string Url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  HostileServer() {
    std::array<int, 2> input, output;
    if (pipe2(input.data(), O_CLOEXEC) != 0 || pipe2(output.data(), O_CLOEXEC) != 0) return;
    child_ = fork();
    if (child_ == 0) {
      dup2(input[0], STDIN_FILENO);
      dup2(output[1], STDOUT_FILENO);
      execlp("python3", "python3", "-B", TRIALMINE_SOURCE_DIR "/tests/system/hostile_server.py", nullptr);
      _exit(127);
    }
    close(input[0]);
    close(output[1]);
    input_ = input[1];
    std::string line;
    for (char c = 0; read(output[0], &c, 1) == 1 && c != '\n';) line += c;
    close(output[0]);
    port_ = std::atoi(line.c_str());
  }

  pid_t child_ = -1;
  int input_ = -1;
  int port_ = 0;
};

}  // namespace trialmine
