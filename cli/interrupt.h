#pragma once

namespace trialmine {

/// From now on SIGINT and SIGTERM ask the program to finish the record in hand; a second one ends it at once.
void HandleInterrupts();

/// The signal that asked the program to stop, or 0. Safe to call from any thread.
int Interrupted();

}  // namespace trialmine
