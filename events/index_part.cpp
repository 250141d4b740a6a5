#include "events/index_part.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "core/assert.hpp"
#include "core/crc32c.hpp"
#include "events/damaged_block.hpp"
#include "events/durable_file.hpp"

namespace rentroll::events {
namespace {

constexpr std::array<char, 16> what_it_is = {'r', 'e', 'n', 't', 'r', 'o', 'l', 'l',
                                             ' ', 'i', 'n', 'd', 'e', 'x', '\n'};
constexpr std::size_t buffer_bytes = 1 << 20;
constexpr std::uint64_t record_bytes_max = 0xFFFFFFFF;
constexpr std::size_t name_bytes_max = 255;

static_assert(sizeof(PartHead) == 232, "the head has no gaps");

std::uint32_t checksum_of(PartHead head) {
  head.checksum = 0;
  return core::crc32c({reinterpret_cast<const char*>(&head), sizeof head});
}

/// The same on every machine, since it is stored (FNV-1a, with its bits mixed, so that it is spread evenly).
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
  hash = (hash ^ hash >> 32) * 0xD6E8FEB86659FD93;
  return hash ^ hash >> 32;
}

/// Whether a file of so many bytes may be a part with this head.
bool is_part(const PartHead& head, std::uint64_t bytes) {
  bool fits = head.what == what_it_is && head.form == index_form && head.checksum == checksum_of(head) &&
              head.first != 0 && head.last >= head.first && head.kinds_offset <= bytes &&
              head.kinds_bytes <= bytes - head.kinds_offset;
  const auto check = [&](const TablePlace& place) {
    fits = fits && place.offset <= bytes && place.entries <= (bytes - place.offset) / sizeof(TableEntry) &&
           table_bytes(place.entries) <= bytes - place.offset;
  };
  for (const TablePlace& place : head.records) check(place);
  for (const TablePlace& place : {head.account_names, head.number_names, head.sums}) check(place);
  return fits;
}

AccountSums sums_in(const TableEntry& entry) {
  return {static_cast<std::int64_t>(entry.first), static_cast<std::int64_t>(entry.second)};
}

// A record stands behind its name and the name's size.

bool holds_name(std::string_view bytes) {
  return !bytes.empty() && bytes.size() > static_cast<unsigned char>(bytes.front());
}
std::string_view name_in(std::string_view bytes) {
  return bytes.substr(1, static_cast<unsigned char>(bytes.front()));
}
std::string_view record_in(std::string_view bytes) {
  return bytes.substr(1U + static_cast<unsigned char>(bytes.front()));
}

}  // namespace

IndexPartWriter::IndexPartWriter(int descriptor) : descriptor_(descriptor), buffer_(sizeof(PartHead), '\0') {}

void IndexPartWriter::add(RecordKind kind, Ordinal ordinal, std::string_view name, std::string_view record) {
  RENTROLL_ASSERT(name.size() <= name_bytes_max);
  auto& places = records_[static_cast<std::size_t>(kind)];
  const std::uint64_t offset = written_ + buffer_.size();
  const std::size_t begin = buffer_.size();
  buffer_ += static_cast<char>(name.size());
  buffer_ += name;
  buffer_ += record;
  const std::string_view bytes = std::string_view(buffer_).substr(begin);
  good_ = good_ && bytes.size() <= record_bytes_max;
  places.push_back({ordinal, offset, std::uint64_t{core::crc32c(bytes)} << 32 | bytes.size()});
  if (!name.empty()) {
    auto& names = kind == RecordKind::number ? number_names_ : account_names_;
    names.push_back({hash_of(name), ordinal, 0});
  }
  if (buffer_.size() >= buffer_bytes) flush();
}

void IndexPartWriter::add_sums(Ordinal account, const AccountSums& sums) {
  sums_.push_back(
      {account, static_cast<std::uint64_t>(sums.charged), static_cast<std::uint64_t>(sums.credit)});
}

void IndexPartWriter::flush() {
  good_ = good_ && write_all(descriptor_, buffer_.data(), buffer_.size(), written_);
  written_ += buffer_.size();
  buffer_.clear();
}

TablePlace IndexPartWriter::put(std::vector<TableEntry>& entries) {
  flush();
  store_table(entries, buffer_);
  const TablePlace place{written_, entries.size()};
  entries = {};
  return place;
}

