// The Link header of a paged answer (RFC 8288). Pages are followed as the vendor writes them, never computed:
// GitHub changes the form of its page links (page=, after=, cursor=) without notice.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oncalld::github {

// The target of the first link with this relation; none if there is none or the header is malformed before
// it.
std::optional<std::string> find_link(std::string_view header, std::string_view relation);

// Same scheme, host and port (RFC 6454). Credentials must not go anywhere else.
bool same_origin(std::string_view url, std::string_view other);

}  // namespace oncalld::github
