#include "daemon/store/database.h"

#include <sqlite3.h>

namespace oncalld::store {

namespace {

[[noreturn]] void fail(sqlite3* handle, std::string_view doing) {
    throw StoreError(std::string(doing) + ": " + sqlite3_errmsg(handle), sqlite3_extended_errcode(handle));
}

int parameter_index(sqlite3_stmt* statement, int parameter) {
    const std::string name = "$" + std::to_string(parameter);
    const int index = sqlite3_bind_parameter_index(statement, name.c_str());
    if (index == 0) throw StoreError("no parameter " + name + " in a statement", SQLITE_RANGE);
    return index;
}

void check(sqlite3_stmt* statement, int result) {
    if (result != SQLITE_OK) fail(sqlite3_db_handle(statement), "binding a value");
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}
void Database::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Database::Database(const char* name, int flags) {
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_EXRESCODE, nullptr);
    handle_.reset(handle);
    if (result != SQLITE_OK) fail(handle, std::string("opening ") + name);
    sqlite3_busy_timeout(handle, 5000);  // a reader (oncallctl) may hold the file for a moment
}

Database::Database(const std::filesystem::path& file, Mode mode)
    : Database(file.c_str(),
               mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
    if (mode == Mode::read_only) return;
    // FULL: a commit is on the disk before the call that it announces is made.
    execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
}

Database Database::in_memory() {
    return Database(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

Database::Database(Database&&) noexcept = default;
Database::~Database() = default;

Query Database::query(std::string_view sql) {
    auto& statement = statements_[std::string(sql)];
    if (!statement) {
        sqlite3_stmt* prepared = nullptr;
        if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) != SQLITE_OK)
            fail(handle_.get(), "preparing a statement");
        statement.reset(prepared);
    }
    return Query(statement.get());
}

void Database::execute(std::string_view sql) {
    if (sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(handle_.get(), "executing a statement");
}

int Database::changes() const {
    return sqlite3_changes(handle_.get());
}

Query& Query::bind(int parameter, std::int64_t value) {
    check(statement_, sqlite3_bind_int64(statement_, parameter_index(statement_, parameter), value));
    return *this;
}

Query& Query::bind(int parameter, std::string_view text) {
    check(statement_,
          sqlite3_bind_text64(statement_, parameter_index(statement_, parameter),
                              text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Query& Query::bind(int parameter, std::optional<std::int64_t> value) {
    if (value) return bind(parameter, *value);
    check(statement_, sqlite3_bind_null(statement_, parameter_index(statement_, parameter)));
    return *this;
}

bool Query::next() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) fail(sqlite3_db_handle(statement_), "running a statement");
    return false;
}

void Query::run() {
    while (next()) {
    }
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Query::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string(bytes, length) : std::string();
}

std::optional<std::int64_t> Query::maybe_integer(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return integer(column);
}

Query::~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");  // the write lock at once: no upgrade can fail later
}

Transaction::~Transaction() {
    if (state_ == State::committed) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const StoreError&) {
        // SQLite has rolled back by itself (disk full, I/O error): there is nothing left to take back.
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
    state_ = State::committed;
}

Savepoint::Savepoint(Database& database) : database_(database) {
    database_.execute("SAVEPOINT part");
}

Savepoint::~Savepoint() {
    if (state_ == State::released) return;
    try {
        database_.execute("ROLLBACK TO part; RELEASE part");
    } catch (const StoreError&) {
        // The whole transaction is gone already; its owner finds out at commit.
    }
}

void Savepoint::release() {
    database_.execute("RELEASE part");
    state_ = State::released;
}

}  // namespace oncalld::store
