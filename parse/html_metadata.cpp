#include "html_metadata.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <map>

#include "html_tree.h"

namespace trialmine {
namespace {

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

// Everything of the head that may matter, in document order.
struct Head {
  std::multimap<std::string, std::string> meta;
  std::string title;
  std::string canonical;
  std::vector<std::string> h1;
  std::string time;
  std::string json_ld;

  std::string First(std::initializer_list<const char*> names) const {
    for (const char* name : names) {
      auto it = meta.lower_bound(name);
      if (it != meta.end() && it->first == name && !it->second.empty()) return it->second;
    }
    return {};
  }
  std::vector<std::string> All(const char* name) const {
    std::vector<std::string> values;
    for (auto [it, end] = meta.equal_range(name); it != end; ++it) values.push_back(it->second);
    return values;
  }
};

void ReadMeta(const GumboNode* node, Head* head) {
  const std::string_view content = Trim(Attribute(node, "content"));
  if (content.empty()) return;
  for (const char* key : {"name", "property", "itemprop"})
    if (std::string_view name = Attribute(node, key); !name.empty()) head->meta.emplace(Lower(name), content);
}

Head ReadHead(const GumboNode* html) {
  Head head;
  Walk(html, [&](const GumboNode* node) {
    switch (TagOf(node)) {
      case GUMBO_TAG_META:
        ReadMeta(node, &head);
        return false;
      case GUMBO_TAG_LINK:
        if (Lower(Attribute(node, "rel")) == "canonical") head.canonical = Trim(Attribute(node, "href"));
        return false;
      case GUMBO_TAG_TITLE:
        if (head.title.empty()) head.title = InnerText(node);
        return false;
      case GUMBO_TAG_H1:
        if (std::string text = InnerText(node); !text.empty()) head.h1.push_back(std::move(text));
        return false;
      case GUMBO_TAG_TIME:
        if (head.time.empty()) head.time = Attribute(node, "datetime");
        return true;
      case GUMBO_TAG_SCRIPT:
        if (Lower(Attribute(node, "type")) == "application/ld+json") head.json_ld += InnerText(node);
        return false;
      default:
        return true;
    }
  });
  return head;
}

// `Headline | Site` without the site: the longest piece between separators.
std::string WithoutSiteName(const std::string& title) {
  constexpr std::array<std::string_view, 9> kSeparators{
      " | ", " - ", " – ", " — ", " :: ", " » ", "_", "｜", "|"};
  for (std::string_view separator : kSeparators) {
    const size_t at =
        separator == " | " || separator == " - " ? title.rfind(separator) : title.find(separator);
    if (at == std::string::npos || at == 0) continue;
    const std::string_view head = Trim(std::string_view(title).substr(0, at));
    if (head.size() * 2 >= title.size()) return std::string(head);
  }
  return title;
}

std::string ChooseTitle(const Head& head) {
  if (std::string title = head.First({"citation_title", "dc.title"}); !title.empty()) return title;
  const std::string og = head.First({"og:title"});
  for (const std::string& h1 : head.h1)  // The heading that the title repeats; a site's name in h1 is not it.
    if (h1.size() > 3 && (head.title.starts_with(h1) || og.starts_with(h1))) return h1;
  if (head.h1.size() == 1 && head.h1[0].size() > 24) return head.h1[0];
  if (!og.empty()) return WithoutSiteName(og);
  if (!head.title.empty()) return WithoutSiteName(head.title);
  return head.h1.empty() ? std::string() : head.h1[0];
}

std::string JsonValue(const std::string& json, std::string_view key) {
  const std::string quoted = '"' + std::string(key) + '"';
  size_t at = json.find(quoted);
  if (at == std::string::npos) return {};
  at = json.find('"', at + quoted.size());
  if (at == std::string::npos) return {};
  return json.substr(at + 1, std::min(json.find('"', at + 1), json.size()) - at - 1);
}

// `10.…/…` wherever it stands in a DOI, a DOI URL or a labelled value.
std::string DoiIn(std::string_view text) {
  const size_t at = text.find("10.");
  if (at == std::string_view::npos || text.find('/', at) == std::string_view::npos) return {};
  text.remove_prefix(at);
  return Lower(text.substr(0, text.find_first_of(" \t\n\"<>")));
}

std::string DigitsIn(std::string_view text) {
  const size_t at = text.find_first_of("0123456789");
  if (at == std::string_view::npos) return {};
  return std::string(text.substr(at, std::min(text.find_first_not_of("0123456789", at), text.size()) - at));
}

Author AuthorNamed(const std::string& name) {
  if (size_t comma = name.find(','); comma != std::string::npos)
    return {std::string(Trim(name.substr(0, comma))), std::string(Trim(name.substr(comma + 1)))};
  const size_t space = name.rfind(' ');
  if (space == std::string::npos) return {name, {}};
  return {name.substr(space + 1), name.substr(0, space)};
}

void ReadAuthors(const Head& head, HtmlMetadata* out) {
  for (const std::string& name : head.All("citation_author")) out->authors.push_back(AuthorNamed(name));
  if (!out->authors.empty()) return;
  std::string all = head.First({"citation_authors"});  // `Family G; Family G`, as PubMed writes it.
  for (size_t at = 0; at < all.size();) {
    const size_t end = std::min(all.find(';', at), all.size());
    const std::string name(Trim(std::string_view(all).substr(at, end - at)));
    const size_t space = name.find(' ');
    if (!name.empty())
      out->authors.push_back(space == std::string::npos
                                 ? Author{name, {}}
                                 : Author{name.substr(0, space), name.substr(space + 1)});
    at = end + 1;
  }
}

int MonthNamed(const std::string& word) {
  constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
  for (size_t i = 0; i < kMonths.size(); ++i)
    if (word.starts_with(kMonths[i])) return static_cast<int>(i) + 1;
  return 0;
}

}  // namespace

std::string IsoDate(std::string_view text) {
  // The numbers and the month's name, in the order in which they stand.
  std::vector<int> numbers;
  int month = 0;
  size_t month_at = 0;
  for (size_t i = 0; i < text.size() && i < 40 && numbers.size() < 3;) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) != 0) {
      int value = 0;
      size_t digits = 0;
      for (; i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0 && digits < 9;
           ++i, ++digits)
        value = value * 10 + (text[i] - '0');
      if (digits == 8) {
        numbers = {value / 10000, value / 100 % 100, value % 100};
      } else {
        numbers.push_back(value);
      }
    } else if (std::isalpha(static_cast<unsigned char>(text[i])) != 0) {
      std::string word;
      for (; i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) != 0; ++i) word += text[i];
      if (month == 0 && (month = MonthNamed(Lower(word))) != 0) month_at = numbers.size();
      if (word == "T" && numbers.size() == 3) break;
    } else {
      ++i;
    }
  }
  if (month != 0) numbers.insert(numbers.begin() + static_cast<ptrdiff_t>(month_at), month);
  if (numbers.empty()) return {};
  int year = numbers[0], day = numbers.size() > 2 ? numbers[2] : 0;
  if (month == 0 && numbers.size() > 1) month = numbers[1];
  if (month_at == 1 && numbers.size() == 3 && numbers[2] >= 1000) {  // 3 May 2020
    day = numbers[0];
    year = numbers[2];
  } else if (month_at == 0 && month == numbers[0]) {  // May 3, 2020; May 2020
    year = numbers.back();
    day = numbers.size() == 3 ? numbers[1] : 0;
  }
  if (year < 1800 || year > 2100) return {};
  std::array<char, 16> iso{};
  if (month >= 1 && month <= 12 && day >= 1 && day <= 31) {
    std::snprintf(iso.data(), iso.size(), "%04d-%02d-%02d", year, month, day);
  } else if (month >= 1 && month <= 12) {
    std::snprintf(iso.data(), iso.size(), "%04d-%02d", year, month);
  } else {
    std::snprintf(iso.data(), iso.size(), "%04d", year);
  }
  return iso.data();
}

