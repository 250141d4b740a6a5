#include "projections/number_life.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "projections/evolve.hpp"

namespace rentroll::projections {
namespace {

using core::Instant;
using core::Money;
using Texts = std::vector<std::string>;

const core::Currency usd = core::Currency::parse("USD");

/// The life of one number, event by event.
class History {
 public:
  History() {
    const events::AccountOpened opened{usd, true};
    add("2024-01-01", opened, acme, no_ordinal);
    add("2024-01-01", opened, zeta, no_ordinal);
  }

  template <class Payload>
  void add(const char* at, Payload payload, Ordinal account = no_ordinal, Ordinal its_number = number) {
    events::Event event;
    event.seq = ++seq_;
    event.occurred_at = event.recorded_at = Instant::parse(at);
    event.account = account;
    event.number = its_number;
    event.payload = payload;
    evolve(state_, event);
    lives_.add(event, state_);
  }

  void stock(const char* at) { add(at, events::NumberStocked{}); }
  void rent(const char* at, Ordinal account) { add(at, begun<events::NumberRented>(), account); }
  void reclaim(const char* at, Ordinal account) { add(at, begun<events::NumberReclaimed>(), account); }
  void unrent(const char* at, Ordinal account) { add(at, events::NumberUnrented{}, account); }

  [[nodiscard]] std::vector<LifeSegment> segments(const char* end) const {
    return lives_.segments(number, Instant::parse(end));
  }

  static constexpr Ordinal acme = 0;
  static constexpr Ordinal zeta = 1;
  static constexpr Ordinal number = 2;  // the numbers before it are never named

 private:
  template <class Begun>
  static Begun begun() {
    return {Money{}, Money{}, usd, true, Money{}, core::Date::parse("2024-12-31")};
  }

  State state_;
  NumberLives lives_;
  core::Seq seq_ = 0;
};

/// As `STATE ACCOUNT BEGIN END`, dates in short.
Texts texts(const std::vector<LifeSegment>& segments) {
  Texts texts;
  for (const LifeSegment& part : segments) {
    const std::string account = part.account == no_ordinal ? "-" : std::to_string(part.account);
    texts.push_back(std::string(core::to_text(part.state)) + " " + account + " " +
                    part.begin.text().substr(5, 11) + " " + part.end.text().substr(5, 11));
  }
  return texts;
}

}  // namespace

TEST_CASE("a life tiles from the first stocking to the end, with the last holder in the windows") {
  History history;
  history.stock("2024-01-02");
  history.rent("2024-01-05", History::zeta);
  history.unrent("2024-02-01", History::zeta);
  history.add("2024-02-06", events::ReclaimWindowClosed{});
  history.add("2024-02-11", events::NumberReturned{});
  history.stock("2024-03-01");
  CHECK(texts(history.segments("2024-03-15")) ==
        Texts{"available - 01-02T00:00 01-05T00:00", "rented 1 01-05T00:00 02-01T00:00",
              "reclaimable 1 02-01T00:00 02-06T00:00", "reserved 1 02-06T00:00 02-11T00:00",
              "returned - 02-11T00:00 03-01T00:00", "available - 03-01T00:00 03-15T00:00"});
}

TEST_CASE("what lasted for no time is left out") {
  History history;
  history.stock("2024-01-02");
  history.rent("2024-01-02", History::acme);
  history.unrent("2024-01-09", History::acme);
  history.add("2024-01-09", events::ReclaimWindowClosed{});
  CHECK(texts(history.segments("2024-01-10")) ==
        Texts{"rented 0 01-02T00:00 01-09T00:00", "reserved 0 01-09T00:00 01-10T00:00"});
}

TEST_CASE("a rental that follows another at once is a segment of its own") {
  History history;
  history.stock("2024-01-02");
  history.rent("2024-01-02", History::acme);
  history.unrent("2024-01-09", History::acme);
  history.reclaim("2024-01-09", History::acme);
  CHECK(texts(history.segments("2024-01-10")) ==
        Texts{"rented 0 01-02T00:00 01-09T00:00", "rented 0 01-09T00:00 01-10T00:00"});
}

TEST_CASE("events that change no state begin no segment") {
  History history;
  history.stock("2024-01-02");
  history.add("2024-01-03", events::NumberOnboarded{core::Onboarding::general_availability});
  history.rent("2024-01-05", History::acme);
  history.add("2024-01-06", events::RentalRepriced{Money::parse("2"), usd}, History::acme);
  history.add("2024-01-07", events::DocumentAccepted{core::Document::identity}, History::acme);
  history.add("2024-01-08", events::RequestRejected{}, History::zeta);
  CHECK(texts(history.segments("2024-01-10")) ==
        Texts{"available - 01-02T00:00 01-05T00:00", "rented 0 01-05T00:00 01-10T00:00"});
}

TEST_CASE("a number that was only asked for, or never named, has no life") {
  History history;
  history.add("2024-01-02", events::RequestRejected{}, History::acme);
  CHECK(history.segments("2024-01-10").empty());
  CHECK(NumberLives().segments(7, Instant::parse("2024-01-10")).empty());
}

TEST_CASE("clipped to a period, half-open") {
  History history;
  history.stock("2024-01-02");
  history.rent("2024-01-05", History::acme);
  history.unrent("2024-01-09", History::acme);
  const auto life = history.segments("2024-02-01");
  const auto at = [](const char* text) { return Instant::parse(text); };
  CHECK(texts(clipped(life, at("2024-01-05"), at("2024-01-09"))) ==
        Texts{"rented 0 01-05T00:00 01-09T00:00"});
  CHECK(texts(clipped(life, at("2024-01-04"), at("2024-01-10"))) ==
        Texts{"available - 01-04T00:00 01-05T00:00", "rented 0 01-05T00:00 01-09T00:00",
              "reclaimable 0 01-09T00:00 01-10T00:00"});
  CHECK(clipped(life, at("2023-01-01"), at("2024-01-02")).empty());
}

}  // namespace rentroll::projections
