// The shape of the project, kept by reading it: which folder may include and use what, which names stand at
// the top, and that the pages people are sent to name files that are there.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path root = ONCALLD_SOURCE_DIR;

std::string read(const fs::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// Paths from the root, of every C++ file under a folder.
std::vector<std::string> sources_under(const std::string& folder) {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const auto extension = entry.path().extension();
        if (extension == ".h" || extension == ".cpp")
            found.push_back(fs::relative(entry.path(), root).string());
    }
    std::ranges::sort(found);
    return found;
}

struct Use {
    std::string place;  // file:line
    std::string what;   // what the pattern's first group matched
};

std::vector<Use> uses(const std::string& folder, const RE2& pattern) {
    std::vector<Use> found;
    for (const auto& file : sources_under(folder)) {
        std::istringstream text(read(root / file));
        int number = 0;
        for (std::string line; std::getline(text, line);) {
            ++number;
            line = line.substr(0, line.find("//"));
            std::string what;
            if (RE2::PartialMatch(line, pattern, &what))
                found.push_back({file + ":" + std::to_string(number), what});
        }
    }
    return found;
}

const RE2 include{R"(^\s*#include\s+[<"]([^">]+)[">])"};

struct Allowed {
    const char* folder;
    const char* includes;  // full match
    const char* why;
    friend void PrintTo(const Allowed& allowed, std::ostream* out) { *out << allowed.folder; }
};

class MayInclude : public testing::TestWithParam<Allowed> {};

TEST_P(MayInclude, OnlyWhatItsListSays) {
    const auto& [folder, includes, why] = GetParam();
    const auto found = uses(folder, include);
    EXPECT_FALSE(found.empty()) << folder << " includes nothing: is this test looking at the right place?";
    for (const auto& [place, what] : found)
        EXPECT_TRUE(RE2::FullMatch(what, includes)) << place << " includes " << what << ", but " << why;
}

INSTANTIATE_TEST_SUITE_P(
    Folder, MayInclude,
    testing::Values(
        Allowed{
            "engine",
            "engine/.*|absl/time/.*|re2/"
            "re2.h|algorithm|array|cctype|charconv|chrono|cmath|compare|concepts|cstddef|"
            "cstdint|functional|initializer_list|iterator|limits|map|memory|numeric|optional|ranges|set|span|"
            "stdexcept|string|string_view|tuple|type_traits|utility|variant|vector",
            "engine is pure: values in, decisions out, no file, socket, clock, thread, log or wire format"},
        Allowed{"config", "engine/.*|config/.*|[a-z_]+|(absl|fmt|re2|yaml-cpp)/.*|(sys/stat|fcntl|unistd).h",
                "config knows the engine and YAML, never a vendor or the daemon"},
        Allowed{
            "connectors",
            "engine/.*|connectors/.*|[a-z_0-9]+|(absl|boost/asio|boost/system|curl|fmt|openssl|rapidjson)/.*",
            "connectors know the engine and the wire, never the configuration or the daemon"},
        Allowed{"daemon", "(engine|config|connectors|daemon)/.*|[a-z_0-9]+|[a-z0-9-]+/.*|[a-z0-9]+.h",
                "nothing that ships depends on the tests"}),
    [](const auto& info) { return std::string(info.param.folder); });

struct Home {
    const char* name;
    const char* pattern;  // its first group is what was found
    const char* home;     // the files that may, full match of the path
    const char* why;
    friend void PrintTo(const Home& it, std::ostream* out) { *out << it.name; }
};

class LivesOnlyIn : public testing::TestWithParam<Home> {};

TEST_P(LivesOnlyIn, ItsHome) {
    const auto& [name, pattern, home, why] = GetParam();
    for (const auto* folder : {"engine", "config", "connectors", "daemon", "tests/sandbox", "tests/demo"}) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& [place, what] : uses(folder, RE2(pattern)))
            EXPECT_TRUE(RE2::FullMatch(place.substr(0, place.find(':')), home))
                << place << " uses " << what << ", which belongs in " << home << " only: " << why;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Library, LivesOnlyIn,
    testing::Values(Home{"Beast", R"(#include\s+<(boost/beast[^>]*)>)", "daemon/web/http_server.cpp",
                         "it takes half a minute and a gigabyte to compile"},
                    Home{"Curl", R"(#include\s+<(curl/[^>]*)>)", "connectors/http/.*",
                         "one transport serves every vendor"},
                    Home{"Sqlite", R"(#include\s+<(sqlite3[^>]*)>)", "daemon/store/.*",
                         "one layer speaks SQL"},
                    Home{"Systemd", R"(#include\s+<(systemd/[^>]*)>)", "daemon/.*",
                         "the service manager is the shell's business"},
                    Home{"YamlCpp", R"(#include\s+<(yaml-cpp/[^>]*)>)", "config/.*", "one parser reads YAML"},
                    Home{"Coroutines", R"(\b(co_await|co_return|co_yield|co_spawn)\b)",
                         "connectors/http/.*|(daemon|tests)/.*", "everything else is functions and values"},
                    Home{"WallClock", R"((system_clock::now|absl::Now|\btime\(nullptr\)|\bgettimeofday))",
                         "(daemon|tests|connectors/http)/.*", "`now` is read once a turn and passed down"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Project, HasNothingElseAtTheTop) {
    const std::set<std::string> allowed{
        "config",         "connectors",        "daemon",  "docs",      "engine",       "packaging",
        "tests",  // folders
        "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md",
        "build",  // not in git
    };
    for (const auto& entry : fs::directory_iterator(root)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with('.') || name == "compile_commands.json") continue;
        EXPECT_TRUE(allowed.contains(name)) << name << " has no place at the top of the project";
    }
    for (const auto* name : {"config", "connectors", "daemon", "docs", "engine", "packaging", "tests"})
        EXPECT_TRUE(fs::is_directory(root / name)) << name << "/ is missing";
}

