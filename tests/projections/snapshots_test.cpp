#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "core/xxh3.hpp"
#include "events/memory_store.hpp"
#include "projections/digest.hpp"
#include "tests/support/spaced_snapshots.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::tests {
namespace {

namespace fs = std::filesystem;
using projections::SnapshotHead;
using projections::State;

constexpr core::Seq apart = 20;

core::Instant day(int days) { return core::Instant::begin_of(core::Date::from_days(19'000 + days)); }

/// A log in which accounts open, numbers are stocked and cases open, one a day.
class SmallLog {
 public:
  explicit SmallLog(const char* credit) {
    events::EventLog log(store_);
    events::Directory names;
    const auto add = [&](events::Payload payload, events::Ordinal account, events::Ordinal number) {
      events::Event event;
      event.occurred_at = event.recorded_at = day(day_++);
      event.account = account;
      event.number = number;
      event.actor = core::Actor::support;
      event.payload = std::move(payload);
      log.append({&event, 1}, names);
      if (day_ % 7 == 0) log.flush(events::Durability::buffered);
    };
    add(events::PolicySet{}, events::no_ordinal, events::no_ordinal);
    for (int each = 0; each < 15; ++each) {
      const auto account = names.accounts.intern("account-" + std::to_string(each));
      const auto number = names.numbers.intern("+1415555" + std::to_string(1000 + each));
      add(events::AccountOpened{core::Currency::parse("USD"), true}, account, events::no_ordinal);
      add(events::CreditAdded{core::Money::parse(credit), core::Currency::parse("USD")}, account,
          events::no_ordinal);
      add(events::NumberStocked{core::Country::parse("US"),
                                core::NumberType::local,
                                {},
                                core::Onboarding::general_availability,
                                {}},
          events::no_ordinal, number);
      add(events::AccountCaseOpened{core::CaseId::parse("case-" + std::to_string(each)),
                                    core::Scope::provisioning, core::CaseReason::manual},
          account, events::no_ordinal);
    }
    log.flush(events::Durability::buffered);
    last_seq_ = log.last_seq();
    projections::replay(store_, {}, state_);
  }

  [[nodiscard]] const events::BlockStore& store() const { return store_; }
  [[nodiscard]] core::Seq last_seq() const { return last_seq_; }
  [[nodiscard]] const State& state() const { return state_; }

 private:
  events::MemoryStore store_;
  core::Seq last_seq_ = 0;
  State state_;
  int day_ = 0;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// The file with other bytes in one place and the digest that these have.
template <class Value>
std::string forged(std::string bytes, std::size_t offset, const Value& value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
  const std::size_t hashed = bytes.size() - core::Xxh3::hash_bytes;
  core::Xxh3 hash;
  hash.update(std::string_view(bytes).substr(0, hashed));
  return bytes.substr(0, hashed) + hash.hash();
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// A log with one snapshot, of its end.
struct Kept {
  explicit Kept(const char* credit = "5.00") : log(credit) {
    static_cast<void>(replay());
    bytes = read(file());
  }
  [[nodiscard]] fs::path file() const { return folder.path() / std::to_string(log.last_seq()); }
  [[nodiscard]] Restored replay() const {
    return replay_with_snapshots(log.store(), {}, spaced_snapshots(folder.path(), log.last_seq()));
  }
  /// Whether other bytes in the snapshot's place are passed over. Then the snapshot is made anew, and in any
  /// case the replay ends as ever.
  [[nodiscard]] bool passes_over(const std::string& others) const {
    write(file(), others);
    const Restored restored = replay();
    CHECK(projections::digest(restored.state) == projections::digest(log.state()));
    CHECK(files_in(folder.path()) == 1);
    CHECK(replay().from == log.last_seq());
    return restored.from == 0;
  }

  TemporaryFolder folder;
  SmallLog log;
  std::string bytes;
};

}  // namespace

TEST_CASE("snapshots stand as far apart as they should, and the newest at the log's end") {
  const SmallLog log("5.00");
  const TemporaryFolder folder;
  const fs::path snapshots = folder.path() / "snapshots";
  const Restored first = replay_with_snapshots(log.store(), {}, spaced_snapshots(snapshots, apart));
  CHECK(first.from == 0);
  CHECK(log.last_seq() == 61);
  for (const char* seq : {"20", "40", "60"}) CHECK(fs::exists(snapshots / seq));
  CHECK(files_in(snapshots) == 3);
  const Restored again = replay_with_snapshots(log.store(), {}, spaced_snapshots(snapshots, apart));
  CHECK(again.from == 60);
  CHECK(projections::digest(again.state) == projections::digest(log.state()));
  for (core::Seq seq = 1; seq <= log.last_seq(); ++seq) {
    projections::Cut cut;
    cut.at_seq = seq;
    const Restored then = replay_with_snapshots(log.store(), cut, spaced_snapshots(snapshots, apart));
    CHECK(then.from == seq / apart * apart);
    CHECK(then.state.last_seq == seq);
    cut.as_of = day(static_cast<int>(seq) - 1);
    CHECK(replay_with_snapshots(log.store(), cut, spaced_snapshots(snapshots, apart)).from == then.from);
  }
}

TEST_CASE("the newest snapshot may stand nearer, and goes when a newer one comes") {
  const SmallLog log("5.00");
  const TemporaryFolder folder;
  const projections::SnapshotSpacing spacing{40, std::numeric_limits<std::uint64_t>::max(), 4};
  const auto files_after = [&](core::Seq last) {
    projections::Cut cut;
    cut.at_seq = last;
    events::MemoryStore prefix;
    events::EventLog shorter(prefix);
    events::Directory names;
    events::EventCursor cursor(log.store().read(1), 1, &names);
    for (events::Event event; cursor.next(event) && event.seq <= last;) shorter.append({&event, 1}, names);
    shorter.flush(events::Durability::buffered);
    static_cast<void>(
        replay_with_snapshots(prefix, {}, projections::Snapshots(folder.path(), last, spacing)));
    std::string files;
    for (core::Seq seq = 1; seq <= log.last_seq(); ++seq) {
      if (fs::exists(folder.path() / std::to_string(seq))) files += std::to_string(seq) + " ";
    }
    return files;
  };
  CHECK(files_after(9) == "");
  CHECK(files_after(10) == "10 ");
  CHECK(files_after(15) == "10 ");
  CHECK(files_after(25) == "25 ");
  CHECK(files_after(52) == "52 ");
  CHECK(files_after(61) == "52 ");
}

TEST_CASE("snapshots stand as far apart as their size lets them, and none of them is lost again") {
  const SmallLog log("5.00");
  constexpr std::uint64_t bytes_an_event = 300;
  const TemporaryFolder folder;
  static_cast<void>(replay_with_snapshots(log.store(), {},
                                          projections::Snapshots(folder.path(), 60, {1, bytes_an_event, 1})));
  std::map<core::Seq, std::uint64_t> bytes;
  for (const auto& each : fs::directory_iterator(folder.path())) {
    bytes[std::stoul(each.path().filename().string())] = fs::file_size(each.path());
  }
  CHECK(bytes.size() >= 5);
  core::Seq before = 0;
  for (const auto& [seq, its_bytes] : bytes) {
    const core::Seq apart_at_least = its_bytes / bytes_an_event;
    CHECK(seq - before >= apart_at_least);
    CHECK(seq - before <= apart_at_least + 1);
    before = seq;
  }
}

TEST_CASE("no snapshot is made of events that may still be lost") {
  const SmallLog log("5.00");
  const TemporaryFolder folder;
  static_cast<void>(replay_with_snapshots(log.store(), {}, spaced_snapshots(folder.path(), apart, 45)));
  CHECK(files_in(folder.path()) == 2);
  CHECK(fs::exists(folder.path() / "40"));
}

TEST_CASE("a snapshot that is damaged or cut short is passed over, and made anew") {
  const Kept kept;
  CHECK_FALSE(kept.passes_over(kept.bytes));
  for (std::size_t place = 0; place < kept.bytes.size(); place += 1 + kept.bytes.size() / 150) {
    std::string damaged = kept.bytes;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
    CHECK(kept.passes_over(damaged));
    CHECK(kept.passes_over(kept.bytes.substr(0, place)));
  }
  CHECK(kept.passes_over(kept.bytes + "x"));
}

TEST_CASE("a snapshot of another version, another event or another log is passed over") {
  const Kept kept;
  const auto changed = [&](std::size_t offset, const auto& value) {
    return forged(kept.bytes, offset, value);
  };
  const std::uint32_t form = projections::snapshot_form;
  CHECK_FALSE(kept.passes_over(changed(offsetof(SnapshotHead, form), form)));
  CHECK(kept.passes_over(changed(offsetof(SnapshotHead, form), form + 1)));
  CHECK(kept.passes_over(changed(offsetof(SnapshotHead, program), std::array<char, 16>{"0.0.0"})));
  CHECK(kept.passes_over(changed(offsetof(SnapshotHead, number_bytes), std::uint32_t{8})));
  CHECK(kept.passes_over(changed(offsetof(SnapshotHead, seq), core::Seq{17})));
  CHECK(kept.passes_over(Kept("6.00").bytes));
}

TEST_CASE("a snapshot with the right digest is still not trusted with its sizes and references") {
  const Kept kept;
  for (const std::size_t count :
       {offsetof(SnapshotHead, accounts), offsetof(SnapshotHead, numbers),
        offsetof(SnapshotHead, account_names), offsetof(SnapshotHead, number_characters),
        offsetof(SnapshotHead, prices), offsetof(SnapshotHead, cases)}) {
    CHECK(kept.passes_over(forged(kept.bytes, count, std::uint64_t{1} << 60)));
    CHECK(kept.passes_over(forged(kept.bytes, count, std::uint64_t{7})));
  }
  SnapshotHead head{};
  std::memcpy(&head, kept.bytes.data(), sizeof head);
  const std::size_t accounts = sizeof head + sizeof(core::Policy) + head.account_names +
                               head.account_characters + head.number_names + head.number_characters;
  const std::size_t rentals = accounts + kept.log.state().accounts.size() * sizeof(projections::Account);
  const events::Ordinal nowhere = 4'000'000;
  CHECK(
      kept.passes_over(forged(kept.bytes, rentals + offsetof(projections::NumberRental, account), nowhere)));
  // Rented, and by nobody.
  CHECK(kept.passes_over(
      forged(kept.bytes, rentals + offsetof(projections::NumberRental, state), core::NumberState::rented)));
}

TEST_CASE("where no snapshot can be written a replay goes without") {
  const SmallLog log("5.00");
  const TemporaryFolder folder;
  write(folder.path() / "snapshots", "a file in the folder's place");
  const Restored restored =
      replay_with_snapshots(log.store(), {}, spaced_snapshots(folder.path() / "snapshots", apart));
  CHECK(restored.from == 0);
  CHECK(projections::digest(restored.state) == projections::digest(log.state()));
}

}  // namespace rentroll::tests
