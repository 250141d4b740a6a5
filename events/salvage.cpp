#include "events/salvage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "core/error.hpp"
#include "events/block.hpp"
#include "events/block_part.hpp"
#include "events/block_search.hpp"
#include "events/damaged_block.hpp"
#include "events/durable_file.hpp"
#include "events/event_log.hpp"
#include "events/log_folder.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

/// A block that has been read to its end.
struct WholeBlock {
  NewBlock block;
  BlockHeader header;
  bool has_unit_end = false;
  bool ends_unit = false;
  Seq clock_advanced = 0;     ///< its last ClockAdvanced, 0 if none
  core::Instant occurred_at;  ///< of its last event
};

/// Throws DamagedBlock.
WholeBlock read_whole(std::string bytes) {
  WholeBlock whole;
  BlockDecoder decoder;
  whole.header = decoder.open(bytes, nullptr);
  for (Event event; decoder.next(event);) {
    whole.ends_unit = event.ends_unit;
    whole.occurred_at = event.occurred_at;
    whole.has_unit_end = whole.has_unit_end || event.ends_unit;
    if (event.type() == EventType::clock_advanced) whole.clock_advanced = event.seq;
  }
  whole.block = {whole.header.first_seq, std::move(bytes)};
  return whole;
}

/// Takes blocks as they follow one another, and writes whole units of them.
class Salvager {
 public:
  Salvager(BlockSearch& search, BlockStore& store, const std::function<void(Seq, core::Instant)>& each)
      : search_(search), store_(store), each_(each) {}

  void run() {
    while (auto block = next()) take(std::move(*block));
    cut_off();
  }

