# oncalld_rapidjson: Debian's RapidJSON 1.1.0 with one line taken out. Its GenericStringRef has an assignment
# operator that assigns to const members; nobody can call it, but clang 19 refuses to parse it (RapidJSON has
# dropped it upstream since). The headers are copied because they include one another by relative names.
find_package(RapidJSON REQUIRED)

set(from ${RAPIDJSON_INCLUDE_DIRS}/rapidjson)
set(to ${PROJECT_BINARY_DIR}/third_party/rapidjson)
file(COPY ${from}/ DESTINATION ${to} FILES_MATCHING PATTERN "*.h" PATTERN "document.h" EXCLUDE)

file(READ ${from}/document.h text)
string(REPLACE "GenericStringRef& operator=(const GenericStringRef& rhs) { s = rhs.s; length = rhs.length; }"
               "GenericStringRef& operator=(const GenericStringRef& rhs) = delete;" text "${text}")
file(CONFIGURE OUTPUT ${to}/document.h CONTENT "${text}" @ONLY)  # writes only if it differs

add_library(oncalld_rapidjson INTERFACE)
target_include_directories(oncalld_rapidjson SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/third_party)
