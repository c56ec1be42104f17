#pragma once

#include <string>

#include "xml_record.h"

namespace trialmine {

/// ISO 8601 date of an element with Year, Month and Day children (or year, month, day), as exact as it says;
/// PubMed's MedlineDate ("2020 Jan-Feb", "Winter 1998") gives what is sure of its beginning. Empty where
/// there is no year.
std::string DateOf(XmlElement date);

}  // namespace trialmine
