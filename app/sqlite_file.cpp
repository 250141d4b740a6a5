#include "app/sqlite_file.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <limits>

#include "core/assert.hpp"
#include "core/error.hpp"

namespace rentroll::app {
namespace {

[[noreturn]] void fail(const std::string& shown, const char* message) {
  throw core::SystemError(fmt::format("cannot write {}: {}", shown, message));
}

}  // namespace

SqliteStatement::SqliteStatement(sqlite3& database, const std::string& sql, const std::string& shown)
    : database_(database), shown_(shown) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(&database_, sql.c_str(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  check(result);
}

SqliteStatement& SqliteStatement::text(std::string_view value) {
  check(sqlite3_bind_text64(statement_.get(), ++values_, value.data(), value.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
  return *this;
}

SqliteStatement& SqliteStatement::number(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw core::InputError(
        fmt::format("the number {} is beyond what an SQLite file holds; right is another form", value));
  }
  return integer(static_cast<std::int64_t>(value));
}

SqliteStatement& SqliteStatement::integer(std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), ++values_, value));
  return *this;
}

SqliteStatement& SqliteStatement::null() {
  check(sqlite3_bind_null(statement_.get(), ++values_));
  return *this;
}

void SqliteStatement::run() {
  RENTROLL_ASSERT(values_ == sqlite3_bind_parameter_count(statement_.get()));
  const int result = sqlite3_step(statement_.get());
  if (result != SQLITE_DONE) check(result);
  check(sqlite3_reset(statement_.get()));
  values_ = 0;
}

void SqliteStatement::check(int result) const {
  if (result != SQLITE_OK) fail(shown_, sqlite3_errmsg(&database_));
}

void SqliteStatement::Finalizer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteFile::SqliteFile(const std::filesystem::path& path, std::string shown) : shown_(std::move(shown)) {
  // A relative path that begins with `file:` or `:memory:` would be no path.
  const std::string name = std::filesystem::absolute(path).string();
  sqlite3* database = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
  database_.reset(database);
  if (result != SQLITE_OK) fail(shown_, sqlite3_errstr(result));
  run("PRAGMA journal_mode = OFF");
  run("PRAGMA synchronous = OFF");
  run("PRAGMA locking_mode = EXCLUSIVE");
}

void SqliteFile::run(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(shown_, sqlite3_errmsg(database_.get()));
}

void SqliteFile::close() {
  const int result = sqlite3_close(database_.get());
  if (result != SQLITE_OK) fail(shown_, sqlite3_errstr(result));
  static_cast<void>(database_.release());
}

void SqliteFile::Closer::operator()(sqlite3* database) const { sqlite3_close(database); }

}  // namespace rentroll::app