  [[nodiscard]] Seq saved() const { return saved_; }
  /// The last event read, saved or not.
  [[nodiscard]] Seq seen() const { return next_ - 1; }
  [[nodiscard]] Seq clock_advanced() const { return clock_advanced_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  std::optional<WholeBlock> next();
  void take(WholeBlock block);
  void write(std::span<const WholeBlock> blocks);
  void cut_off();

  BlockSearch& search_;
  BlockStore& store_;
  const std::function<void(Seq, core::Instant)>& each_;
  std::vector<WholeBlock> pending_;  // of a unit that has not ended yet
  Seq next_ = 1;
  Ordinal accounts_ = 0;  // introduced so far
  Ordinal numbers_ = 0;
  Seq saved_ = 0;
  Seq clock_advanced_ = 0;
  std::string reason_;
};

/// Of the blocks that may be next the one that goes farthest.
std::optional<WholeBlock> Salvager::next() {
  std::optional<WholeBlock> best;
  std::string trouble;
  for (std::string& bytes : search_.at(next_)) {
    try {
      WholeBlock block = read_whole(std::move(bytes));
      const BlockHeader& header = block.header;
      if (header.first_seq != next_ || header.first_account != accounts_ || header.first_number != numbers_) {
        trouble = fmt::format("the block of event {} does not follow those before", next_);
      } else if (!best || header.events > best->header.events) {
        best = std::move(block);
      }
    } catch (const DamagedBlock& error) {
      trouble = error.what();
    }
  }
  if (best) return best;
  if (trouble.empty()) trouble = search_.trouble();
  reason_ = trouble.empty() ? fmt::format("no file holds event {}", next_) : trouble;
  return std::nullopt;
}

void Salvager::take(WholeBlock block) {
  next_ = block.header.last_seq() + 1;
  accounts_ += block.header.new_accounts;
  numbers_ += block.header.new_numbers;
  const bool ends_unit = block.ends_unit;
  pending_.push_back(std::move(block));
  if (!ends_unit) return;
  write(pending_);
  pending_.clear();
}

void Salvager::write(std::span<const WholeBlock> blocks) {
  if (blocks.empty()) return;
  std::vector<NewBlock> written;
  for (const WholeBlock& block : blocks) {
    written.push_back(block.block);
    clock_advanced_ = std::max(clock_advanced_, block.clock_advanced);
  }
  store_.write(written, Durability::buffered);
  saved_ = blocks.back().header.last_seq();
  each_(saved_, blocks.back().occurred_at);
}

/// What is pending ends within a unit: saves the whole ones before it.
void Salvager::cut_off() {
  while (!pending_.empty() && !pending_.back().has_unit_end) pending_.pop_back();
  if (pending_.empty()) return;
  write(std::span(pending_).first(pending_.size() - 1));
  const WholeBlock& last = pending_.back();
  saved_ = append_beginning(store_, last.block.bytes, last.header.last_seq(), [&](const Event& event) {
    if (event.type() == EventType::clock_advanced) clock_advanced_ = event.seq;
  });
}

void check_places(const fs::path& log, const fs::path& to) {
  if (!fs::is_directory(log / "events")) {
    throw core::InputError(fmt::format("{} holds no log: it has no folder events", log.string()));
  }
  if (fs::exists(to) && !(fs::is_directory(to) && fs::is_empty(to))) {
    throw core::InputError(
        fmt::format("{} is there already: right is a folder that is empty or does not exist", to.string()));
  }
  if (fs::exists(beside(to))) {
    throw core::InputError(
        fmt::format("{} is there already, perhaps left by a salvage that was interrupted: delete it",
                    beside(to).string()));
  }
}

/// The HEAD of a damaged log as far as there is one.
std::optional<Head> head_of(const fs::path& log, std::vector<std::string>& notes) {
  CheckedHead checked = check_head(log, FileCheck::all);
  for (const FileFlaw& flaw : checked.flaws) notes.push_back(flaw.text());
  if (!checked.head && checked.flaws.empty()) notes.push_back("HEAD: it is missing");
  return std::move(checked.head);
}

void take_run_along(const fs::path& log, LogFolder& to, const Salvager& salvager, Salvage& result) {
  try {
    auto run = read_run(log);
    if (!run || run->first_seq > salvager.saved()) return;
    const bool is_end_lost = !result.reason.empty() && salvager.clock_advanced() < run->first_seq;
    run->finished = run->finished && !is_end_lost;
    to.set_run(*run);
  } catch (const core::SystemError& error) {
    result.notes.push_back(error.what());
  }
}

Salvage salvage_into(const fs::path& log, const fs::path& to,
                     const std::function<void(Seq, core::Instant)>& each) {
  Salvage result;
  const std::optional<Head> head = head_of(log, result.notes);
  BlockSearch search(log / "events", head);
  result.notes.insert(result.notes.end(), search.notes().begin(), search.notes().end());
  const auto folder = LogFolder::create(to);
  Salvager salvager(search, folder->store(), each);
  salvager.run();
  folder->store().write({}, Durability::synced);
  result.saved = salvager.saved();
  result.last_seen = std::max(search.last_seen(), salvager.seen());
  result.is_end_known = head && head->closed;
  const bool may_be_cut = !result.is_end_known && !search.trouble().empty();
  if (result.saved < result.last_seen || may_be_cut) result.reason = salvager.reason();
  take_run_along(log, *folder, salvager, result);
  return result;
}

}  // namespace

Salvage salvage(const fs::path& log, const fs::path& to,
                const std::function<void(Seq, core::Instant)>& each) {
  const fs::path target = to.has_filename() ? to : to.parent_path();
  check_places(log, target);
  const auto lock = keep_writers_out(log);
  const fs::path made = beside(target);
  try {
    Salvage result = salvage_into(log, made, each);
    if (!read_head(made).value_or(Head{}).closed) {
      throw core::SystemError(
          fmt::format("cannot write {}: its events did not come into files", to.string()));
    }
    fs::rename(made, target);
    sync_folder(parent_of(target));
    return result;
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(made, ignored);
    throw;
  }
}

}  // namespace rentroll::events