bool IndexPartWriter::finish(PartHead head, const SharedKinds& kinds) {
  for (std::size_t kind = 0; kind < record_kinds; ++kind) head.records[kind] = put(records_[kind]);
  head.account_names = put_names(account_names_);
  head.number_names = put_names(number_names_);
  head.sums = put(sums_);
  flush();
  kinds.store(buffer_);
  head.kinds_offset = written_;
  head.kinds_bytes = static_cast<std::uint32_t>(buffer_.size());
  head.kinds_checksum = core::crc32c(buffer_);
  flush();
  head.what = what_it_is;
  head.form = index_form;
  head.checksum = checksum_of(head);
  return good_ && write_all(descriptor_, &head, sizeof head, 0);
}

/// An account with two records has its name in both, and once here.
TablePlace IndexPartWriter::put_names(std::vector<TableEntry>& names) {
  const auto place_of = [](const TableEntry& entry) { return std::pair(entry.key, entry.first); };
  std::sort(names.begin(), names.end(),
            [&](const TableEntry& a, const TableEntry& b) { return place_of(a) < place_of(b); });
  const auto end = std::unique(names.begin(), names.end(), [&](const TableEntry& a, const TableEntry& b) {
    return place_of(a) == place_of(b);
  });
  names.erase(end, names.end());
  return put(names);
}

IndexPartReader::IndexPartReader(std::filesystem::path path, int descriptor, const PartHead& head)
    : path_(std::move(path)),
      descriptor_(descriptor),
      head_(head),
      account_names_(descriptor, head.account_names),
      number_names_(descriptor, head.number_names),
      sums_(descriptor, head.sums) {
  for (const TablePlace& place : head.records) records_.emplace_back(descriptor, place);
}

IndexPartReader::~IndexPartReader() { ::close(descriptor_); }

std::unique_ptr<IndexPartReader> IndexPartReader::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return nullptr;
  PartHead head;
  struct stat found {};
  const bool is_read = ::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode) &&
                       read_all(descriptor, &head, sizeof head, 0);
  if (is_read && is_part(head, static_cast<std::uint64_t>(found.st_size))) {
    std::unique_ptr<IndexPartReader> reader(new IndexPartReader(path, descriptor, head));
    return reader->load_kinds() ? std::move(reader) : nullptr;
  }
  ::close(descriptor);
  return nullptr;
}

bool IndexPartReader::load_kinds() {
  std::string bytes(head_.kinds_bytes, '\0');
  if (!read_all(descriptor_, bytes.data(), bytes.size(), head_.kinds_offset) ||
      core::crc32c(bytes) != head_.kinds_checksum) {
    return false;
  }
  try {
    kinds_ = SharedKinds::load(bytes);
    reader_ = std::make_unique<RecordReader>(kinds_);
  } catch (const DamagedBlock&) {
    return false;
  }
  return true;
}

/// The bytes of a record, its name before it; null where there is none.
const std::string* IndexPartReader::load(RecordKind kind, Ordinal ordinal) {
  const bool is_nobody = kind == RecordKind::nobody;
  if (is_nobody && nobody_.ordinal == ordinal) return &nobody_.bytes;
  for (const Loaded& each : loaded_) {
    if (each.kind == kind && each.ordinal == ordinal) return &each.bytes;
  }
  std::optional<TableEntry> found;
  if (!table(kind).find(ordinal, [&](const TableEntry& entry) { found = entry; })) damaged();
  if (!found) return nullptr;
  Loaded& loaded = is_nobody ? nobody_ : loaded_[next_loaded_++ % loaded_.size()];
  loaded.ordinal = no_ordinal;
  loaded.bytes.resize(found->second & record_bytes_max);
  const bool is_whole = read_all(descriptor_, loaded.bytes.data(), loaded.bytes.size(), found->first) &&
                        core::crc32c(loaded.bytes) == found->second >> 32 && holds_name(loaded.bytes);
  if (!is_whole) damaged();
  loaded.kind = kind;
  loaded.ordinal = ordinal;
  return &loaded.bytes;
}

