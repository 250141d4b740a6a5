#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "events/merkle_tree.hpp"

namespace rentroll::events {

/// The hashes of a log's tree on disk, one after another, behind a head that says how many leaves they are of
/// and what their root is. FORMAT.md describes the bytes. The file can be deleted at any time: whoever cannot
/// use it does without it.
class TreeFile {
 public:
  /// Opens a file, and makes it where there is none. It can be written where nothing forbids it and no other
  /// process has it open to write. Null where it can neither be read nor made.
  [[nodiscard]] static std::unique_ptr<TreeFile> open(const std::filesystem::path& path);

  TreeFile(const TreeFile&) = delete;
  TreeFile& operator=(const TreeFile&) = delete;
  ~TreeFile();

  /// What its head says; an empty tree where it has none that can be read.
  [[nodiscard]] const TreeHead& head() const { return head_; }
  [[nodiscard]] bool can_be_written() const { return can_be_written_; }

  /// Reads hashes from a slot on. Throws SystemError where they are not there.
  void read(std::uint64_t slot, std::span<Hash> hashes) const;
  /// Writes hashes from a slot on. Where that fails the file can no longer be written.
  bool write(std::uint64_t slot, std::span<const Hash> hashes);
  /// Makes what was written durable, and then the head that says so.
  void finish(const TreeHead& head);
  /// Nothing more is written.
  void close_for_writing() { can_be_written_ = false; }
  /// Forgets all that is in it.
  void clear();

 private:
  TreeFile(int descriptor, bool can_be_written, std::filesystem::path path);
  void read_head();

  int descriptor_;
  bool can_be_written_;
  std::filesystem::path path_;
  TreeHead head_;
};

}  // namespace rentroll::events
