#include "events/json_line.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::events {

using core::InputError;
using nlohmann::json;

namespace {

constexpr std::string_view what_is_right =
    "right is one object a line, as `rentroll events --format json` prints it";

[[noreturn]] void no_object(std::string_view why) {
  throw InputError(fmt::format("{}: {}", why, what_is_right));
}

/// What the JSON library would let pass: it ends a text at a NUL and passes over a byte order mark.
void check_bytes(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    throw InputError("the line begins with a byte order mark: right is UTF-8 without one");
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw InputError("the line begins as a file in UTF-16 does: right is UTF-8");
  }
  if (const std::size_t nul = text.find('\0'); nul != text.npos) {
    throw InputError(fmt::format("column {}: a NUL has no place in JSON", nul + 1));
  }
}

}  // namespace

/// Takes what the JSON library reads, member by member.
class JsonLine::Handler : public nlohmann::json_sax<json> {
 public:
  Handler(JsonLine& line, std::string_view text) : line_(line), text_(text) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(json::binary_t&) override { return false; }  // it has no form in JSON

  bool start_object(std::size_t) override {
    if (depth_ == 0) {
      ++depth_;
      return true;
    }
    return open(json::object());
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }

  bool key(std::string& key) override {
    if (depth_ == 1) {
      add_member(key);
    } else {
      json& object = *open_.back();
      if (object.contains(key)) given_twice(key);
      key_ = key;
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string& last_token, const json::exception&) override {
    if (const auto bad = core::first_bad_byte(text_)) {
      throw InputError(fmt::format("column {}: a byte that is not UTF-8", *bad + 1));
    }
    if (position > text_.size()) no_object("the line ends before its JSON object does");
    no_object(fmt::format("column {}: no JSON object goes on like this, \"{}\"", position,
                          core::shown(last_token)));
  }

 private:
  /// Containers in the line's object, and in these again.
  static constexpr std::size_t depth_max = 3;

  [[noreturn]] static void given_twice(std::string_view key) {
    throw InputError(fmt::format("\"{}\" is given twice", core::shown(key)));
  }

  void add_member(const std::string& key) {
    for (std::size_t place = 0; place < line_.size_; ++place) {
      if (line_.members_[place].key == key) given_twice(key);
    }
    if (line_.size_ == members_max) no_object(fmt::format("more than {} keys", members_max));
    if (line_.size_ == line_.members_.size()) line_.members_.emplace_back();
    Member& member = line_.members_[line_.size_++];
    member.key = key;
    member.taken = false;
  }

  /// Puts a value where it belongs, and answers with its place.
  template <class Value>
  json& put(Value&& value) {
    if (depth_ == 0) no_object(fmt::format("the line is {}", in_words(json(value))));
    if (depth_ == 1) return line_.members_[line_.size_ - 1].value = std::forward<Value>(value);
    json& parent = *open_.back();
    if (parent.is_object()) return parent[key_] = std::forward<Value>(value);
    parent.push_back(std::forward<Value>(value));
    return parent.back();
  }
  template <class Value>
  bool add(Value&& value) {
    put(std::forward<Value>(value));
    return true;
  }

  bool open(json container) {
    json& opened = put(std::move(container));
    if (depth_ == depth_max) no_object("lists or objects are nested too deeply");
    ++depth_;
    open_.push_back(&opened);
    return true;
  }
  bool close() {
    --depth_;
    if (!open_.empty()) open_.pop_back();
    return true;
  }

  JsonLine& line_;
  std::string_view text_;
  std::size_t depth_ = 0;
  std::vector<json*> open_;  // the containers that are being filled, within the line's object
  std::string key_;          // of the next value in an object within it
};

void JsonLine::parse(std::string_view text) {
  check_bytes(text);
  size_ = next_ = 0;
  Handler handler(*this, text);
  json::sax_parse(text.begin(), text.end(), &handler);
}

const json* JsonLine::take(std::string_view key) {
  for (std::size_t looked_at = 0; looked_at < size_; ++looked_at) {
    const std::size_t place = (next_ + looked_at) % size_;
    Member& member = members_[place];
    if (member.key != key) continue;
    member.taken = true;
    next_ = place + 1;
    return &member.value;
  }
  return nullptr;
}

std::optional<std::string_view> JsonLine::left() const {
  for (std::size_t place = 0; place < size_; ++place) {
    if (!members_[place].taken) return members_[place].key;
  }
  return std::nullopt;
}

std::string_view in_words(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return "null";
    case json::value_t::object:
      return "an object";
    case json::value_t::array:
      return "a list";
    case json::value_t::string:
      return "a text";
    case json::value_t::boolean:
      return "a truth value";
    case json::value_t::number_integer:
      return "a number below 0";
    case json::value_t::number_unsigned:
      return "a number";
    default:
      return "a number with a fraction or exponent";
  }
}

}  // namespace rentroll::events
