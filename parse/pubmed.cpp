// PubMed and MEDLINE citations (PubmedArticleSet, MedlineCitationSet).

#include <array>
#include <string>

#include "document_builder.h"
#include "formats.h"
#include "section.h"
#include "xml_date.h"
#include "xml_stream.h"
#include "xml_text.h"

namespace trialmine {
namespace {

constexpr std::string_view kRecords[] = {"PubmedArticle", "MedlineCitation", "PubmedBookArticle",
                                         "DeleteCitation"};
constexpr std::string_view kSkipped[] = {
    "MeshHeadingList",      "ChemicalList",     "GrantList",
    "ReferenceList",        "History",          "AffiliationInfo",
    "GeneSymbolList",       "InvestigatorList", "PersonalNameSubjectList",
    "SupplMeshList",        "KeywordList",      "MedlineJournalInfo",
    "CopyrightInformation", "DateCompleted",    "DateCreated",
    "DateRevised",
};

void AddAlias(Document& document, std::string alias) {
  if (alias == document.id) return;
  for (const std::string& known : document.aliases)
    if (known == alias) return;
  document.aliases.push_back(std::move(alias));
}

// An identifier of the article by the name PubMed gives its kind.
void AddArticleId(Document& document, std::string_view kind, std::string_view value) {
  if (value.empty()) return;
  const std::string id(value);
  if (kind == "doi") {
    AddAlias(document, "doi:" + id);
  } else if (kind == "pmc" || kind == "pmcid") {
    // "PMC123", also "pmc-id: PMC123;".
    const size_t at = id.find("PMC");
    const size_t end = at == std::string::npos ? at : id.find_first_not_of("0123456789", at + 3);
    if (at != std::string::npos && end != at + 3) AddAlias(document, "pmcid:" + id.substr(at, end - at));
  }
}

void ReadAuthors(XmlElement list, Document& document) {
  for (XmlElement author : list.children()) {
    if (author.name() != "Author" || author.Attribute("ValidYN") == "N") continue;
    if (XmlElement group = author.Child("CollectiveName")) {
      document.authors.push_back({InlineText(group), ""});
      continue;
    }
    XmlElement given = author.Child("ForeName");
    if (!given) given = author.Child("Initials");
    if (XmlElement family = author.Child("LastName"))
      document.authors.push_back({InlineText(family), InlineText(given)});
  }
}

Section CategoryOf(std::string_view category) {
  if (category == "BACKGROUND") return Section::kBackground;
  if (category == "OBJECTIVE") return Section::kObjective;
  if (category == "METHODS") return Section::kMethods;
  if (category == "RESULTS") return Section::kResults;
  if (category == "CONCLUSIONS") return Section::kConclusion;
  return Section::kOther;
}

void ReadAbstract(XmlElement abstract, DocumentBuilder& builder) {
  for (XmlElement part : abstract.children()) {
    if (part.name() != "AbstractText") continue;
    const std::string text = InlineText(part);
    const std::string_view label = part.Attribute("Label");
    const Section category = CategoryOf(part.Attribute("NlmCategory"));
    if (label.empty() || label == "UNLABELLED") {
      AddLabelledParagraph(builder, text, category);
    } else {
      // The printed label tells more than the category, which files registrations under BACKGROUND.
      AddLabelled(builder, label, text, SectionOf(label).value_or(category));
    }
  }
}

void ReadTitle(XmlElement article, DocumentBuilder& builder) {
  const std::string title = InlineText(article.Child("ArticleTitle"));
  builder.Add(BlockKind::kTitle, Section::kTitle, title);
  Document& document = builder.document();
  if (!document.blocks.empty()) document.title = document.Text(document.blocks.front().span);
  XmlElement vernacular = article.Child("VernacularTitle");
  if (vernacular) builder.Add(BlockKind::kTitle, Section::kTitle, InlineText(vernacular));
  if (document.title.empty() && !document.blocks.empty())
    document.title = document.Text(document.blocks.front().span);
}

void ReadDataBanks(XmlElement list, DocumentBuilder& builder) {
  for (XmlElement bank : list.children()) {
    std::string line;
    for (XmlElement number : bank.Child("AccessionNumberList").children()) {
      if (number.trimmed().empty()) continue;
      builder.document().data_bank_ids.emplace_back(number.trimmed());
      if (!line.empty()) line += "; ";
      line += number.trimmed();
    }
    const std::string name = InlineText(bank.Child("DataBankName"));
    if (!line.empty()) builder.Add(BlockKind::kParagraph, Section::kRegistration, name + ": " + line);
  }
}

void ReadPublicationTypes(XmlElement list, Document& document) {
  for (XmlElement type : list.children()) {
    const std::string name = InlineText(type);
    if (name == "Retracted Publication") document.retracted = true;
    if (!name.empty()) document.publication_types.push_back(name);
  }
}

void ReadArticle(XmlElement article, DocumentBuilder& builder) {
  Document& document = builder.document();
  const XmlElement journal = article.Child("Journal");
  document.journal = InlineText(journal.Child("Title"));
  document.published = DateOf(journal.Child("JournalIssue").Child("PubDate"));
  // The day on which it came out online is at least as exact as a printed issue's month.
  if (const std::string online = DateOf(article.Child("ArticleDate"));
      document.published.empty() || online.starts_with(document.published + "-"))
    document.published = online;
  for (XmlElement location : article.children())
    if (location.name() == "ELocationID" && location.Attribute("ValidYN") != "N")
      AddArticleId(document, location.Attribute("EIdType"), location.trimmed());
  ReadAuthors(article.Child("AuthorList"), document);
  ReadPublicationTypes(article.Child("PublicationTypeList"), document);
  ReadTitle(article, builder);
  ReadAbstract(article.Child("Abstract"), builder);
}

void ReadPmid(XmlElement pmid, Document& document) {
  if (pmid.trimmed().empty()) return;
  document.id = "pmid:" + std::string(pmid.trimmed());
  document.version = pmid.Attribute("Version");
}

void ReadCitation(XmlElement citation, DocumentBuilder& builder) {
  Document& document = builder.document();
  ReadPmid(citation.Child("PMID"), document);
  const XmlElement article = citation.Child("Article");
  ReadArticle(article, builder);
  for (XmlElement child : citation.children()) {
    if (child.name() == "OtherAbstract") {
      ReadAbstract(child, builder);
    } else if (child.name() == "OtherID") {
      if (child.trimmed().starts_with("PMC")) AddArticleId(document, "pmc", child.trimmed());
    } else if (child.name() == "CommentsCorrectionsList") {
      for (XmlElement item : child.children())
        if (item.Attribute("RefType") == "RetractionIn") document.retracted = true;
    }
  }
  ReadDataBanks(article.Child("DataBankList"), builder);
}

void ReadArticleIds(XmlElement list, Document& document) {
  for (XmlElement id : list.children()) AddArticleId(document, id.Attribute("IdType"), id.trimmed());
}

void ReadBook(XmlElement book_article, DocumentBuilder& builder) {
  Document& document = builder.document();
  const XmlElement book = book_article.Child("BookDocument");
  ReadPmid(book.Child("PMID"), document);
  ReadArticleIds(book.Child("ArticleIdList"), document);
  document.journal = InlineText(book.Child("Book").Child("BookTitle"));
  document.published = DateOf(book.Child("ContributionDate"));
  if (document.published.empty()) document.published = DateOf(book.Child("Book").Child("PubDate"));
  ReadAuthors(book.Child("AuthorList"), document);
  for (XmlElement child : book.children())
    if (child.name() == "PublicationType") document.publication_types.push_back(InlineText(child));
  ReadTitle(book, builder);
  if (document.title.empty()) {
    builder.Add(BlockKind::kTitle, Section::kTitle, document.journal);
    document.title = document.journal;
  }
  ReadAbstract(book.Child("Abstract"), builder);
}

void ReadRecord(XmlElement record, std::vector<Document>& documents) {
  if (record.name() == "DeleteCitation") {
    for (XmlElement pmid : record.children()) {
      Document gone;
      ReadPmid(pmid, gone);
      gone.version.clear();
      gone.deleted = true;
      if (!gone.id.empty()) documents.push_back(std::move(gone));
    }
    return;
  }
  DocumentBuilder builder;
  if (record.name() == "PubmedBookArticle") {
    ReadBook(record, builder);
  } else {
    ReadCitation(record.name() == "MedlineCitation" ? record : record.Child("MedlineCitation"), builder);
    ReadArticleIds(record.Child("PubmedData").Child("ArticleIdList"), builder.document());
  }
  documents.push_back(builder.Take());
}

constexpr XmlFormat kFormat{"pubmed", kRecords, kSkipped, ReadRecord};

}  // namespace

std::unique_ptr<DocumentStream> OpenPubMed(const Response& response, const ParseLimits& limits) {
  return OpenXml(response, limits, kFormat);
}

}  // namespace trialmine
