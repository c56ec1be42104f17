#pragma once

#include <string>
#include <string_view>

#include "xml_record.h"

namespace trialmine {

/// ISO 8601 date of an element with Year, Month and Day children (in any letter case), as exact as it says; PubMed's MedlineDate ("2020 Jan-Feb",
/// "Winter 1998") gives what is sure of its beginning. Empty where there is no year.
std::string DateOf(XmlElement date);

/// ISO 8601 date of a date as people and registers print it: "February 10, 2020", "10 Feb 2020", "2020-02-01", "2020/2/1", "20200210",
/// "March 2020", "2020年2月10日". Days before months ("10/02/2020") only where the first number cannot be a month, or `day_first` says so.
/// Empty where it is no date.
std::string IsoDate(std::string_view printed, bool day_first = false);

}  // namespace trialmine
