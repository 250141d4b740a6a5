#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "events/log_folder.hpp"
#include "projections/state.hpp"

namespace rentroll::bench {

/// More decoded events than this are not kept in memory at once.
inline constexpr core::Seq decoded_events_max = 2'000'000;

/// The history that all work is done on, generated into a log on disk, and the folder that is removed with
/// it. RENTROLL_BENCH_EVENTS says about how many events it has, 20,000,000 by default.
class Fixture {
 public:
  Fixture();
  ~Fixture();
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  [[nodiscard]] const events::BlockStore& store() const { return log->store(); }
  [[nodiscard]] core::Seq events() const { return state.last_seq; }
  /// A folder for another log, which nothing else uses.
  [[nodiscard]] std::filesystem::path new_place() { return folder_ / std::to_string(++places_); }

  std::filesystem::path path;  ///< of the log
  projections::State state;    ///< at the history's end
  double seconds = 0;          ///< of its generation, from the first request to the last sync
  std::unique_ptr<events::LogFolder> log;

 private:
  std::filesystem::path folder_;
  int places_ = 0;
};

/// The one fixture of a program, made when it is first asked for.
[[nodiscard]] Fixture& fixture();

/// The first events of the history, or all of them where they are fewer.
[[nodiscard]] std::vector<events::Event> first_events();

}  // namespace rentroll::bench