// "engine/decide" stands for its header, and a page may name a folder or a program's source.
bool stands_for_a_file(const std::string& path) {
    return std::ranges::any_of(std::vector<std::string>{"", ".h", ".cpp"},
                               [&](const auto& suffix) { return fs::exists(root / (path + suffix)); });
}

class Page : public testing::TestWithParam<const char*> {};

TEST_P(Page, NamesOnlyPathsThatExist) {
    const auto text = read(root / GetParam());
    ASSERT_FALSE(text.empty()) << GetParam() << " is missing";
    const RE2 path{R"(\b((?:config|connectors|daemon|docs|engine|packaging|tests)/[\w./-]*))"};
    re2::StringPiece rest(text);
    std::string named;
    while (RE2::FindAndConsume(&rest, path, &named)) {
        named.erase(named.find_last_not_of(".-") + 1);
        EXPECT_TRUE(stands_for_a_file(named)) << GetParam() << " names " << named << ", which does not exist";
    }
}

// What GitHub makes of a heading, for links into a page.
std::string anchor(const std::string& heading) {
    std::string made;
    for (const char c : heading) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '_' || c == '-' || byte >= 0x80)
            made += static_cast<char>(std::tolower(byte));
        else if (c == ' ')
            made += '-';
    }
    return made;
}

std::set<std::string> anchors(const std::string& text) {
    std::set<std::string> all;
    const RE2 heading{R"((?m)^#+ +(.*)$)"};
    re2::StringPiece rest(text);
    for (std::string title; RE2::FindAndConsume(&rest, heading, &title);)
        all.insert(anchor(title));
    return all;
}

TEST_P(Page, LinksOnlyToWhatIsThere) {
    const fs::path page = GetParam();
    const auto text = read(root / page);
    const RE2 link{R"(\]\(([^)#:]*)(?:#([^)]*))?\))"};  // without a scheme, so within the project
    re2::StringPiece rest(text);
    std::string target, part;
    while (RE2::FindAndConsume(&rest, link, &target, &part)) {
        const fs::path file = target.empty() ? page : (page.parent_path() / target).lexically_normal();
        EXPECT_TRUE(fs::exists(root / file)) << page << " links to " << file << ", which does not exist";
        if (part.empty()) continue;
        EXPECT_TRUE(anchors(read(root / file)).contains(part))
            << page << " links to #" << part << ", and " << file << " has no such heading";
    }
}

INSTANTIATE_TEST_SUITE_P(Docs, Page,
                         testing::Values("README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md",
                                         "docs/GLOSSARY.md", "docs/configuration.md", "docs/operations.md",
                                         "docs/store.md"),
                         [](const auto& info) {
                             std::string name = info.param;
                             std::erase_if(
                                 name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
                             return name;
                         });

TEST(Docs, EveryPageIsLookedAt) {
    // A new page is added to the list above, and is reachable from the front page.
    const std::string front = read(root / "README.md");
    for (const auto& entry : fs::directory_iterator(root / "docs")) {
        const std::string page = "docs/" + entry.path().filename().string();
        EXPECT_NE(front.find("](" + page + ")"), std::string::npos) << "README.md does not link to " << page;
    }
}

struct Program {
    const char* name;
    const char* source;  // where its options are declared
    friend void PrintTo(const Program& program, std::ostream* out) { *out << program.name; }
};

class OptionsOf : public testing::TestWithParam<Program> {};

TEST_P(OptionsOf, ThatThePagesNameAreThere) {
    const std::string source = read(root / GetParam().source);
    const RE2 command{std::string("\\b") + GetParam().name + "((?: [^ |`\n]+)+)"};
    const RE2 option{R"( --([a-z-]+))"};
    int found = 0;
    for (const auto* page : {"README.md", "docs/operations.md", "docs/configuration.md"}) {
        const std::string text = read(root / page);
        re2::StringPiece rest(text);
        for (std::string arguments, name; RE2::FindAndConsume(&rest, command, &arguments);) {
            re2::StringPiece more(arguments);
            for (; RE2::FindAndConsume(&more, option, &name); ++found)
                EXPECT_NE(source.find("\"" + name + "\""), std::string::npos)
                    << page << " names --" << name << ", which " << GetParam().source << " does not have";
        }
    }
    EXPECT_GT(found, 0) << "no page shows an option of it: is this test looking at the right place?";
}

INSTANTIATE_TEST_SUITE_P(Docs, OptionsOf,
                         testing::Values(Program{"oncalld", "daemon/oncalld_main.cpp"},
                                         Program{"oncallctl", "daemon/oncallctl_main.cpp"},
                                         Program{"packaging/demo", "tests/demo/demo_main.cpp"}),
                         [](const auto& info) {
                             return std::string(info.param.name).substr(info.param.name[0] == 'p' ? 10 : 0);
                         });

TEST(Docs, ContributingFitsOneScreen) {
    const std::string text = read(root / "CONTRIBUTING.md");
    EXPECT_LE(std::ranges::count(text, '\n'), 50);
}

}  // namespace
