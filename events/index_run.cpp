#include "events/index_run.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

#include "events/damaged_block.hpp"
#include "events/durable_file.hpp"

namespace rentroll::events {
namespace {

constexpr std::size_t buffer_bytes = 1 << 18;

/// A file that is gone when it is closed.
class NamelessFile {
 public:
  explicit NamelessFile(const std::filesystem::path& folder) {
    std::string name = (folder / "run-XXXXXX").string();
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ >= 0) ::unlink(name.c_str());
  }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;
  ~NamelessFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

/// What stands before each record of a run.
struct RunRecord {
  std::uint32_t kind = 0;
  Ordinal ordinal = 0;
  std::uint64_t bytes = 0;
};

/// The records of a run.
class Run final : public RecordSource {
 public:
  Run(std::unique_ptr<NamelessFile> file, SharedKinds kinds, Seq first, Seq last, std::uint64_t bytes)
      : file_(std::move(file)),
        kinds_(std::move(kinds)),
        reader_(kinds_),
        first_(first),
        last_(last),
        end_(bytes) {}

  bool next() override {
    RunRecord record;
    if (!take(&record, sizeof record)) return false;
    kind_ = static_cast<RecordKind>(record.kind);
    ordinal_ = record.ordinal;
    bytes_.resize(record.bytes);
    if (!take(bytes_.data(), bytes_.size())) throw DamagedBlock("a file of the index ends too early");
    return true;
  }
  void append(std::vector<RecordEntry>& entries, EntryBook& book) override {
    reader_.open(bytes_, keeps_sums(kind_), first_, last_);
    reader_.append(entries, book);
  }
  void count_kinds(SharedKinds& counted) const override {
    for (std::size_t place = 0; place < kinds_.size(); ++place) {
      counted.count(kinds_.kind(place), kinds_.events(place));
    }
  }

 private:
  /// The next bytes; false at the end.
  bool take(void* target, std::size_t size) {
    if (window_.size() - taken_ < size) {
      offset_ += taken_;
      window_.resize(std::min<std::uint64_t>(std::max(size, buffer_bytes), end_ - offset_));
      taken_ = 0;
      if (!read_all(file_->descriptor(), window_.data(), window_.size(), offset_)) return false;
      if (window_.size() < size) return false;
    }
    std::copy_n(window_.data() + taken_, size, static_cast<char*>(target));
    taken_ += size;
    return true;
  }

  std::unique_ptr<NamelessFile> file_;
  SharedKinds kinds_;
  RecordReader reader_;
  Seq first_;
  Seq last_;
  std::uint64_t end_;
  std::uint64_t offset_ = 0;  // of the window
  std::string window_;
  std::size_t taken_ = 0;  // of the window
  std::string bytes_;      // of the record
};

}  // namespace

/// Writes records behind one another.
class RunWriter::Output {
 public:
  explicit Output(const std::filesystem::path& folder) : file_(std::make_unique<NamelessFile>(folder)) {}

  void add(RecordKind kind, Ordinal ordinal, const std::string& record) {
    const RunRecord head{static_cast<std::uint32_t>(kind), ordinal, record.size()};
    buffer_.append(reinterpret_cast<const char*>(&head), sizeof head);
    buffer_ += record;
    if (buffer_.size() >= buffer_bytes) flush();
  }
  bool flush() {
    good_ = good_ && file_->descriptor() >= 0 &&
            write_all(file_->descriptor(), buffer_.data(), buffer_.size(), written_);
    written_ += buffer_.size();
    buffer_.clear();
    return good_;
  }
  [[nodiscard]] std::uint64_t written() const { return written_; }
  [[nodiscard]] std::unique_ptr<NamelessFile> file() { return std::move(file_); }

 private:
  std::unique_ptr<NamelessFile> file_;
  std::string buffer_;
  std::uint64_t written_ = 0;
  bool good_ = true;
};

void RunWriter::add(const Event& event, std::int64_t charged_before, bool is_rest) {
  entries_.push_back(book_.entry_of(event, charged_before));
  rest_.push_back(is_rest);
}

bool RunWriter::belongs(std::size_t place, RecordKind kind) const {
  const RecordEntry& entry = entries_[place];
  switch (kind) {
    case RecordKind::nobody:
      return entry.account == no_ordinal && entry.number == no_ordinal;
    case RecordKind::account:
      return entry.account != no_ordinal && !rest_[place];
    case RecordKind::account_rest:
      return entry.account != no_ordinal && rest_[place];
    case RecordKind::number:
      return entry.number != no_ordinal;
  }
  return false;
}

/// Sorts by counting, since ordinals are dense, and writes a record for each.
void RunWriter::put_records(Output& output, const SharedKinds& kinds, RecordKind kind) {
  const auto ordinal_of = [&](const RecordEntry& entry) {
    if (kind == RecordKind::nobody) return Ordinal{0};
    return kind == RecordKind::number ? entry.number : entry.account;
  };
  Ordinal low = no_ordinal;
  Ordinal high = 0;
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    if (!belongs(place, kind)) continue;
    low = std::min(low, ordinal_of(entries_[place]));
    high = std::max(high, ordinal_of(entries_[place]));
  }
  if (low == no_ordinal) return;
  std::vector<std::uint32_t> ends(std::size_t{high} - low + 2);
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    if (belongs(place, kind)) ++ends[ordinal_of(entries_[place]) - low + 1];
  }
  for (std::size_t ordinal = 1; ordinal < ends.size(); ++ordinal) ends[ordinal] += ends[ordinal - 1];
  std::vector<const RecordEntry*> sorted(ends.back());
  std::vector<std::uint32_t> next(ends.begin(), ends.end() - 1);
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    if (belongs(place, kind)) sorted[next[ordinal_of(entries_[place]) - low]++] = &entries_[place];
  }
  RecordWriter writer(book_, kinds);
  std::string record;
  for (std::size_t ordinal = 0; ordinal + 1 < ends.size(); ++ordinal) {
    if (ends[ordinal] == ends[ordinal + 1]) continue;
    record.clear();
    writer.write(record, std::span(sorted).subspan(ends[ordinal], ends[ordinal + 1] - ends[ordinal]),
                 keeps_sums(kind));
    output.add(kind, low + static_cast<Ordinal>(ordinal), record);
  }
}

std::unique_ptr<RecordSource> RunWriter::finish(const std::filesystem::path& folder) {
  SharedKinds kinds;
  std::vector<std::uint64_t> counts(book_.kinds());
  for (const RecordEntry& entry : entries_) ++counts[entry.kind];
  for (std::uint32_t kind = 0; kind < counts.size(); ++kind) kinds.count(book_.kind(kind), counts[kind]);
  kinds.choose();
  Output output(folder);
  for (const RecordKind kind :
       {RecordKind::nobody, RecordKind::account, RecordKind::account_rest, RecordKind::number}) {
    put_records(output, kinds, kind);
  }
  if (!output.flush() || entries_.empty()) return nullptr;
  auto run = std::make_unique<Run>(output.file(), std::move(kinds), entries_.front().seq, entries_.back().seq,
                                   output.written());
  entries_.clear();
  rest_.clear();
  book_.clear();
  return run;
}

}  // namespace rentroll::events
