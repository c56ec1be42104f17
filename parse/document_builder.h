#pragma once

#include <string>
#include <string_view>

#include "parse/document.h"

namespace trialmine {

/// Writes a Document's text and its blocks together, so that spans are right by construction.
///
/// Runs of white space become one space (or nothing, for a line break within Chinese text), ends of blocks
/// are trimmed, empty blocks are not made. Runs of no-break, thin and ideographic spaces become one of the
/// same kind. Between blocks stands a line break, between cells of a row a tab.
class DocumentBuilder {
 public:
  Document& document() { return document_; }
  size_t text_size() const { return document_.text.size(); }

  /// Starts a block; ends the open one.
  void Begin(BlockKind kind, Section section);
  /// Appends UTF-8 to the open block (opening a paragraph where none is). Invalid UTF-8 becomes U+FFFD; NUL
  /// and other controls are dropped.
  void Append(std::string_view utf8);
  /// Like Append, in superscript or subscript: characters that have such a form in Unicode take it where all
  /// of them do, digits always.
  void AppendSuperscript(std::string_view utf8);
  void AppendSubscript(std::string_view utf8);
  void End();

  /// Begin, Append, End.
  void Add(BlockKind kind, Section section, std::string_view utf8);
  /// Removes the last block, which must have ended, and gives its text. REQUIRES: there is one.
  std::string TakeBack();

  /// A registry field: a kLabel block with `label` (skipped where empty) and a kField block named `field`.
  void AddField(std::string_view label, std::string_view field, std::string_view value, int32_t group = -1,
                Section section = Section::kRegistration);

  /// The block being built; valid until End(). REQUIRES: one is open.
  Block& open_block() { return document_.blocks.back(); }
  bool has_open_block() const { return open_; }

  int32_t NewTable() { return next_table_++; }
  int32_t NewGroup() { return next_group_++; }

  /// Ends the open block, detects languages, and gives the document away.
  Document Take();

 private:
  void AppendSpaced(std::string_view utf8);
  void SetLanguages();

  Document document_;
  bool open_ = false;
  std::string pending_;  // White space that waits for a character to follow it; a line break while it may yet
                         // prove to mean nothing.
  int32_t next_table_ = 0;
  int32_t next_group_ = 0;
};

/// `text` in superscript or subscript characters; where one has none, its digits only.
std::string ToSuperscript(std::string_view text);
std::string ToSubscript(std::string_view text);

/// Language of a piece of text by its scripts and, for Chinese, its characters; `chinese` where those do not
/// tell the script. kMixed for Chinese with a good part of Latin words. Languages of the Latin script other
/// than English are told in longer texts only.
Language DetectLanguage(std::string_view utf8, Language chinese = Language::kSimplifiedChinese);

/// The script of a text's Chinese: kTraditionalChinese where its characters say so, else kSimplifiedChinese.
Language ChineseScriptOf(std::string_view utf8);

}  // namespace trialmine
