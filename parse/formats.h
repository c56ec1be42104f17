#pragma once

#include <memory>

#include "parse/parse.h"

namespace trialmine {

// One reader per format. Parse() picks one by the response's bytes; each keeps the promises of DocumentStream
// and holds what it needs of the response (a Body is cheap to copy).

std::unique_ptr<DocumentStream> OpenPubMed(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenJats(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenClinicalTrialsXml(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenIctrpXml(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenChiCtrXml(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenIsrctnXml(const Response& response, const ParseLimits& limits);

std::unique_ptr<DocumentStream> OpenHtml(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenChiCtrHtml(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenText(const Response& response, const ParseLimits& limits);

std::unique_ptr<DocumentStream> OpenClinicalTrialsJson(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenCtisJson(const Response& response, const ParseLimits& limits);
std::unique_ptr<DocumentStream> OpenIctrpCsv(const Response& response, const ParseLimits& limits);

}  // namespace trialmine
