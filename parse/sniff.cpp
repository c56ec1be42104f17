#include "sniff.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "encoding.h"

namespace trialmine {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string_view TrimLeft(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return text;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

Sniffed Unknown(std::string code, std::string detail) {
  return {Format::kUnknown, {std::move(code), std::move(detail)}};
}

using namespace std::string_view_literals;

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kMagic{{
    {"%PDF-"sv, "a PDF document"},
    {"PK\3\4"sv, "a zip archive"},
    {"\x89PNG"sv, "a PNG image"},
    {"GIF8"sv, "a GIF image"},
    {"\xFF\xD8\xFF"sv, "a JPEG image"},
    {"\x7F"
     "ELF"sv,
     "a program"},
    {"\xD0\xCF\x11\xE0"sv, "an old Office document"},
    {"Rar!\x1A"sv, "a RAR archive"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7z archive"},
    {"\x1F\x8B"sv, "gzip data"},
    {"BZh"sv, "bzip2 data"},
    {"\xFD"
     "7zXZ"sv,
     "xz data"},
    {"SQLite format 3"sv, "an SQLite database"},
    {"{\\rtf"sv, "an RTF document"},
    {"OggS"sv, "Ogg media"},
    {"\x28\xB5\x2F\xFD"sv, "zstd data"},
}};

// What kind of binary data this is, or nothing for text. A stray control character does not make text binary.
std::string_view BinaryKind(std::string_view bytes) {
  for (const auto& [magic, kind] : kMagic)
    if (bytes.starts_with(magic)) return kind;
  const auto controls = std::count_if(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && !IsSpace(c) && c != '\x1B' && c != '\v';
  });
  if (controls > 4 && static_cast<size_t>(controls) * 20 > bytes.size()) return "binary data";
  return {};
}

// Past an XML declaration, comments, processing instructions and the document type.
std::string_view SkipProlog(std::string_view text) {
  for (;;) {
    text = TrimLeft(text);
    std::string_view end;
    if (text.starts_with("<?")) {
      end = "?>";
    } else if (text.starts_with("<!--")) {
      end = "-->";
    } else if (text.starts_with("<!")) {
      const size_t bracket = text.find('[');
      end = bracket < text.find('>') ? "]>" : ">";
    } else {
      return text;
    }
    const size_t at = text.find(end);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + end.size());
  }
}

/// The name of the tag that begins with `opening`; empty where the text begins with something else.
std::string_view TagName(std::string_view text, std::string_view opening = "<") {
  if (!text.starts_with(opening)) return {};
  text.remove_prefix(opening.size());
  size_t n = 0;
  while (n < text.size() && !IsSpace(text[n]) && text[n] != '>' && text[n] != '/' && text[n] != '<') ++n;
  return text.substr(0, n);
}

bool IsHtmlElement(std::string_view name) {
  constexpr std::array<std::string_view, 48> kElements{
      "html",   "head",  "body",     "title",    "meta",   "link",  "script", "style",
      "base",   "div",   "p",        "span",     "a",      "b",     "i",      "br",
      "h1",     "h2",    "h3",       "h4",       "table",  "tr",    "td",     "th",
      "tbody",  "thead", "ul",       "ol",       "li",     "dl",    "font",   "center",
      "img",    "form",  "section",  "main",     "header", "nav",   "pre",    "blockquote",
      "strong", "em",    "frameset", "noscript", "footer", "aside", "figure", "address"};
  return std::find(kElements.begin(), kElements.end(), Lower(name)) != kElements.end();
}

Format FormatOfRoot(std::string_view root, std::string_view text) {
  const std::string_view local =
      root.substr(root.find(':') == std::string_view::npos ? 0 : root.find(':') + 1);
  constexpr std::array<std::pair<std::string_view, Format>, 18> kRoots{{
      {"PubmedArticleSet", Format::kPubMedXml},
      {"MedlineCitationSet", Format::kPubMedXml},
      {"PubmedArticle", Format::kPubMedXml},
      {"MedlineCitation", Format::kPubMedXml},
      {"PubmedBookArticleSet", Format::kPubMedXml},
      {"PubmedBookArticle", Format::kPubMedXml},
      {"DeleteCitation", Format::kPubMedXml},
      {"pmc-articleset", Format::kJats},
      {"clinical_study", Format::kClinicalTrialsXml},
      {"clinical_studies", Format::kClinicalTrialsXml},
      {"Trials_downloaded_from_ICTRP", Format::kIctrpXml},
      {"Trial", Format::kIctrpXml},
      {"trials", Format::kChiCtrXml},
      {"Triall", Format::kChiCtrXml},
      {"allTrials", Format::kIsrctnXml},
      {"fullTrial", Format::kIsrctnXml},
      {"trial", Format::kIsrctnXml},
      {"article-set", Format::kJats},
  }};
  if (local == "article") {
    // HTML has an element of this name too.
    const std::string_view start = text.substr(0, 4096);
    const bool jats = start.find("<front") != std::string_view::npos ||
                      start.find("article-type") != std::string_view::npos ||
                      start.find("xmlns:xlink") != std::string_view::npos ||
                      start.find("<article-meta") != std::string_view::npos;
    return jats ? Format::kJats : Format::kHtml;
  }
  for (const auto& [name, format] : kRoots)
    if (name == local) return format;
  return IsHtmlElement(local) ? Format::kHtml : Format::kUnknown;
}

// The registry's own detail page, by the class names of its label/value pairs.
bool IsChiCtrPage(std::string_view text) {
  return text.find("class=\"project-ms\"") != std::string_view::npos &&
         text.find("class=\"left_title\"") != std::string_view::npos;
}

Sniffed SniffMarkup(std::string_view text) {
  const std::string_view body = SkipProlog(text);
  const std::string_view root = TagName(body);
  const std::string start = Lower(text.substr(0, 1024));
  Format format =
      start.find("<!doctype html") != std::string::npos ? Format::kHtml : FormatOfRoot(root, body);
  // "</td></tr>…": a piece cut out of a page.
  if (IsHtmlElement(TagName(body, "</"))) format = Format::kHtml;
  if (format == Format::kHtml && IsChiCtrPage(text)) format = Format::kChiCtrHtml;
  if (format != Format::kUnknown) return {format, {}};
  if (root.empty()) return Unknown("unknown_format", "markup without an element");
  return Unknown("unknown_format", "XML with the root element <" + std::string(root.substr(0, 80)) + ">");
}

bool HasKey(std::string_view text, std::string_view key) {
  const std::string quoted = '"' + std::string(key) + '"';
  for (size_t at = text.find(quoted); at != std::string_view::npos; at = text.find(quoted, at + 1))
    if (TrimLeft(text.substr(at + quoted.size())).starts_with(':')) return true;
  return false;
}

Sniffed SniffJson(std::string_view text) {
  if (HasKey(text, "FullStudiesResponse"))
    return Unknown("unknown_format", "JSON of the ClinicalTrials.gov API before version 2");
  if (HasKey(text, "protocolSection")) return {Format::kClinicalTrialsJson, {}};
  if (HasKey(text, "ctNumber") || HasKey(text, "ctPublicStatusCode") || HasKey(text, "authorizedApplication"))
    return {Format::kCtisJson, {}};
  if (HasKey(text, "studies")) return {Format::kClinicalTrialsJson, {}};
  return Unknown("unknown_format", "JSON of no known shape");
}

// The header line of an ICTRP export: its two styles write `Public title` and `Public_title`.
bool IsIctrpHeader(std::string_view text) {
  std::string line = Lower(text.substr(0, std::min(text.find('\n'), size_t{4096})));
  std::replace(line.begin(), line.end(), '_', ' ');
  return line.find("trialid") != std::string::npos && line.find(',') != std::string::npos &&
         line.find("public title") != std::string::npos;
}

// JSON begins with a brace or bracket, and then a key, a value or the end; prose in brackets does not.
bool LooksLikeJson(std::string_view text) {
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  const std::string_view rest = TrimLeft(text.substr(1));
  return rest.empty() || rest.starts_with('"') || rest.starts_with('{') || rest.starts_with('}') ||
         (text[0] == '[' && (rest.starts_with('[') || rest.starts_with(']')));
}

bool HasTags(std::string_view text) {
  const std::string lower = Lower(text);
  size_t tags = 0;
  for (std::string_view tag : {"</p>", "<br", "</div>", "<p>", "</a>", "</table>", "<html", "</li>"})
    for (size_t at = lower.find(tag); at != std::string::npos; at = lower.find(tag, at + 1)) ++tags;
  return tags >= 3;
}

}  // namespace

Sniffed SniffBytes(std::string_view prefix, std::string_view media_type) {
  if (prefix.empty()) return Unknown("empty", "no bytes");
  std::string decoded;
  std::string_view text = prefix;
  const std::string encoding = DetectEncoding(prefix.substr(0, kSniffBytes), {});
  if (encoding.starts_with("UTF-16")) {
    decoded = ToUtf8(prefix, encoding);
    text = decoded;
  }
  if (std::string_view kind = BinaryKind(text); !kind.empty()) return Unknown("binary", std::string(kind));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = TrimLeft(text);
  if (text.empty()) return Unknown("empty", "nothing but white space");
  if (text.starts_with('<')) return SniffMarkup(text);
  if (LooksLikeJson(text)) return SniffJson(text);
  if (IsIctrpHeader(text)) return {Format::kIctrpCsv, {}};
  const bool declared_html = media_type == "text/html" || media_type == "application/xhtml+xml";
  if (declared_html && HasTags(text)) return {Format::kHtml, {}};
  return {Format::kText, {}};
}

Format Sniff(std::string_view prefix, std::string_view media_type) {
  return SniffBytes(prefix, media_type).format;
}

}  // namespace trialmine
