// A thin layer over SQLite: open, prepare, bind, step. Errors are exceptions (StoreError): the store failing
// is a broken promise of the machine, caught once in the loop. Messages never hold bound values.
//
// SQL is written with $1, $2 ... so that the same text will serve PostgreSQL; in SQLite these are named
// parameters, bound by their index. Not thread-safe: one connection belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace oncalld::store {

class StoreError : public std::runtime_error {
public:
    StoreError(std::string message, int extended_code)
        : std::runtime_error(std::move(message)), code_(extended_code) {}
    int code() const { return code_; }  // SQLite's extended result code

private:
    int code_;
};

// A prepared statement in use. Parameters count from 1 as in the SQL text, columns from 0.
class Query {
public:
    Query& bind(int parameter, std::int64_t value);
    Query& bind(int parameter, std::string_view text);
    Query& bind(int parameter, const char* text) { return bind(parameter, std::string_view(text)); }
    Query& bind(int parameter, std::optional<std::int64_t> value);

    bool next();  // true while there is a row
    void run();   // for statements whose rows do not matter

    std::int64_t integer(int column) const;
    std::string text(int column) const;
    std::optional<std::int64_t> maybe_integer(int column) const;

    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query();  // resets the statement for its next use

private:
    friend class Database;
    explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
    sqlite3_stmt* statement_;
};

class Database {
public:
    enum class Mode { read_write, read_only };

    // WAL, synchronous=FULL. Read-only mode never creates a file.
    Database(const std::filesystem::path& file, Mode mode);
    static Database in_memory();  // for tests
    Database(Database&&) noexcept;
    ~Database();

    Query query(std::string_view sql);   // the prepared statement is kept for reuse
    void execute(std::string_view sql);  // one or several statements without parameters
    int changes() const;                 // rows changed by the last statement

private:
    Database(const char* name, int flags);

    struct Close {
        void operator()(sqlite3* handle) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

// Begins in the constructor, rolls back in the destructor unless committed.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    enum class State { open, committed } state_ = State::open;
};

// A part of a transaction that can be taken back alone.
class Savepoint {
public:
    explicit Savepoint(Database& database);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    void release();

private:
    Database& database_;
    enum class State { open, released } state_ = State::open;
};

}  // namespace oncalld::store
