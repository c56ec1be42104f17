#include "xml_text.h"

#include "document_builder.h"

namespace trialmine {
namespace {

void AppendMath(XmlElement element, std::string& text);

// The `index`-th child, as text.
std::string MathArgument(XmlElement element, int index) {
  std::string text;
  for (XmlElement child : element.children())
    if (index-- == 0) AppendMath(child, text);
  return text;
}

bool NeedsBrackets(std::string_view text) { return text.find_first_of(" +-*/=") != std::string_view::npos; }

std::string Bracketed(std::string text) { return NeedsBrackets(text) ? "(" + text + ")" : text; }

// MathML is laid out in elements; white space between them means nothing.
void AppendMath(XmlElement element, std::string& text) {
  const std::string_view name = element.name();
  if (name == "mi" || name == "mn" || name == "mo" || name == "mtext") {
    text += element.trimmed();
  } else if (name == "msup") {
    text += MathArgument(element, 0) + ToSuperscript(MathArgument(element, 1));
  } else if (name == "msub" || name == "munder") {
    text += MathArgument(element, 0) + ToSubscript(MathArgument(element, 1));
  } else if (name == "msubsup" || name == "munderover") {
    text += MathArgument(element, 0) + ToSubscript(MathArgument(element, 1)) +
            ToSuperscript(MathArgument(element, 2));
  } else if (name == "mfrac") {
    text += Bracketed(MathArgument(element, 0)) + "/" + Bracketed(MathArgument(element, 1));
  } else if (name == "msqrt") {
    text += "√(";
    for (XmlElement child : element.children()) AppendMath(child, text);
    text += ")";
  } else if (name == "mspace") {
    text += ' ';
  } else if (name != "annotation" && name != "annotation-xml") {
    for (XmlElement child : element.children()) AppendMath(child, text);
  }
}

// A formula in TeX stands in a whole TeX document.
std::string_view TexFormula(std::string_view tex) {
  constexpr std::string_view kBegin = "\\begin{document}";
  if (const size_t begin = tex.find(kBegin); begin != std::string_view::npos)
    tex.remove_prefix(begin + kBegin.size());
  tex = TrimSpace(tex.substr(0, tex.find("\\end{document}")));
  while (tex.starts_with('$')) tex.remove_prefix(1);
  while (tex.ends_with('$')) tex.remove_suffix(1);
  return tex;
}

// One of several forms of the same thing: MathML tells most.
void AppendAlternative(XmlElement element, std::string& text) {
  XmlElement best = element.Child("math");
  if (!best) best = element.Child("tex-math");
  for (XmlElement child : element.children())
    if (!best) best = child;
  if (!best) return;
  if (!AppendMarkup(best, text)) AppendInline(best, text);
}

}  // namespace

bool AppendMarkup(XmlElement element, std::string& text) {
  const std::string_view name = element.name();
  if (name == "sup") {
    text += ToSuperscript(InlineText(element));
  } else if (name == "sub") {
    text += ToSubscript(InlineText(element));
  } else if (name == "math") {
    AppendMath(element, text);
  } else if (name == "tex-math") {
    text += TexFormula(element.text());
  } else if (name == "alternatives") {
    AppendAlternative(element, text);
  } else if (name == "break" || name == "br") {
    text += '\n';
  } else {
    return false;
  }
  return true;
}

void AppendInline(XmlElement element, std::string& text) {
  element.VisitContent([&](std::string_view piece) { text += piece; },
                       [&](XmlElement child) {
                         if (!AppendMarkup(child, text)) AppendInline(child, text);
                       });
}

std::string InlineText(XmlElement element) {
  std::string text;
  AppendInline(element, text);
  return text;
}

}  // namespace trialmine
