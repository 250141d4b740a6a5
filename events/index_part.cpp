#include "events/index_part.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstring>
#include <tuple>

#include "core/error.hpp"
#include "events/table_end.hpp"

namespace rentroll::events {
namespace {

constexpr const char* head_key = "\x01";  // before all kinds
constexpr std::size_t cache_bytes = 64 << 20;

static_assert(sizeof(PartHead) == 88, "the head has no gaps");

rocksdb::Options options() {
  static const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(cache_bytes);
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;
  // An open reads the upper level of the index alone.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  rocksdb::Options options;
  options.compression = rocksdb::kZSTD;
  options.db_host_id = "";
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

std::string key_of(char kind, std::string_view name) {
  std::string key(1, kind);
  key += name;
  return key;
}

void append_sized(std::string& text, std::string_view leaf) {
  const auto size = static_cast<std::uint32_t>(leaf.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  text.append(bytes, sizeof bytes);
  text += leaf;
}

/// The sized text at a place; nothing where it is none.
std::optional<std::string_view> sized_at(std::string_view text, std::size_t offset) {
  std::uint32_t size = 0;
  if (text.size() - offset < sizeof size) return std::nullopt;
  std::memcpy(&size, text.data() + offset, sizeof size);
  if (text.size() - offset - sizeof size < size) return std::nullopt;
  return text.substr(offset + sizeof size, size);
}

}  // namespace

core::Hash part_hash(const core::Hash& before, std::string_view last_leaf) {
  core::Sha256 hash;
  hash.update(core::bytes_of(before));
  hash.update(last_leaf);
  return hash.hash();
}

void IndexPartWriter::add(const Event& event, const Directory& names) {
  const std::uint64_t offset = leaves_.size();
  last_leaf_ = writer_.write(event, names);
  append_sized(leaves_, last_leaf_);
  if (event.account != no_ordinal) entries_.push_back({'a', event.account, offset});
  if (event.number != no_ordinal) entries_.push_back({'n', event.number, offset});
  if (event.account == no_ordinal && event.number == no_ordinal) entries_.push_back({'0', 0, offset});
}

bool IndexPartWriter::write(const std::filesystem::path& path, const PartHead& head, const Directory& names) {
  // By kind and ordinal first, which is quick, then the groups by their texts.
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.kind, a.ordinal, a.offset) < std::tie(b.kind, b.ordinal, b.offset);
  });
  struct Group {
    std::string key;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Group> groups;
  for (std::size_t begin = 0, end = 0; begin < entries_.size(); begin = end) {
    const auto [kind, ordinal, offset] = entries_[begin];
    while (end < entries_.size() && entries_[end].kind == kind && entries_[end].ordinal == ordinal) ++end;
    const std::string_view name = kind == 'a'   ? names.accounts.text(ordinal)
                                  : kind == 'n' ? names.numbers.text(ordinal)
                                                : std::string_view();
    groups.push_back({key_of(kind, name), begin, end});
  }
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.key < b.key; });
  rocksdb::SstFileWriter file(rocksdb::EnvOptions(), options());
  if (!file.Open(path.string()).ok()) return false;
  const rocksdb::Slice head_bytes(reinterpret_cast<const char*>(&head), sizeof head);
  if (!file.Put(head_key, head_bytes).ok()) return false;
  std::string value;
  for (const Group& group : groups) {
    value.clear();
    for (std::size_t at = group.begin; at < group.end; ++at) {
      append_sized(value, *sized_at(leaves_, entries_[at].offset));
    }
    if (!file.Put(group.key, value).ok()) return false;
  }
  return file.Finish().ok();
}

IndexPartReader::IndexPartReader(std::unique_ptr<rocksdb::SstFileReader> file) : file_(std::move(file)) {}
IndexPartReader::~IndexPartReader() = default;

std::unique_ptr<IndexPartReader> IndexPartReader::open(const std::filesystem::path& path) {
  auto file = std::make_unique<rocksdb::SstFileReader>(options());
  if (!can_be_opened(path) || !file->Open(path.string()).ok()) return nullptr;
  std::unique_ptr<IndexPartReader> reader(new IndexPartReader(std::move(file)));
  const std::unique_ptr<rocksdb::Iterator> at(reader->file_->NewIterator(rocksdb::ReadOptions()));
  at->Seek(head_key);
  PartHead& head = reader->head_;
  if (!at->Valid() || at->key() != head_key || at->value().size() != sizeof head) return nullptr;
  std::memcpy(&head, at->value().data(), sizeof head);
  if (head.form != index_form || head.first == 0 || head.last < head.first) return nullptr;
  return reader;
}

bool IndexPartReader::read(char kind, std::string_view name, std::vector<NamedEvent>& found) const {
  const std::string key = key_of(kind, name);
  const std::unique_ptr<rocksdb::Iterator> at(file_->NewIterator(rocksdb::ReadOptions()));
  at->Seek(key);
  if (!at->status().ok()) return false;
  if (!at->Valid() || at->key() != key) return true;
  const std::string_view value(at->value().data(), at->value().size());
  try {
    for (std::size_t offset = 0; offset < value.size();) {
      const auto leaf = sized_at(value, offset);
      if (!leaf) return false;
      found.push_back(read_leaf(*leaf));
      const Seq seq = found.back().event.seq;
      if (seq < head_.first || seq > head_.last) return false;
      offset += sizeof(std::uint32_t) + leaf->size();
    }
  } catch (const core::InputError&) {
    return false;
  }
  return true;
}

}  // namespace rentroll::events
