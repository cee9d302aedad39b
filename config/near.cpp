#include "config/near.h"

#include "engine/ascii.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace oncalld::config {

namespace {

constexpr std::size_t kLongestWord = 64;

// Insertions, deletions, replacements and swaps of neighbours that turn a into b.
std::size_t distance(std::string_view a, std::string_view b) {
    std::array<std::vector<std::size_t>, 3> rows;  // of i, i - 1, i - 2
    for (auto& row : rows)
        row.assign(b.size() + 1, 0);
    std::iota(rows[0].begin(), rows[0].end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::rotate(rows.begin(), rows.begin() + 2, rows.end());
        rows[0][0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = rows[1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            rows[0][j] = std::min({rows[1][j] + 1, rows[0][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[0][j] = std::min(rows[0][j], rows[2][j - 2] + 1);
        }
    }
    return rows[0][b.size()];
}

}  // namespace

std::optional<std::string> near_miss(std::string_view word, const std::vector<std::string>& candidates) {
    if (word.size() > kLongestWord) return std::nullopt;
    const std::string lower = lower_case(word);
    // A third of the letters may be wrong: more, and the guess would be noise.
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::optional<std::string> nearest;
    for (const std::string& candidate : candidates) {
        const std::size_t far = distance(lower, lower_case(candidate));
        if (far >= best) continue;
        best = far;
        nearest = candidate;
    }
    return nearest;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const auto nearest = near_miss(word, candidates);
    return nearest ? "; did you mean `" + *nearest + "`?" : "";
}

}  // namespace oncalld::config
