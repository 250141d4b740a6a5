#pragma once

#include <cereal/cereal.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/assert.hpp"
#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/text_enum.hpp"
#include "events/damaged_block.hpp"

/// The stored form's archives: cereal over a span, without a stream. Integers are little-endian; a text is
/// its length in 32 bits and its bytes. Every length is checked against what is left before it is trusted.
namespace rentroll::events {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the stored form is little-endian");

/// Reads from a span that it is given; reused for many blocks, since making an archive is dear.
class SpanInputArchive : public cereal::InputArchive<SpanInputArchive, cereal::AllowEmptyClassElision> {
 public:
  SpanInputArchive() : InputArchive(this) {}
  void open(std::string_view bytes) {
    at_ = bytes.data();
    end_ = at_ + bytes.size();
  }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  void load_binary(void* target, std::size_t size) {
    if (size > left()) [[unlikely]]
      ends_too_early();
    std::memcpy(target, at_, size);
    at_ += size;
  }
  /// The next bytes as they lie in the span.
  std::string_view take(std::size_t size) {
    if (size > left()) [[unlikely]]
      ends_too_early();
    at_ += size;
    return {at_ - size, size};
  }

 private:
  [[noreturn, gnu::noinline]] static void ends_too_early() { throw DamagedBlock("a block ends too early"); }

