#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/error.hpp"

/// Everything that reads what comes from outside, each as a function that is given any bytes at all. It may
/// refuse them, by the errors that its header promises; what it takes must have the property that the target
/// checks. Whatever else happens is a fault: another exception, a failed assertion, what a sanitizer finds.
namespace rentroll::fuzz {

struct Target {
  std::string_view name;  ///< also of its folder in corpus/
  std::size_t bytes_max;  ///< larger inputs teach nothing new
  void (*read)(std::string_view bytes);
};

[[nodiscard]] std::span<const Target> targets();

/// Calls `read()`; input that it refuses is fine.
template <class Read>
void may_refuse(Read&& read) {
  try {
    read();
  } catch (const core::InputError&) {
    // refused, as promised
  }
}

void read_money(std::string_view bytes);
void read_instant(std::string_view bytes);
void read_date(std::string_view bytes);
void read_id(std::string_view bytes);
void read_amount(std::string_view bytes);
void read_phone_number(std::string_view bytes);
void read_scenario(std::string_view bytes);
void read_policy(std::string_view bytes);
void read_prices(std::string_view bytes);
void read_statement(std::string_view bytes);
void read_rentals(std::string_view bytes);
void read_event_lines(std::string_view bytes);
void read_block(std::string_view bytes);
void read_leaf(std::string_view bytes);
void read_proof(std::string_view bytes);
void read_checkpoint(std::string_view bytes);
void read_key(std::string_view bytes);
void read_head(std::string_view bytes);
void read_run(std::string_view bytes);
void read_snapshot(std::string_view bytes);
void read_table_end(std::string_view bytes);
void read_tree(std::string_view bytes);
void read_write_ahead_log(std::string_view bytes);

}  // namespace rentroll::fuzz
