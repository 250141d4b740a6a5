#include "core/read_chunk.hpp"

#include "core/error.hpp"

namespace rentroll::core {

std::size_t read_chunk(std::istream& input, std::string& buffer, std::size_t& begin, std::size_t bytes_max) {
  buffer.erase(0, begin);
  begin = 0;
  const std::size_t kept = buffer.size();
  buffer.resize(kept + bytes_max);
  input.read(buffer.data() + kept, static_cast<std::streamsize>(bytes_max));
  if (input.bad()) throw SystemError("the file cannot be read to its end");
  const auto read = static_cast<std::size_t>(input.gcount());
  buffer.resize(kept + read);
  return read;
}

}  // namespace rentroll::core
