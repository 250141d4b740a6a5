#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "events/damaged_block.hpp"
#include "events/memory_store.hpp"
#include "events/rocks_store.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "tests/support/spaced_snapshots.hpp"
#include "tests/support/temporary_folder.hpp"

// Replays of which one thread reads and another one folds; under ThreadSanitizer, too.
namespace rentroll::projections {
namespace {

using core::Date;
using core::Instant;
using core::Money;
using events::Event;
using events::Ordinal;

constexpr int numbers = 300;
constexpr int months = 40;
constexpr int block_events = 700;

enum class Late { none, some };

/// Some hundred rentals that are renewed month by month, an account opening now and then, and a few late
/// events where they are asked for.
class RentalLog {
 public:
  RentalLog(events::BlockStore& store, Late late) : log_(store) {
    add(events::PolicySet{});
    for (int number = 0; number < numbers; ++number) rent(number);
    for (int month = 1; month <= months; ++month) {
      day_ = Date::from_days(19'000 + 31 * month);
      for (int number = 0; number < numbers; ++number) renew(number, month);
      if (late == Late::some) learn_late(month);
    }
    log_.flush(events::Durability::buffered);
  }

 private:
  void add(events::Payload payload, Ordinal account = events::no_ordinal, Ordinal number = events::no_ordinal,
           int days_late = 0) {
    Event event;
    event.recorded_at = Instant::begin_of(day_);
    event.occurred_at = Instant::begin_of(Date::from_days(day_.days() - days_late));
    event.late = days_late != 0;
    event.account = account;
    event.number = number;
    event.payload = std::move(payload);
    log_.append({&event, 1}, names_);
    if (log_.last_seq() % block_events == 0) log_.flush(events::Durability::buffered);
  }

  void rent(int number) {
    const Ordinal account = names_.accounts.intern(fmt::format("account-{}", number / 3));
    const Ordinal rented = names_.numbers.intern(fmt::format("+1415555{:04}", number));
    if (number % 3 == 0) add(events::AccountOpened{usd_, true}, account);
    add(events::CreditAdded{Money::parse("20"), usd_}, account);
    add(events::NumberStocked{core::Country::parse("US"),
                              core::NumberType::local,
                              {},
                              core::Onboarding::general_availability,
                              {}},
        events::no_ordinal, rented);
    events::NumberRented terms;
    terms.setup = Money::parse("0.50");
    terms.monthly = terms.first_month = Money::parse("1");
    terms.currency = usd_;
    terms.first_due = Date::from_days(day_.days() + 31);
    add(terms, account, rented);
  }

  void renew(int number, int month) {
    const auto account = names_.accounts.intern(fmt::format("account-{}", number / 3));
    const auto renewed = names_.numbers.intern(fmt::format("+1415555{:04}", number));
    add(events::RentalRenewed{Money::parse("1"), usd_, day_, Date::from_days(day_.days() + 31)}, account,
        renewed);
    if (number % 100 == 0) {
      add(events::AccountOpened{usd_, true}, names_.accounts.intern(fmt::format("new-{}-{}", month, number)));
    }
  }

  void learn_late(int month) {
    add(events::CreditAdded{Money::parse("3"), usd_}, names_.accounts.intern("account-7"), events::no_ordinal,
        month % 5 + 1);
  }

  core::Currency usd_ = core::Currency::parse("USD");
  events::Directory names_;
  events::EventLog log_;
  Date day_ = Date::from_days(19'000);
};

struct InMemory {
  explicit InMemory(Late late) : log(store, late) {}
  events::MemoryStore held;
  events::BlockStore& store = held;
  RentalLog log;
};

struct OnDisk {
  explicit OnDisk(Late late) : log(store, late) {}
  tests::TemporaryFolder folder;
  std::unique_ptr<events::RocksStore> held = events::RocksStore::open_writer(folder.path());
  events::BlockStore& store = *held;
  RentalLog log;
};

/// The log with one of its blocks missing.
struct DamagedLog {
  DamagedLog() {
    const auto blocks = whole.store.read(1);
    for (int place = 0; const auto block = blocks->next(); ++place) {
      const events::NewBlock copy{events::read_header(*block).first_seq, std::string(*block)};
      if (place == 9) missing = copy.first_seq;
      if (place != 9) store.write({&copy, 1}, events::Durability::buffered);
    }
  }
  InMemory whole{Late::none};
  events::MemoryStore store;
  Seq missing = 0;  ///< the first event of the block
};

std::string digest_of(const events::BlockStore& store, const Cut& cut, int threads) {
  State state;
  replay(store, cut, state, threads);
  return digest(state);
}

}  // namespace

TEST_CASE_TEMPLATE("a replay on two threads ends as one on a single thread, whatever the cut", Kind, InMemory,
                   OnDisk) {
  const Kind kind(Late::some);
  const Seq last = events::last_seq(kind.store);
  CHECK(last > 10'000);
  for (const Seq at_seq : {Seq{1}, Seq{700}, Seq{701}, Seq{5'000}, last}) {
    CAPTURE(at_seq);
    Cut cut;
    cut.at_seq = at_seq;
    CHECK(digest_of(kind.store, cut, 2) == digest_of(kind.store, cut, 1));
    cut.as_of = events::horizon(kind.store, at_seq / 2 + 1);
    CHECK(digest_of(kind.store, cut, 2) == digest_of(kind.store, cut, 1));
  }
}

TEST_CASE_TEMPLATE("a replay on two threads makes snapshots on its way, and goes on from them", Kind,
                   InMemory, OnDisk) {
  const Kind kind(Late::none);
  const tests::TemporaryFolder folder;
  Cut cut;
  for (const Seq at_seq : {Seq{4'000}, events::last_seq(kind.store)}) {
    cut.at_seq = at_seq;
    State state;
    auto snapshots = tests::spaced_snapshots(folder.path(), 1'500);
    const Seq from = replay(kind.store, cut, state, 2, snapshots, [](const Event&) {});
    CHECK((from != 0) == (at_seq != 4'000));
    CHECK(digest(state) == digest_of(kind.store, cut, 1));
  }
}

TEST_CASE_TEMPLATE("what is thrown while an event is folded ends the thread that reads ahead", Kind, InMemory,
                   OnDisk) {
  const Kind kind(Late::some);
  for (const Seq stop : {Seq{1}, Seq{64}, Seq{1'025}, Seq{6'000}, events::last_seq(kind.store)}) {
    CAPTURE(stop);
    State state;
    Seq folded = 0;
    const auto stops = [&](const Event& event) {
      folded = event.seq;
      if (event.seq == stop) throw std::runtime_error("no further");
    };
    CHECK_THROWS_WITH_AS(replay(kind.store, {}, state, 2, stops), "no further", std::runtime_error);
    CHECK(folded == stop);
  }
}

TEST_CASE("damage that the reading thread meets is thrown where the events are folded") {
  const DamagedLog damaged;
  Seq folded = 0;
  State state;
  CHECK_THROWS_AS(replay(damaged.store, {}, state, 2, [&](const Event&) { ++folded; }), events::DamagedBlock);
  CHECK(folded == damaged.missing - 1);
  CHECK(folded > 5'000);
}

TEST_CASE("a replay as of an instant folds nothing of what comes after it, and does not need it") {
  const DamagedLog damaged;
  for (const int threads : {1, 2}) {
    for (const Seq seq : {Seq{700}, Seq{3'000}}) {
      CAPTURE(seq);
      Cut cut;
      cut.as_of = events::horizon(damaged.store, seq);
      State state;
      Seq last = 0;
      replay(damaged.store, cut, state, threads, [&](const Event& event) { last = event.seq; });
      CHECK(last >= seq);
      CHECK(state.horizon == *cut.as_of);
      cut.as_of = Instant::from_microseconds(cut.as_of->microseconds() - 1);
      CHECK(digest_of(damaged.store, cut, threads) == digest_of(damaged.whole.store, cut, 1));
    }
    Cut behind;
    behind.as_of = events::horizon(damaged.store, events::last_seq(damaged.store));
    CHECK_THROWS_AS(digest_of(damaged.store, behind, threads), events::DamagedBlock);
  }
}

}  // namespace rentroll::projections
