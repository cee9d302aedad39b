// Our documents in the Atlassian Document Format, which v3 takes for comments. Foreign text goes into text
// nodes, where nothing in it is ever a mention, a link or markup. (developer.atlassian.com: Atlassian
// Document Format.)
#pragma once

#include "connectors/json.h"
#include "engine/document.h"

namespace oncalld::jira {

void write_adf(json::Writer& writer, const Document& document);

}  // namespace oncalld::jira
