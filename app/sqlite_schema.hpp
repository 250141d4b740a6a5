#pragma once

#include <string>

namespace rentroll::app {

/// The number of the schema, in `PRAGMA user_version`: it rises where a table or column is renamed or
/// removed.
inline constexpr int sqlite_schema_version = 1;

/// The tables, and what is needed while they are filled.
[[nodiscard]] const char* sqlite_tables();

/// Indexes and views. Made once the tables are filled, indexes cost less.
[[nodiscard]] std::string sqlite_indexes_and_views();

}  // namespace rentroll::app
