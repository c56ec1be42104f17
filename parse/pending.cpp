// Formats whose readers are still to be written.
#include "formats.h"
#include "stream.h"

namespace trialmine {

#define TRIALMINE_PENDING(open) \
  std::unique_ptr<DocumentStream> open(const Response&, const ParseLimits&) { return OneError({"unknown_format", "no reader yet"}); }
TRIALMINE_PENDING(OpenClinicalTrialsXml)
TRIALMINE_PENDING(OpenIctrpXml)
TRIALMINE_PENDING(OpenChiCtrXml)
TRIALMINE_PENDING(OpenIsrctnXml)

}  // namespace trialmine
