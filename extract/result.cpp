#include "result.h"

namespace trialmine {

void LinkResults(const Document&, const std::vector<Reading>&, std::vector<Match>&) {}

}  // namespace trialmine
