#include "events/write_ahead_log.hpp"

#include <fcntl.h>

#include <algorithm>

#include "core/crc32c.hpp"
#include "events/durable_file.hpp"

namespace rentroll::events {
namespace {

constexpr std::size_t chunk_bytes = 32 << 10;
constexpr std::size_t head_bytes = 7;  // checksum, length, kind

/// What part of a record a piece is.
enum class Piece : std::uint8_t { whole = 1, first = 2, middle = 3, last = 4 };

struct FoundPiece {
  Piece kind;
  std::string_view payload;
};

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
    value = value << 8 | static_cast<unsigned char>(*byte);
  }
  return value;
}

/// CRC-32C as RocksDB stores it: turned and shifted, so that a checksum over checksums still tells something.
std::uint32_t stored_checksum(std::string_view bytes) {
  const std::uint32_t sum = core::crc32c(bytes);
  return (sum >> 15 | sum << 17) + 0xA282EAD8;
}

/// The piece that begins at an offset, if one does and it is whole.
std::optional<FoundPiece> piece_at(std::string_view bytes, std::size_t at) {
  const std::size_t chunk_end = std::min(bytes.size(), (at / chunk_bytes + 1) * chunk_bytes);
  if (at >= chunk_end || chunk_end - at < head_bytes) return std::nullopt;
  const std::string_view head = bytes.substr(at, head_bytes);
  const std::size_t length = little_endian(head.substr(4, 2));
  const auto kind = static_cast<Piece>(head[6]);
  if (kind < Piece::whole || kind > Piece::last || chunk_end - at - head_bytes < length) return std::nullopt;
  if (stored_checksum(bytes.substr(at + 6, 1 + length)) != little_endian(head.substr(0, 4)))
    return std::nullopt;
  return FoundPiece{kind, bytes.substr(at + head_bytes, length)};
}

/// A chunk's last bytes, into which no piece's head fits, are left empty.
std::size_t after_filling(std::size_t at) {
  const std::size_t left = chunk_bytes - at % chunk_bytes;
  return left < head_bytes ? at + left : at;
}

}  // namespace

std::optional<std::string> WriteAheadLogReader::next() {
  std::string record;
  for (std::size_t at = at_;;) {
    at = after_filling(at);
    const auto piece = piece_at(bytes_, at);
    if (!piece) return std::nullopt;
    const bool begins = piece->kind == Piece::whole || piece->kind == Piece::first;
    if (begins != (at == after_filling(at_))) return std::nullopt;
    record += piece->payload;
    at += head_bytes + piece->payload.size();
    if (piece->kind == Piece::whole || piece->kind == Piece::last) {
      at_ = at;
      return record;
    }
  }
}

bool WriteAheadLogReader::is_torn() const { return after_filling(at_) < bytes_.size(); }

std::optional<std::uint64_t> damage_before_end(const std::filesystem::path& file) {
  const std::uint64_t size = std::filesystem::file_size(file);
  if (size == 0) return std::nullopt;
  const std::uint64_t begin = (size - 1) / chunk_bytes * chunk_bytes;
  const std::string chunk = File("read", file, O_RDONLY).read(chunk_bytes, begin);
  std::size_t at = 0;
  while (const auto piece = piece_at(chunk, at)) at += head_bytes + piece->payload.size();
  for (std::size_t behind = at + 1; behind < chunk.size(); ++behind) {
    if (piece_at(chunk, behind)) return begin + at;
  }
  return std::nullopt;
}

}  // namespace rentroll::events
