#pragma once

#include <filesystem>

namespace rentroll::events {

/// Whether RocksDB may be given a table. It reads the block of a table's properties before it looks at that
/// block's checksum, and one bit of its end, where it says that it has a hash index and has none, makes an
/// assertion of RocksDB's end the process. Everything else that is damaged RocksDB finds by itself: a file
/// that is no whole table, or cannot be read, is left to it.
[[nodiscard]] bool can_be_opened(const std::filesystem::path& table);

/// Throws DamagedBlock where one of the tables in a folder cannot be given to RocksDB.
void check_tables(const std::filesystem::path& folder);

}  // namespace rentroll::events
