#pragma once

#include <cstddef>
#include <istream>
#include <string>

namespace rentroll::core {

/// Reads on in a file: drops what stands before `begin` in the buffer, which then is 0, and appends up to so
/// many bytes. Answers with how many there were, 0 at the end. Throws SystemError where the input fails.
[[nodiscard]] std::size_t read_chunk(std::istream& input, std::string& buffer, std::size_t& begin,
                                     std::size_t bytes_max);

}  // namespace rentroll::core
