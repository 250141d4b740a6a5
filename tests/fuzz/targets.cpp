#include <array>

#include "tests/fuzz/target.hpp"

namespace rentroll::fuzz {
namespace {

constexpr auto all_targets = std::to_array<Target>({
    {"amount", 64, read_amount},
    {"block", 4096, read_block},
    {"checkpoint", 4096, read_checkpoint},
    {"date", 32, read_date},
    {"event_lines", 4096, read_event_lines},
    {"head", 2048, read_head},
    {"id", 128, read_id},
    {"instant", 64, read_instant},
    {"key", 512, read_key},
    {"leaf", 2048, read_leaf},
    {"money", 64, read_money},
    {"phone_number", 64, read_phone_number},
    {"policy", 2048, read_policy},
    {"prices", 2048, read_prices},
    {"proof", 8192, read_proof},
    {"rentals", 2048, read_rentals},
    {"run", 512, read_run},
    {"scenario", 4096, read_scenario},
    {"snapshot", 4096, read_snapshot},
    {"statement", 2048, read_statement},
    {"table_end", 2048, read_table_end},
    {"tree", 16384, read_tree},
    {"write_ahead_log", 4096, read_write_ahead_log},
});

}  // namespace

std::span<const Target> targets() { return all_targets; }

}  // namespace rentroll::fuzz
