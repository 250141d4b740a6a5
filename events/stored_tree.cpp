#include "events/stored_tree.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/assert.hpp"
#include "core/error.hpp"

namespace rentroll::events {
namespace {

constexpr unsigned chunk_level = 8;
constexpr std::uint64_t chunk_leaves = std::uint64_t{1} << chunk_level;
constexpr std::size_t piece_hashes = 1 << 16;

/// Where a chunk's leaves begin: before them stand the leaves of the chunks before it, and their subtrees, of
/// which n leaves have 2n less the bits set in n.
std::uint64_t first_slot(std::uint64_t chunk) {
  return chunk * chunk_leaves + 2 * chunk - static_cast<std::uint64_t>(std::popcount(chunk));
}

/// How many slots the hashes of so many leaves take.
std::uint64_t slots_of(std::uint64_t leaves) {
  return first_slot(leaves / chunk_leaves) + leaves % chunk_leaves;
}

/// The hash over a power of two of leaves, in whose place the hashes of subtrees are left.
Hash complete_root(std::span<Hash> hashes, TreeHasher& hasher) {
  for (std::size_t size = hashes.size(); size > 1; size /= 2) {
    for (std::size_t i = 0; i < size / 2; ++i) hashes[i] = hasher.node(hashes[2 * i], hashes[2 * i + 1]);
  }
  return hashes.front();
}

}  // namespace

StoredTree::StoredTree(std::unique_ptr<TreeFile> file) : file_(std::move(file)) {
  if (!file_) return;
  try {
    open();
  } catch (const core::SystemError&) {
    clear();  // shorter than its head says
  }
}

void StoredTree::open() {
  size_ = file_->head().size;
  // A head that lies must not make numbers overflow.
  if (size_ >> 48 != 0) return clear();
  file_slots_ = slots_of(size_);
  if (size_ == 0) return;
  const std::uint64_t chunks = size_ / chunk_leaves;
  chunk_ = read(first_slot(chunks), static_cast<std::size_t>(size_ % chunk_leaves));
  for (std::uint64_t left = chunks; left != 0;) {
    const std::uint64_t peak = std::bit_floor(left);
    const auto level = static_cast<unsigned>(std::countr_zero(peak));
    peaks_.push_back(subtree(chunk_level + level, (chunks - left) >> level));
    left -= peak;
  }
  if (root(*this, size_) != file_->head().root) clear();
}

void StoredTree::add(const Hash& leaf) {
  append(leaf);
  chunk_.push_back(leaf);
  ++size_;
  if (chunk_.size() == chunk_leaves) end_chunk();
}

void StoredTree::append(const Hash& hash) {
  if (added_.empty() || added_.back().size() == piece_hashes) {
    write_added();
    added_.push_back(std::exchange(spare_, {}));
    added_.back().clear();
    added_.back().reserve(piece_hashes);
  }
  added_.back().push_back(hash);
}

void StoredTree::end_chunk() {
  Hash hash = complete_root(chunk_, hasher_);
  chunk_.clear();
  append(hash);
  for (std::uint64_t chunk = size_ / chunk_leaves - 1; (chunk & 1) != 0; chunk >>= 1) {
    hash = hasher_.node(peaks_.back(), hash);
    peaks_.pop_back();
    append(hash);
  }
  peaks_.push_back(hash);
}

void StoredTree::write_added() {
  if (!file_) return;
  std::size_t written = 0;
  for (const std::vector<Hash>& piece : added_) {
    if (!file_->write(file_slots_, piece)) break;
    file_slots_ += piece.size();
    ++written;
  }
  if (written != 0) spare_ = std::move(added_.front());
  added_.erase(added_.begin(), added_.begin() + static_cast<std::ptrdiff_t>(written));
}

void StoredTree::keep() {
  if (!file_) return;
  const bool grows = size_ != file_->head().size;
  write_added();
  if (grows && added_.empty()) file_->finish({size_, root(*this, size_)});
  file_->close_for_writing();
}

void StoredTree::clear() {
  if (file_) file_->clear();
  file_slots_ = size_ = 0;
  added_.clear();
  chunk_.clear();
  peaks_.clear();
}

std::vector<Hash> StoredTree::read(std::uint64_t slot, std::size_t count) const {
  std::vector<Hash> hashes(count);
  const std::uint64_t of_file = slot >= file_slots_ ? 0 : std::min<std::uint64_t>(count, file_slots_ - slot);
  if (of_file != 0) file_->read(slot, std::span(hashes).first(static_cast<std::size_t>(of_file)));
  for (std::uint64_t i = of_file; i < count; ++i) {
    const auto place = static_cast<std::size_t>(slot + i - file_slots_);
    hashes[static_cast<std::size_t>(i)] = added_[place / piece_hashes][place % piece_hashes];
  }
  return hashes;
}

Hash StoredTree::subtree(unsigned level, std::uint64_t index) const {
  RENTROLL_ASSERT((index + 1) << level <= size_);
  if (level < chunk_level) {
    const std::uint64_t leaf = index << level;
    const std::uint64_t slot = first_slot(leaf / chunk_leaves) + leaf % chunk_leaves;
    std::vector<Hash> leaves = read(slot, std::size_t{1} << level);
    return complete_root(leaves, hasher_);
  }
  const std::uint64_t last_chunk = ((index + 1) << (level - chunk_level)) - 1;
  return read(first_slot(last_chunk) + chunk_leaves + (level - chunk_level), 1).front();
}

}  // namespace rentroll::events
