#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sha256.hpp"
#include "events/index_record.hpp"
#include "events/record_source.hpp"
#include "events/sorted_table.hpp"

/// One part of an index: a file of records, and tables of where they stand.
namespace rentroll::events {

/// What a part says of itself.
struct PartHead {
  std::array<char, 16> what{};  ///< that the file is a part
  std::uint32_t form = 0;
  std::uint32_t checksum = 0;  ///< of the head, with 0 in the place of this
  Seq first = 0;
  Seq last = 0;
  core::Hash before{};  ///< the hash of the part before, zeros for the first one
  core::Hash hash{};    ///< `log_hash` up to `last`: of which log it is
  std::array<TablePlace, record_kinds>
      records{};               ///< by ordinal: where a record begins, its size and checksum
  TablePlace account_names{};  ///< by a hash of the text: the ordinal
  TablePlace number_names{};
  TablePlace sums{};  ///< by account: what it was charged and given credit at the part's end, in millionths
  std::uint64_t kinds_offset = 0;
  std::uint32_t kinds_bytes = 0;
  std::uint32_t kinds_checksum = 0;
};

/// The number of the form; a part of another one is none.
inline constexpr std::uint32_t index_form = 3;

/// The steps of `log_hash` by which a part knows its log. The names of each event are searched for whenever
/// an index is opened, which costs some milliseconds.
inline constexpr Seq part_hash_steps = 4;

/// What an account was charged and given credit, in millionths.
struct AccountSums {
  std::int64_t charged = 0;
  std::int64_t credit = 0;

  /// As 64 bits go: a sum that has no room makes the fold throw, whatever the index says.
  void add(const AccountSums& added) {
    const auto sum = [](std::int64_t a, std::int64_t b) {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
    };
    charged = sum(charged, added.charged);
    credit = sum(credit, added.credit);
  }
};

/// A part that is being made. Records come in the order of kind and ordinal.
class IndexPartWriter {
 public:
  explicit IndexPartWriter(int descriptor);
  /// The name is that of the account or number; empty for nobody.
  void add(RecordKind kind, Ordinal ordinal, std::string_view name, std::string_view record);
  /// In the order of ordinals.
  void add_sums(Ordinal account, const AccountSums& sums);
  /// Writes what is left and the head. Answers whether all could be written.
  [[nodiscard]] bool finish(PartHead head, const SharedKinds& kinds);

 private:
  void flush();
  [[nodiscard]] TablePlace put(std::vector<TableEntry>& entries);
  [[nodiscard]] TablePlace put_names(std::vector<TableEntry>& names);

  int descriptor_;
  std::string buffer_;
  std::uint64_t written_ = 0;
  bool good_ = true;
  std::array<std::vector<TableEntry>, record_kinds> records_;
  std::vector<TableEntry> account_names_;
  std::vector<TableEntry> number_names_;
  std::vector<TableEntry> sums_;
};

/// A part turned out to be damaged.
struct DamagedPart {
  std::filesystem::path path;
};

/// A part that is read. Where it is damaged, DamagedPart is thrown.
class IndexPartReader {
 public:
  /// Null where it is none.
  [[nodiscard]] static std::unique_ptr<IndexPartReader> open(const std::filesystem::path& path);
  IndexPartReader(const IndexPartReader&) = delete;
  IndexPartReader& operator=(const IndexPartReader&) = delete;
  ~IndexPartReader();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const PartHead& head() const { return head_; }
  /// Appends the events of a record, if there is one, and answers with its name.
  std::optional<std::string_view> read(RecordKind kind, Ordinal ordinal, std::vector<IndexedEvent>& events);
  /// The name of a number's or an account's records; nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> name(bool of_number, Ordinal ordinal);
  /// The ordinal of the number's, or else the account's, text.
  [[nodiscard]] std::optional<Ordinal> find(bool of_number, std::string_view name);
  /// The sums of an account at the part's end; nothing where it does not name it.
  [[nodiscard]] std::optional<AccountSums> sums(Ordinal account);
  void for_each_sums(const std::function<void(Ordinal, const AccountSums&)>& each);
  /// All of its records, one after another.
  [[nodiscard]] std::unique_ptr<RecordSource> records();

 private:
  class Records;

  IndexPartReader(std::filesystem::path path, int descriptor, const PartHead& head);

  [[nodiscard]] bool load_kinds();
  [[nodiscard]] SortedTable& table(RecordKind kind) { return records_[static_cast<std::size_t>(kind)]; }
  /// A record with its name before it.
  struct Loaded {
    RecordKind kind{};
    Ordinal ordinal = no_ordinal;
    std::string bytes;
  };

  [[nodiscard]] const std::string* load(RecordKind kind, Ordinal ordinal);
  [[noreturn]] void damaged() const { throw DamagedPart{path_}; }

  std::filesystem::path path_;
  int descriptor_;
  PartHead head_;
  SharedKinds kinds_;
  std::unique_ptr<RecordReader> reader_;
  std::vector<SortedTable> records_;
  SortedTable account_names_;
  SortedTable number_names_;
  SortedTable sums_;
  Loaded nobody_;                 // which every story needs
  std::array<Loaded, 8> loaded_;  // what was asked for last: a name often comes before its events
  std::size_t next_loaded_ = 0;
};

}  // namespace rentroll::events
