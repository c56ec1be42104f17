#pragma once

#include <gumbo.h>

#include <string_view>

namespace trialmine {

/// How sure the mark-up itself is that an element is no part of the main text.
enum class Suspicion {
  kNone,
  kWeak,    ///< Often boilerplate (`header`, `author`, `caption`): dropped where it is a small part of the
            ///< page.
  kStrong,  ///< Boilerplate wherever the page has other text (`nav`, `comments`, `related`).
};

/// By tag, role, class and id.
Suspicion SuspicionOf(const GumboNode* element);

/// Whether class, id or item property say that the element holds the main text.
bool NamesContent(const GumboNode* element);

/// Whether a browser would not show the element.
bool IsHidden(const GumboNode* element);

/// Whether a short piece of text is what pages say around their text ("Share this", "责任编辑：…").
bool IsBoilerplateText(std::string_view text);

/// Whether a heading opens what follows the text of an article ("Related stories", "相关阅读", "Comments").
bool OpensAppendix(std::string_view heading);

}  // namespace trialmine
