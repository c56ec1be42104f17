#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// Bytes `begin` to `end` (half-open) of a Document's text.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  bool Contains(Span other) const { return begin <= other.begin && other.end <= end; }
  bool Overlaps(Span other) const { return begin < other.end && other.begin < end; }
  friend bool operator==(const Span&, const Span&) = default;
};

/// Part of a report, as the public formats name it (see Name()).
enum class Section : uint8_t {
  kTitle,
  kBackground,
  kObjective,
  kMethods,
  kResults,
  kDiscussion,
  kConclusion,
  kRegistration,
  kTable,
  kCaption,
  kReferences,
  kOther,
};
std::string_view Name(Section section);

enum class Language : uint8_t { kUnknown, kEnglish, kSimplifiedChinese, kTraditionalChinese, kMixed, kOther };
/// BCP 47 tag: `en`, `zh-Hans`, `zh-Hant`, `mul` for kMixed, `und` otherwise.
std::string_view Tag(Language language);

enum class BlockKind : uint8_t {
  kTitle,
  kHeading,
  kParagraph,
  kListItem,
  kCell,       ///< A table cell; Block::cell and Block::table are set.
  kCaption,    ///< Of a table or figure; Block::table is set for a table.
  kFootnote,   ///< Of a table (Block::table) or of the text.
  kReference,  ///< An entry of a reference list. Never mined for facts.
  kLabel,      ///< The printed name of the field that follows.
  kField,      ///< A field of a registry record; Block::field names it.
};

/// Place of a cell in its table's grid; spans are at least 1.
struct Cell {
  uint16_t row = 0, column = 0, row_span = 1, column_span = 1;
  bool header = false;  ///< Marked as a header cell by its source.
};

/// A piece of a document with one role. Blocks are in text order and do not overlap.
struct Block {
  Span span;
  BlockKind kind = BlockKind::kParagraph;
  Section section = Section::kOther;
  Language language = Language::kUnknown;
  int32_t table = -1;  ///< Index of the table it belongs to, numbered from 0 in reading order.
  int32_t group = -1;  ///< Fields of one repeated registry entry (an arm, an outcome) share a number.
  Cell cell;
  /// For kField, one of:
  ///   id secondary_id title scientific_title acronym sample_size sample_size.actual sample_size.planned
  ///   arm.label arm.role arm.size arm.description intervention.name intervention.description
  ///   outcome.primary outcome.secondary outcome.other (the name) outcome.time_frame outcome.description
  ///   follow_up condition design phase status start_date completion_date summary eligibility contact
  /// Fields that share `group` belong together. For kParagraph of an abstract: its printed label. Else empty.
  std::string field;
};

struct Author {
  std::string family;
  std::string given;
};

/// One report, record or page: its whole readable text, blocks over it, and what its source says about it.
///
/// `text` is UTF-8 and faithful to the source: entities decoded, encoding converted, superscripts and
/// subscripts as Unicode characters where there are such, table cells in reading order (a tab between cells,
/// a line break after each row and block).
struct Document {
  std::string id;  ///< `pmid:…`, `pmcid:PMC…`, `doi:…`, a registration id, or `sha256:…`.
  std::vector<std::string> aliases;  ///< Its other ids, in the same forms.
  std::string
      source;        ///< `pubmed` `jats` `html` `clinicaltrials.gov` `ictrp` `chictr` `ctis` `isrctn` `text`.
  std::string file;  ///< Response::file.
  std::string url;
  std::string title;
  std::string published;  ///< ISO 8601 date of whatever precision the source gives; empty if none.
  std::string journal;
  std::string sha256;   ///< Of the response it was read from.
  std::string version;  ///< Of the record at its source (a PMID version, a last-update date); empty if none.
  std::vector<std::string> languages;  ///< BCP 47 tags of what is in the text, most text first.
  std::vector<Author> authors;
  /// Registration ids the source states in a structured place (PubMed data banks, registry secondary ids), as
  /// printed. They are also in the text.
  std::vector<std::string> data_bank_ids;
  bool registry_record = false;  ///< A record of a trial register, not a report.
  bool retracted = false;        ///< The source marks it as retracted.
  bool deleted = false;          ///< The source withdraws the record of this id; nothing but `id` is set.
  std::vector<std::string> publication_types;
  std::string text;
  std::vector<Block> blocks;

  std::string_view Text(Span span) const { return std::string_view(text).substr(span.begin, span.size()); }
};

}  // namespace trialmine
