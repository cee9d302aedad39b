#include "config/secret.h"

#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

namespace oncalld::config {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestSecret = 64 * 1024;

Error refuse(std::string message) {
    return Error{ErrorKind::fix_configuration, std::move(message)};
}

std::vector<fs::path> candidates(const std::string& name, const SecretPlaces& places) {
    if (fs::path(name).is_absolute()) return {name};
    std::vector<fs::path> paths;
    if (!places.credentials_directory.empty()) paths.push_back(places.credentials_directory / name);
    paths.push_back(places.beside_yaml / name);
    return paths;
}

std::string joined(const std::vector<fs::path>& paths) {
    std::string text;
    for (const fs::path& path : paths)
        text += (text.empty() ? "" : " and ") + path.string();
    return text;
}

Result<Secret> read_file(const fs::path& path, fs::perms permissions) {
    const std::string shown = path.string();
    if ((permissions & fs::perms::others_read) != fs::perms::none)
        return refuse("secret file " + shown + " can be read by everybody; run: chmod o-rwx " + shown);
    std::error_code failed;
    const std::uintmax_t size = fs::file_size(path, failed);
    if (failed) return refuse("secret file " + shown + ": " + failed.message());
    if (size > kLargestSecret)
        return refuse("secret file " + shown + " is larger than 64 KiB; is it the right file?");
    std::ifstream file(path, std::ios::binary);
    if (!file) return refuse("secret file " + shown + " cannot be read by this user");
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    if (text.empty()) return refuse("secret file " + shown + " is empty");
    return Secret(std::move(text));
}

}  // namespace

std::optional<fs::path> find_secret(const std::string& name, const SecretPlaces& places) {
    for (const fs::path& path : candidates(name, places)) {
        std::error_code failed;
        if (fs::status(path, failed).type() != fs::file_type::not_found) return path;
    }
    return std::nullopt;
}

Result<Secret> read_secret(const std::string& name, const SecretPlaces& places) {
    const std::optional<fs::path> path = find_secret(name, places);
    if (!path)
        return refuse("secret file " + name + " is missing; looked for " + joined(candidates(name, places)));
    std::error_code failed;
    const fs::file_status status = fs::status(*path, failed);
    if (failed) return refuse("secret file " + path->string() + ": " + failed.message());
    if (!fs::is_regular_file(status)) return refuse("secret file " + path->string() + " is not a file");
    return read_file(*path, status.permissions());
}

}  // namespace oncalld::config
