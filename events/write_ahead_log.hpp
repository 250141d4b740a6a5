#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// RocksDB's write-ahead logs, read without RocksDB: records, each a write batch, in pieces of which none
/// crosses the border of a chunk of 32 KiB, and each of which has a checksum.
namespace rentroll::events {

/// Goes through the records of a write-ahead log as far as they are whole.
class WriteAheadLogReader {
 public:
  explicit WriteAheadLogReader(std::string bytes) : bytes_(std::move(bytes)) {}
  /// The next record; nothing at the end, and at a piece that is not whole.
  [[nodiscard]] std::optional<std::string> next();
  /// Whether bytes are left that make no whole record.
  [[nodiscard]] bool is_torn() const;

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

/// Where a write-ahead log ends in a piece that looks as if a crash had cut its writing short, and whole
/// pieces stand behind it nevertheless: the offset of what is damaged. RocksDB passes over such a piece in
/// silence, and only in the last chunk; it notices damage in the others by itself. Nothing where it is whole
/// up to its end, or torn at its end.
[[nodiscard]] std::optional<std::uint64_t> damage_before_end(const std::filesystem::path& file);

}  // namespace rentroll::events
