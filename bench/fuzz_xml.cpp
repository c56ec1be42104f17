// Every XML format, told apart by its root as in the program. What does not begin like XML is put under one
// of their roots, which its first byte chooses.
#include <array>

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  constexpr std::array<std::string_view, 8> kRoots = {"<PubmedArticleSet><PubmedArticle>",
                                                      "<MedlineCitationSet><MedlineCitation>",
                                                      "<article>",
                                                      "<clinical_study>",
                                                      "<Trials_downloaded_from_ICTRP><Trial>",
                                                      "<allTrials><trial>",
                                                      "<trials><trial>",
                                                      "<?xml version='1.0' encoding='gb2312'?><article>"};
  std::string_view bytes = FuzzBytes(data, size);
  if (bytes.empty()) return 0;
  std::string xml;
  if (bytes.front() != '<') {
    xml = kRoots[data[0] % kRoots.size()];
    bytes.remove_prefix(1);
  }
  ReadDocuments(FuzzResponse(xml.append(bytes), "text/xml"));
  return 0;
}
