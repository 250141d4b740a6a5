#include "events/tree_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <bit>

#include "core/error.hpp"
#include "events/durable_file.hpp"

namespace rentroll::events {
namespace {

/// The first bytes of the file.
struct StoredHead {
  std::array<char, 16> what;
  std::uint64_t size;
  std::array<char, 8> unused;
  Hash root;
};
static_assert(sizeof(StoredHead) == 64 && std::endian::native == std::endian::little);

constexpr std::array<char, 16> what_it_is = {'r', 'e', 'n', 't', 'r', 'o', 'l', 'l',
                                             ' ', 't', 'r', 'e', 'e', ' ', '1', '\n'};

std::uint64_t offset_of(std::uint64_t slot) { return sizeof(StoredHead) + slot * sizeof(Hash); }

}  // namespace

TreeFile::TreeFile(int descriptor, bool can_be_written, std::filesystem::path path)
    : descriptor_(descriptor), can_be_written_(can_be_written), path_(std::move(path)) {
  read_head();
}

TreeFile::~TreeFile() { ::close(descriptor_); }

std::unique_ptr<TreeFile> TreeFile::open(const std::filesystem::path& path) {
  constexpr int others_may = 0666;
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, others_may);
  bool can_be_written = descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
  if (descriptor < 0) descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  return std::unique_ptr<TreeFile>(new TreeFile(descriptor, can_be_written, path));
}

void TreeFile::read_head() {
  StoredHead stored{};
  const bool is_head = read_all(descriptor_, &stored, sizeof stored, 0) && stored.what == what_it_is;
  if (is_head) head_ = {stored.size, stored.root};
}

void TreeFile::read(std::uint64_t slot, std::span<Hash> hashes) const {
  if (read_all(descriptor_, hashes.data(), hashes.size_bytes(), offset_of(slot))) return;
  throw core::SystemError(fmt::format(
      "{} cannot be read; it can be deleted, since it is made anew from the events", path_.string()));
}

bool TreeFile::write(std::uint64_t slot, std::span<const Hash> hashes) {
  can_be_written_ =
      can_be_written_ && write_all(descriptor_, hashes.data(), hashes.size_bytes(), offset_of(slot));
  return can_be_written_;
}

void TreeFile::finish(const TreeHead& head) {
  if (!can_be_written_ || ::fdatasync(descriptor_) != 0) return;
  const StoredHead stored{what_it_is, head.size, {}, head.root};
  if (write_all(descriptor_, &stored, sizeof stored, 0)) head_ = head;
}

void TreeFile::clear() {
  head_ = {};
  if (can_be_written_ && ::ftruncate(descriptor_, 0) != 0) can_be_written_ = false;
}

}  // namespace rentroll::events
