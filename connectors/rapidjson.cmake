# oncalld_rapidjson: Debian's RapidJSON 1.1.0 with two lines mended, both as RapidJSON itself has done since. The
# headers are copied because they include one another by relative names.
find_package(RapidJSON REQUIRED)

set(from ${RAPIDJSON_INCLUDE_DIRS}/rapidjson)
set(to ${PROJECT_BINARY_DIR}/third_party/rapidjson)
file(COPY ${from}/ DESTINATION ${to}
     FILES_MATCHING PATTERN "*.h" PATTERN "document.h" EXCLUDE PATTERN "stack.h" EXCLUDE)

function(mend header broken sound)
  file(READ ${from}/${header} text)
  string(REPLACE "${broken}" "${sound}" text "${text}")
  file(CONFIGURE OUTPUT ${to}/${header} CONTENT "${text}" @ONLY)  # writes only if it differs
endfunction()

# Assigns to const members. Nobody can call it, but clang 19 refuses to parse it.
mend(document.h "GenericStringRef& operator=(const GenericStringRef& rhs) { s = rhs.s; length = rhs.length; }"
                "GenericStringRef& operator=(const GenericStringRef& rhs) = delete;")
# Adds to a null pointer while the stack is empty, which UBSan stops at.
mend(internal/stack.h "stackTop_ + sizeof(T) * count > stackEnd_"
                      "static_cast<std::ptrdiff_t>(sizeof(T) * count) > stackEnd_ - stackTop_")

add_library(oncalld_rapidjson INTERFACE)
target_include_directories(oncalld_rapidjson SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/third_party)