  // Two pointers rather than a view: each load waits for the one before to have moved the place, and a view
  // moves two words, which halves the decoder's pace.
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

/// Appends to a string.
class StringOutputArchive
    : public cereal::OutputArchive<StringOutputArchive, cereal::AllowEmptyClassElision> {
 public:
  explicit StringOutputArchive(std::string& bytes) : OutputArchive(this), bytes_(bytes) {}
  void save_binary(const void* source, std::size_t size) {
    bytes_.append(static_cast<const char*>(source), size);
  }

 private:
  std::string& bytes_;
};

template <class Number>
requires std::is_arithmetic_v<Number>
void CEREAL_LOAD_FUNCTION_NAME(SpanInputArchive& archive, Number& number) {
  if constexpr (std::is_same_v<Number, bool>) {
    std::uint8_t byte = 0;
    archive.load_binary(&byte, 1);
    if (byte > 1) throw DamagedBlock("a truth value is neither 0 nor 1");
    number = byte == 1;
  } else {
    archive.load_binary(&number, sizeof number);
  }
}

template <class Number>
requires std::is_arithmetic_v<Number>
void CEREAL_SAVE_FUNCTION_NAME(StringOutputArchive& archive, const Number& number) {
  archive.save_binary(&number, sizeof number);
}

/// Cereal's own types name their parts; the stored form has no names.
template <class Archive, class Value>
requires std::is_same_v<Archive, SpanInputArchive> || std::is_same_v<Archive, StringOutputArchive>
void CEREAL_SERIALIZE_FUNCTION_NAME(Archive& archive, cereal::NameValuePair<Value>& pair) {
  archive(pair.value);
}

inline std::uint32_t load_size(SpanInputArchive& archive) {
  std::uint32_t size = 0;
  archive.load_binary(&size, sizeof size);
  if (size > archive.left()) throw DamagedBlock("a text is longer than its block");
  return size;
}

/// A text as it lies in the span.
inline std::string_view load_text(SpanInputArchive& archive) { return archive.take(load_size(archive)); }

template <class Size>
void CEREAL_LOAD_FUNCTION_NAME(SpanInputArchive& archive, cereal::SizeTag<Size>& tag) {
  tag.size = load_size(archive);
}

template <class Size>
void CEREAL_SAVE_FUNCTION_NAME(StringOutputArchive& archive, const cereal::SizeTag<Size>& tag) {
  const auto size = static_cast<std::uint32_t>(tag.size);
  archive.save_binary(&size, sizeof size);
}

template <class Data>
void CEREAL_LOAD_FUNCTION_NAME(SpanInputArchive& archive, cereal::BinaryData<Data>& data) {
  archive.load_binary(data.data, static_cast<std::size_t>(data.size));
}

template <class Data>
void CEREAL_SAVE_FUNCTION_NAME(StringOutputArchive& archive, const cereal::BinaryData<Data>& data) {
  archive.save_binary(data.data, static_cast<std::size_t>(data.size));
}

/// Archives one field, in either direction. Words of closed sets are checked when they are read.
template <class Archive, class Field>
void archive_field(Archive& archive, Field& field) {
  if constexpr (core::TextEnum<std::remove_const_t<Field>>) {
    auto number = static_cast<std::underlying_type_t<std::remove_const_t<Field>>>(field);
    archive(number);
    if constexpr (Archive::is_loading::value) {
      if (!core::is_named<Field>(number)) throw DamagedBlock("a stored word is none that is known");
      field = static_cast<Field>(number);
    }
  } else {
    archive(field);
  }
}

}  // namespace rentroll::events

CEREAL_SETUP_ARCHIVE_TRAITS(rentroll::events::SpanInputArchive, rentroll::events::StringOutputArchive)

/// The stored form of core's values. What is read must be what could be written: folds reckon with it
/// unchecked.
namespace rentroll::core {

inline bool is_storable(Instant instant) {
  return instant >= Instant() && instant < Instant::begin_of(Date::from_days(106'651));  // 2262-01-01 (T1)
}
/// Up to the end of 2262: due dates may lie a month beyond the last instant (T1).
inline bool is_storable(Date date) { return date >= Date() && date < Date::from_days(107'016); }

template <int letters>
bool is_storable(Capitals<letters> capitals) {
  bool storable = capitals.packed() >> 8 * (letters - 1) >> 8 == 0;
  for (int letter = 0; letter < letters; ++letter) {
    const std::uint32_t byte = capitals.packed() >> 8 * letter & 0xFF;
    storable &= byte >= 'A' && byte <= 'Z';
  }
  return storable;
}

template <class Enum>
constexpr EnumSet<Enum> all_words() {
  EnumSet<Enum> all;
  for (const auto& [word, text] : EnumTexts<Enum>::value) all.insert(word);
  return all;
}
template <class Enum>
bool is_storable(EnumSet<Enum> set) {
  constexpr EnumSet<Enum> all = all_words<Enum>();
  return all.contains_all(set);
}

template <class Value>
const Value& to_store(const Value& value) {
  RENTROLL_ASSERT(is_storable(value));
  return value;
}
template <class Value>
Value from_store(const Value& value) {
  if (!is_storable(value)) [[unlikely]]
    throw events::DamagedBlock("a stored value is none that can be");
  return value;
}

template <class Archive>
std::int64_t save_minimal(const Archive&, const Money& money) {
  return money.millionths();
}
template <class Archive>
void load_minimal(const Archive&, Money& money, const std::int64_t& millionths) {
  money = Money::from_millionths(millionths);
}

template <class Archive>
std::int32_t save_minimal(const Archive&, const Date& date) {
  return to_store(date).days();
}
template <class Archive>
void load_minimal(const Archive&, Date& date, const std::int32_t& days) {
  date = from_store(Date::from_days(days));
}

template <class Archive>
std::int64_t save_minimal(const Archive&, const Instant& instant) {
  return to_store(instant).microseconds();
}
template <class Archive>
void load_minimal(const Archive&, Instant& instant, const std::int64_t& microseconds) {
  instant = from_store(Instant::from_microseconds(microseconds));
}

template <class Archive, int letters>
std::uint32_t save_minimal(const Archive&, const Capitals<letters>& capitals) {
  return to_store(capitals).packed();
}
template <class Archive, int letters>
void load_minimal(const Archive&, Capitals<letters>& capitals, const std::uint32_t& packed) {
  capitals = from_store(Capitals<letters>::from_packed(packed));
}

template <class Archive, class Enum>
std::uint8_t save_minimal(const Archive&, const EnumSet<Enum>& set) {
  return to_store(set).bits();
}
template <class Archive, class Enum>
void load_minimal(const Archive&, EnumSet<Enum>& set, const std::uint8_t& bits) {
  set = from_store(EnumSet<Enum>::from_bits(bits));
}

template <class Archive, class Kind>
void save(Archive& archive, const CheckedText<Kind>& text) {
  archive(text.text());
}
template <class Archive, class Kind>
void load(Archive& archive, CheckedText<Kind>& text) {
  std::string bytes;
  archive(bytes);
  try {
    text = CheckedText<Kind>::parse(bytes);
  } catch (const InputError& error) {
    throw events::DamagedBlock(error.what());
  }
}

template <class Archive>
void serialize(Archive& archive, ChargeId& id) {
  archive(id.seq);
  events::archive_field(archive, id.kind);
}

}  // namespace rentroll::core
