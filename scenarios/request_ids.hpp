#pragma once

#include <optional>
#include <vector>

#include "scenarios/request.hpp"
#include "scenarios/unit_comparison.hpp"

namespace rentroll::scenarios {

/// The request ids of a log and where each was used first (Q2): 16 bytes an id, twice that while it grows.
/// The texts are read again from the log where two ids look alike.
class RequestIds {
 public:
  explicit RequestIds(const VerificationContext& context) : context_(context) {}

  /// Judges the id of a unit, in the order of the fold: of two requests with one id the first is that of
  /// lower seq. False where all is said of the request with that. REQUIRES: the unit bears an id.
  [[nodiscard]] bool check(Unit unit, const Request& request);

 private:
  struct Entry {
    std::uint64_t hash = 0;
    Seq seq = 0;  ///< 0 for a free place
  };
  /// The seq of another unit that bore this id before, nothing where it is new.
  [[nodiscard]] std::optional<Seq> add(const events::Event& first);
  void report_later(const events::Event& first, Seq later) const;
  [[nodiscard]] bool is_same(const Request& request, Seq before) const;
  void grow();
  [[nodiscard]] std::size_t free_place(std::uint64_t hash) const;

  const VerificationContext& context_;
  std::vector<Entry> entries_;  // open addressing
  std::size_t used_ = 0;
};

}  // namespace rentroll::scenarios
