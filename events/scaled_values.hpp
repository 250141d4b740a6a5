#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Numbers in few bytes, for what an index holds. FORMAT.md describes the bytes. Whatever is read is checked
/// for its end, and DamagedBlock thrown where it ends too early.
namespace rentroll::events {

/// Appends a number: seven bits a byte, the lowest first, the highest bit set where more follow.
void store_number(std::string& bytes, std::uint64_t number);

/// Appends a column of numbers: the first one by itself, the others in groups of 64, each number in as few
/// bits as the widest of its group needs: either the numbers themselves, or how each differs from the one
/// before, where that is narrower. Instants and amounts have `scaled` differences: divided by what divides
/// all of a group, such as a day or a cent.
void store_column(std::string& bytes, std::span<const std::uint64_t> values, bool scaled = false);

/// Reads from bytes that it is given.
class ScaledReader {
 public:
  void open(std::string_view bytes) { left_ = bytes; }
  [[nodiscard]] std::size_t left() const { return left_.size(); }
  /// The next bytes as they lie there.
  std::string_view take(std::size_t size);
  std::uint64_t number();
  /// A number that is at most so much.
  std::size_t count(std::size_t most);
  /// Reads so many numbers in the place of those that `values` holds.
  void column(std::size_t count, std::vector<std::uint64_t>& values);

 private:
  std::string_view left_;
};

}  // namespace rentroll::events
