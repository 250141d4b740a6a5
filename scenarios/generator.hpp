#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "projections/state.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/seeded_random.hpp"
#include "scenarios/simulator.hpp"

/// Synthetic histories: lawful ones, because real requests are simulated.
namespace rentroll::scenarios {

struct GeneratorSettings {
  std::uint64_t accounts = 0;
  std::uint64_t numbers = 0;
  std::uint64_t months = 0;  ///< of 30 days
  std::uint64_t seed = 0;

  static constexpr std::uint64_t accounts_max = 10'000'000;
  static constexpr std::uint64_t numbers_max = 90'000'000;
  static constexpr std::uint64_t months_max = 1'200;

  /// Throws InputError, which names the option, where a count is 0 or beyond its maximum.
  void check() const;
};

/// Asks a simulator for a history: numbers are rented over the first half of the time; of those rented, 3 %
/// are unrented a month, and of these a quarter is reclaimed, a tenth recovered, and the rest returned,
/// stocked again and rented by somebody else; 1 % of the accounts are suspended a month; a few close, are
/// given credit or a goodwill adjustment; a few numbers are repriced, and a few requests are refused. The
/// same settings ask the same on every machine. It keeps no more than what is under way.
class Generator {
 public:
  /// All must outlive the generator. REQUIRES: settings that have been checked.
  Generator(const GeneratorSettings& settings, Simulator& simulator, const projections::State& state);

  /// Runs the whole history, from `PolicySet` to `ClockAdvanced`.
  void run();

 private:
  enum class Deed : std::uint8_t {
    rent,
    unrent,
    reclaim,
    recover,
    restock,
    suspend,
    reinstate,
    close,
    credit,
    adjust,
    reprice
  };
  struct Plan {
    core::Instant at;
    Deed deed{};
    std::uint32_t number = 0;
    std::uint32_t account = 0;
    std::uint64_t case_number = 0;
  };
  static bool sooner(const Plan& a, const Plan& b) { return a.at < b.at; }
  /// Draws so many of a thousand a month, evenly over the days.
  struct Rate {
    std::uint64_t thousandths_a_month = 0;
    std::uint64_t carried = 0;
    std::uint64_t draws(std::uint64_t of);
  };

  void open();
  void perform_day();
  void expect(std::span<const Plan> plans) const;
  void plan_day(core::Instant day);
  void plan_rents(core::Instant day);
  void plan(Deed deed, core::Instant at, std::uint32_t number, std::uint32_t account,
            std::uint64_t case_number = 0);
  void plan_draws(Rate& rate, std::uint64_t of, Deed deed, core::Instant day);
  void perform(const Plan& plan);
  void unrent(const Plan& plan);
  void suspend(const Plan& plan);
  void stock(std::uint32_t number, core::Instant at);
  bool ask(core::Instant at, RequestBody body);

  [[nodiscard]] core::Instant rent_of(std::uint32_t number) const;
  [[nodiscard]] projections::Number number_state(std::uint32_t number) const;
  [[nodiscard]] std::uint32_t any_account() {
    return static_cast<std::uint32_t>(random_.below(settings_.accounts));
  }
  [[nodiscard]] core::Instant soon(core::Instant from, std::int64_t days_begin, std::int64_t days_end);

  GeneratorSettings settings_;
  Simulator& simulator_;
  const projections::State& state_;
  SeededRandom random_;
  core::Instant starts_;
  core::Instant ends_;
  std::vector<std::vector<Plan>> plans_;  // by days from the start, of days to come as they were planned
  std::size_t today_ = 0;                 // the day whose plans are performed
  std::size_t performed_ = 0;  // of today's plans, which are in order once the first has been performed
  std::uint64_t cases_ = 0;
  std::uint32_t stocked_ = 0;  // numbers 0 to this one, not included, have been stocked
  Rate unrents_{30};
  Rate wrong_rents_{1};
  Rate repricings_{1};
  Rate suspensions_{10};
  Rate closings_{1};
  Rate credits_{50};
  Rate adjustments_{10};
};

/// Generates a history into a new log and answers with the state at its end. With more than one thread, one
/// writes what another one simulates; the log is the same. Throws InputError where the folder holds a log
/// already; nothing is then written.
[[nodiscard]] projections::State generate(const GeneratorSettings& settings,
                                          const std::filesystem::path& folder, int threads,
                                          const Progress& progress);

}  // namespace rentroll::scenarios
