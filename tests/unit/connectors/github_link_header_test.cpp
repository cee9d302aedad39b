#include "connectors/github/link_header.h"

#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

TEST(GitHubLinkHeader, FindsARelation) {
    struct Row {
        const char* name;
        const char* header;
        std::optional<std::string> next;
    };
    const std::vector<Row> rows{
        {"as GitHub writes it",
         R"(<https://api.github.com/repositories/1/issues?page=2>; rel="next", <https://x/?page=5>; rel="last")",
         "https://api.github.com/repositories/1/issues?page=2"},
        {"last page", R"(<https://x/?page=4>; rel="prev", <https://x/?page=1>; rel="first")", std::nullopt},
        {"not the first", R"(<https://x/1>; rel="prev", <https://x/3>; rel="next")", "https://x/3"},
        {"comma and semicolon in the address", R"(<https://x/?labels=a,b;c>; rel="next")",
         "https://x/?labels=a,b;c"},
        {"comma in another parameter",
         R"(<https://x/1>; title="a, b"; rel="prev", <https://x/2>; rel="next")", "https://x/2"},
        {"quoted quote", R"(<https://x/1>; title="\", <https://evil/>; rel=\"next"; rel="prev")",
         std::nullopt},
        {"several relations", R"(<https://x/2>; rel="last next")", "https://x/2"},
        {"no quotes", "<https://x/2>;rel=next", "https://x/2"},
        {"other case", R"(<https://x/2>; REL="Next")", "https://x/2"},
        {"part of a word", R"(<https://x/2>; rel="nextish")", std::nullopt},
        {"only the first rel counts", R"(<https://x/2>; rel="prev"; rel="next")", std::nullopt},
        {"parameter without value", R"(<https://x/2>; crossorigin; rel="next")", "https://x/2"},
        {"empty elements", R"(, ,<https://x/2>; rel="next",)", "https://x/2"},
        {"empty", "", std::nullopt},
        {"no address", R"(rel="next")", std::nullopt},
        {"address without end", R"(<https://x/2; rel="next")", std::nullopt},
        {"quote without end", R"(<https://x/2>; rel="next)", std::nullopt},
        {"rubbish between", R"(<https://x/1>; rel="prev" x <https://x/2>; rel="next")", std::nullopt},
    };
    for (const Row& row : rows)
        EXPECT_EQ(find_link(row.header, "next"), row.next) << row.name;
}

TEST(GitHubLinkHeader, CredentialsStayWithTheOrigin) {
    struct Row {
        const char* name;
        const char* url;
        bool same;
    };
    const std::vector<Row> rows{
        {"same", "https://api.github.com/x", true},
        {"other case", "HTTPS://API.GitHub.com/x", true},
        {"its own port", "https://api.github.com:443/x", true},
        {"query at once", "https://api.github.com?page=2", true},
        {"other scheme", "http://api.github.com/x", false},
        {"other port", "https://api.github.com:8443/x", false},
        {"longer name", "https://api.github.com.evil.example/x", false},
        {"name as user", "https://api.github.com@evil.example/x", false},
        {"backslash", "https://evil.example\\@api.github.com/", false},
        {"relative", "/x", false},
        {"empty", "", false},
    };
    for (const Row& row : rows)
        EXPECT_EQ(same_origin(row.url, "https://api.github.com"), row.same) << row.name << ": " << row.url;
    EXPECT_TRUE(same_origin("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/api/v3"));
    EXPECT_FALSE(same_origin("", "")) << "nothing has no origin";
}

}  // namespace
}  // namespace oncalld::github