std::optional<std::string_view> IndexPartReader::read(RecordKind kind, Ordinal ordinal,
                                                      std::vector<IndexedEvent>& events) {
  const std::string* const bytes = load(kind, ordinal);
  if (bytes == nullptr) return std::nullopt;
  try {
    reader_->open(record_in(*bytes), keeps_sums(kind), head_.first, head_.last);
    reader_->append(events);
  } catch (const DamagedBlock&) {
    damaged();
  }
  return name_in(*bytes);
}

std::optional<std::string_view> IndexPartReader::name(bool of_number, Ordinal ordinal) {
  const std::string* bytes = load(of_number ? RecordKind::number : RecordKind::account, ordinal);
  if (bytes == nullptr && !of_number) bytes = load(RecordKind::account_rest, ordinal);
  if (bytes == nullptr) return std::nullopt;
  return name_in(*bytes);
}

std::optional<Ordinal> IndexPartReader::find(bool of_number, std::string_view text) {
  std::vector<Ordinal> alike;
  const bool is_whole =
      (of_number ? number_names_ : account_names_).find(hash_of(text), [&](const TableEntry& entry) {
        alike.push_back(static_cast<Ordinal>(entry.first));
      });
  if (!is_whole) damaged();
  for (const Ordinal ordinal : alike) {
    const auto found = name(of_number, ordinal);
    if (!found) damaged();
    if (*found == text) return ordinal;
  }
  return std::nullopt;
}

std::optional<AccountSums> IndexPartReader::sums(Ordinal account) {
  std::optional<AccountSums> found;
  if (!sums_.find(account, [&](const TableEntry& entry) { found = sums_in(entry); })) damaged();
  return found;
}

void IndexPartReader::for_each_sums(const std::function<void(Ordinal, const AccountSums&)>& each) {
  TableEntry entry;
  for (std::uint64_t place = 0; place < sums_.entries(); ++place) {
    if (!sums_.at(place, entry)) damaged();
    each(static_cast<Ordinal>(entry.key), sums_in(entry));
  }
}

/// Reads ahead: the records stand in the order in which they are asked for.
class IndexPartReader::Records final : public RecordSource {
 public:
  explicit Records(IndexPartReader& part) : part_(part) {}

  bool next() override {
    for (; kind_place_ < record_kinds; ++kind_place_, place_ = 0) {
      SortedTable& table = part_.records_[kind_place_];
      if (place_ == table.entries()) continue;
      TableEntry entry;
      if (!table.at(place_++, entry)) part_.damaged();
      kind_ = static_cast<RecordKind>(kind_place_);
      ordinal_ = static_cast<Ordinal>(entry.key);
      load(entry);
      return true;
    }
    return false;
  }

  void append(std::vector<RecordEntry>& entries, EntryBook& book) override {
    try {
      part_.reader_->open(record_in(bytes_), keeps_sums(kind_), part_.head_.first, part_.head_.last);
      part_.reader_->append(entries, book);
    } catch (const DamagedBlock&) {
      part_.damaged();
    }
  }

  void count_kinds(SharedKinds& counted) const override {
    for (std::size_t place = 0; place < part_.kinds_.size(); ++place) {
      counted.count(part_.kinds_.kind(place), part_.kinds_.events(place));
    }
  }

 private:
  void load(const TableEntry& entry) {
    const std::size_t size = entry.second & record_bytes_max;
    const std::uint64_t offset = entry.first;
    if (offset < window_at_ || offset + size > window_at_ + window_.size()) {
      window_.resize(std::max(size, window_bytes));
      window_at_ = offset;
      // It ends where the tables do at the latest.
      const std::uint64_t end = std::max<std::uint64_t>(part_.head_.kinds_offset, offset + size);
      window_.resize(std::min<std::uint64_t>(window_.size(), end - offset));
      if (!read_all(part_.descriptor_, window_.data(), window_.size(), offset)) part_.damaged();
    }
    bytes_ = std::string_view(window_).substr(offset - window_at_, size);
    if (core::crc32c(bytes_) != entry.second >> 32 || !holds_name(bytes_)) part_.damaged();
  }

  static constexpr std::size_t window_bytes = 1 << 18;

  IndexPartReader& part_;
  std::size_t kind_place_ = 0;
  std::uint64_t place_ = 0;
  std::string window_;
  std::uint64_t window_at_ = 0;
  std::string_view bytes_;
};

std::unique_ptr<RecordSource> IndexPartReader::records() { return std::make_unique<Records>(*this); }

}  // namespace rentroll::events
