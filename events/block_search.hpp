#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/block_store.hpp"
#include "events/head.hpp"

namespace rentroll::events {

/// Finds the blocks of a damaged log in its tables and write-ahead logs, each by itself, whatever the list of
/// tables says. Several files may hold a block of one seq: an older one, or one that others were sealed into,
/// of the same events.
class BlockSearch {
 public:
  /// Where `head` is closed, only the tables that it names are looked into, and of the length that it says: a
  /// damaged one shows by its checksums, another log's does not.
  BlockSearch(const std::filesystem::path& folder, const std::optional<Head>& head);
  ~BlockSearch();

  /// All blocks that begin with this seq and can be read.
  [[nodiscard]] std::vector<std::string> at(Seq first_seq);
  /// Why the last `at` may have found less than there was; empty where no file that may hold the seq is
  /// damaged.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  /// The last event that any file shows.
  [[nodiscard]] Seq last_seen() const { return last_seen_; }
  /// What is wrong with files as a whole.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  class Table;
  struct Logged;

  void open_table(const std::filesystem::path& file, const std::optional<Head>& head);
  void read_write_ahead_log(const std::filesystem::path& file);

  std::vector<std::unique_ptr<Table>> tables_;
  std::unique_ptr<Logged> logged_;
  std::string trouble_;
  std::vector<std::string> unreadable_;
  Seq last_seen_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace rentroll::events