HtmlMetadata ReadMetadata(const GumboNode* html) {
  const Head head = ReadHead(html);
  HtmlMetadata out;
  out.title = ChooseTitle(head);
  if (head.canonical.starts_with("http")) out.canonical = head.canonical;
  if (out.canonical.empty()) out.canonical = head.First({"og:url"});
  for (const std::string& date :
       {head.First({"citation_publication_date", "citation_online_date", "citation_date",
                    "article:published_time", "dc.date", "dcterms.date", "datepublished", "pubdate",
                    "publishdate", "publish_date", "date"}),
        JsonValue(head.json_ld, "datePublished"), head.time})
    if (out.published.empty()) out.published = IsoDate(date);
  out.doi = DoiIn(head.First({"citation_doi", "prism.doi", "dc.identifier", "bepress_citation_doi", "doi"}));
  out.pmid = DigitsIn(head.First({"citation_pmid", "ncbi_article_id"}));
  if (out.pmid.empty() && head.First({"ncbi_db"}) == "pubmed")
    out.pmid = DigitsIn(head.First({"ncbi_uidlist", "uid"}));
  if (out.canonical.find("pubmed.ncbi.nlm.nih.gov/") != std::string::npos && out.pmid.empty())
    out.pmid = DigitsIn(out.canonical.substr(out.canonical.find(".gov/")));
  if (size_t at = out.canonical.find("/PMC"); at != std::string::npos) {
    if (std::string digits = DigitsIn(std::string_view(out.canonical).substr(at + 4)); !digits.empty())
      out.pmcid = "PMC" + digits;
  }
  out.journal = head.First({"citation_journal_title", "prism.publicationname"});
  ReadAuthors(head, &out);
  out.references = head.All("citation_reference");
  return out;
}

}  // namespace trialmine
