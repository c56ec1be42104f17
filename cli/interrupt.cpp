#include "interrupt.h"

#include <csignal>

namespace trialmine {
namespace {

volatile std::sig_atomic_t stop_signal = 0;

void Remember(int signal) { stop_signal = signal; }

}  // namespace

void HandleInterrupts() {
  struct sigaction action = {};
  action.sa_handler = Remember;
  action.sa_flags = SA_RESETHAND;  // And no SA_RESTART: a read that waits for input must end.
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int Interrupted() { return stop_signal; }

}  // namespace trialmine
