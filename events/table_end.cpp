#include "events/table_end.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>

#include "events/damaged_block.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

/// A table's last bytes: the kind of checksums, where the block lies that names the blocks about the table,
/// where the index lies, zeros, a version, and what every table ends with.
constexpr std::size_t footer_bytes = 53;
constexpr std::string_view table_mark = "\xf7\xcf\xf4\x85\xb7\x41\xe2\x88";
constexpr std::size_t block_trailer_bytes = 5;  // compression, checksum
/// In the last byte of a block. Our tables have no such index.
constexpr unsigned has_hash_index = 0x80;

/// A number of seven bits a byte, the lowest first.
std::optional<std::uint64_t> varint(std::string_view bytes) {
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (const char byte : bytes.substr(0, 9)) {
    const auto bits = static_cast<unsigned char>(byte);
    value |= std::uint64_t{bits & 0x7FU} << shift;
    if (bits < 0x80) return value;
    shift += 7;
  }
  return std::nullopt;
}

}  // namespace

bool can_be_opened(const fs::path& table) {
  std::ifstream file(table, std::ios::binary);
  std::array<char, footer_bytes> footer{};
  file.seekg(-static_cast<std::streamoff>(footer_bytes), std::ios::end);
  if (!file.read(footer.data(), footer.size())) return true;
  const std::string_view text(footer.data(), footer.size());
  if (!text.ends_with(table_mark)) return true;
  // The block of the properties is written right before the one that names the blocks.
  const auto names = varint(text.substr(1));
  if (!names || *names <= block_trailer_bytes || *names >> 62 != 0) return true;
  file.seekg(static_cast<std::streamoff>(*names - block_trailer_bytes - 1));
  const int last = file.get();
  return !file || (static_cast<unsigned>(last) & has_hash_index) == 0;
}

void check_tables(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != ".sst" || can_be_opened(at->path())) continue;
    throw DamagedBlock(fmt::format("{}: the block of its properties is damaged", at->path().string()));
  }
}

}  // namespace rentroll::events
