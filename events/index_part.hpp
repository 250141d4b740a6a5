#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/sha256.hpp"
#include "events/leaf_form.hpp"

namespace rocksdb {
class SstFileReader;
}

/// One part of an index: a RocksDB file of sorted keys.
namespace rentroll::events {

/// What a part says of itself.
struct PartHead {
  std::uint32_t form = 0;
  std::uint32_t unused = 0;
  Seq first = 0;
  Seq last = 0;
  core::Hash before{};  ///< the hash of the part before, zeros for the first one
  core::Hash hash{};    ///< of `before` and the last event: of which log it is, and where it ends
};

/// The number of the form; a part of another one is none.
inline constexpr std::uint32_t index_form = 1;

/// The hash of a part that ends in an event.
[[nodiscard]] core::Hash part_hash(const core::Hash& before, std::string_view last_leaf);

/// A part that is being made: events come in the order of their seqs, and are sorted in memory.
class IndexPartWriter {
 public:
  void add(const Event& event, const Directory& names);
  [[nodiscard]] std::string_view last_leaf() const { return last_leaf_; }
  /// Writes all of it. Answers whether it could.
  [[nodiscard]] bool write(const std::filesystem::path& path, const PartHead& head, const Directory& names);

 private:
  struct Entry {
    char kind;
    Ordinal ordinal;
    std::uint64_t offset;
  };

  LeafWriter writer_;
  std::string leaves_;  // each behind its size
  std::string last_leaf_;
  std::vector<Entry> entries_;
};

/// A part that is read.
class IndexPartReader {
 public:
  /// Null where it is none.
  [[nodiscard]] static std::unique_ptr<IndexPartReader> open(const std::filesystem::path& path);
  IndexPartReader(const IndexPartReader&) = delete;
  IndexPartReader& operator=(const IndexPartReader&) = delete;
  ~IndexPartReader();

  [[nodiscard]] const PartHead& head() const { return head_; }
  /// Appends the events under a key; false where the part is damaged.
  [[nodiscard]] bool read(char kind, std::string_view name, std::vector<NamedEvent>& found) const;

 private:
  explicit IndexPartReader(std::unique_ptr<rocksdb::SstFileReader> file);

  std::unique_ptr<rocksdb::SstFileReader> file_;
  PartHead head_;
};

}  // namespace rentroll::events
