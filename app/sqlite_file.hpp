#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;       // NOLINT(readability-identifier-naming): the library's own names
struct sqlite3_stmt;  // NOLINT(readability-identifier-naming)

namespace rentroll::app {

/// A statement that is run many times, its values given in order.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3& database, const std::string& sql, const std::string& shown);

  SqliteStatement& text(std::string_view value);
  /// NULL where the text is empty.
  SqliteStatement& text_if_any(std::string_view value) { return value.empty() ? null() : text(value); }
  /// Throws InputError for a number beyond 63 bits, which SQLite does not hold.
  SqliteStatement& number(std::uint64_t value);
  SqliteStatement& integer(std::int64_t value);
  SqliteStatement& null();
  /// Runs it with the values given since it was run last. REQUIRES: all values were given.
  void run();

 private:
  void check(int result) const;

  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };

  sqlite3& database_;
  std::string shown_;
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  int values_ = 0;
};

/// An SQLite file that is filled once, in one go, and is of no use before it is closed: nothing is kept that
/// could undo what was written. All that fails is a SystemError.
class SqliteFile {
 public:
  /// Opens an empty file. `shown` is what errors call it.
  SqliteFile(const std::filesystem::path& path, std::string shown);

  void run(const std::string& sql);
  /// REQUIRES: the file outlives it, and is closed after it is gone.
  [[nodiscard]] SqliteStatement prepare(const std::string& sql) { return {*database_, sql, shown_}; }
  /// Writes what is left to write.
  void close();

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };

  std::string shown_;
  std::unique_ptr<sqlite3, Closer> database_;
};

}  // namespace rentroll::app
