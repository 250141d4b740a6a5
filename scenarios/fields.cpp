#include "scenarios/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "core/assert.hpp"
#include "core/text.hpp"
#include "scenarios/scenario.hpp"

namespace rentroll::scenarios {
namespace {

using core::InputError;

constexpr const char* right_money = "money as a text like \"12.50\", or an integer";

[[noreturn]] void fail(const std::string& place, const std::string& sentence) {
  const InputError error(sentence);
  throw place.empty() ? error : error.at(place);
}

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", core::shown(text)); }

/// What was found in a field, in words.
struct Found {
  std::string operator()(const std::string& text) const { return quoted(text); }
  std::string operator()(std::int64_t integer) const { return fmt::format("the integer {}", integer); }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(const std::vector<std::string>&) const { return "a list"; }
  std::string operator()(const DateText& date) const { return "the date " + date.text; }
  std::string operator()(const Unsuitable& unsuitable) const { return unsuitable.what; }
};

/// One field while it is read: what errors about it are made from.
struct Place {
  const std::string& key;
  const RawField& field;
  bool texts_for_all = false;

  [[noreturn]] void refuse(std::string_view right) const {
    fail(field.place, fmt::format("\"{}\" is {}: right is {}", key, std::visit(Found{}, field.value), right));
  }
  [[noreturn]] void refuse(const InputError& error) const {
    fail(field.place, fmt::format("\"{}\": {}", key, error.what()));
  }
};

const std::string& text_of(const Place& at, std::string_view right) {
  const auto* text = std::get_if<std::string>(&at.field.value);
  if (text == nullptr) at.refuse(right);
  if (core::first_bad_byte(*text)) at.refuse("a text in UTF-8");
  return *text;
}

template <core::TextEnum Enum>
std::optional<Enum> word_of(const Place& at) {
  const auto* text = std::get_if<std::string>(&at.field.value);
  return text == nullptr ? std::nullopt : core::from_text<Enum>(*text);
}

template <core::TextEnum Enum>
void read(const Place& at, Enum& value) {
  const auto word = word_of<Enum>(at);
  if (!word) at.refuse("one of " + core::all_texts<Enum>());
  value = *word;
}

/// Who may ask: anybody but `system`, which is the timers' own (Q1).
void read(const Place& at, core::Actor& value) {
  const auto actor = word_of<core::Actor>(at);
  if (!actor || *actor == core::Actor::system) {
    std::string right;
    for (const auto& [each, text] : core::EnumTexts<core::Actor>::value) {
      if (each != core::Actor::system) right += fmt::format("{}{}", right.empty() ? "one of " : ", ", text);
    }
    at.refuse(right + " (Q1)");
  }
  value = *actor;
}

/// Ids, currencies, countries, remarks, expectations: their types say which texts they take.
template <class Checked>
requires requires(std::string_view text) { Checked::parse(text).text(); }
void read(const Place& at, Checked& value) {
  const std::string& text = text_of(at, "a text");
  try {
    value = Checked::parse(text);
  } catch (const InputError& error) {
    at.refuse(error);
  }
}

/// Written as a date, or as a text: JSON and the command line know no dates.
void read(const Place& at, core::Date& value) {
  const auto* date = std::get_if<DateText>(&at.field.value);
  const std::string& text = date != nullptr ? date->text : text_of(at, "a date like 2024-01-31");
  try {
    value = core::Date::parse(text);
  } catch (const InputError& error) {
    at.refuse(error);
  }
}

void read(const Place& at, core::Money& value) {
  const auto* integer = std::get_if<std::int64_t>(&at.field.value);
  const std::string text = integer != nullptr ? std::to_string(*integer) : text_of(at, right_money);
  if (core::shown(text) != text) at.refuse(right_money);
  try {
    value = core::Money::parse(text);
  } catch (const InputError& error) {
    at.refuse(error);
  }
}

void read(const Place& at, bool& value) {
  const auto* text = at.texts_for_all ? std::get_if<std::string>(&at.field.value) : nullptr;
  const auto* truth = std::get_if<bool>(&at.field.value);
  const bool is_word = text != nullptr && (*text == "true" || *text == "false");
  if (truth == nullptr && !is_word) at.refuse("true or false");
  value = truth != nullptr ? *truth : *text == "true";
}

void read(const Place& at, std::uint64_t& value) {
  const auto* count = std::get_if<std::int64_t>(&at.field.value);
  if (count == nullptr || *count < 0) at.refuse("a count, an integer of 0 or more");
  value = static_cast<std::uint64_t>(*count);
}

void read(const Place& at, int& days) {
  const auto* count = std::get_if<std::int64_t>(&at.field.value);
  if (count == nullptr) at.refuse("an integer of days, 0 to 365");
  try {
    core::Policy::check_days(at.key, *count);
  } catch (const InputError& error) {
    fail(at.field.place, error.what());
  }
  days = static_cast<int>(*count);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, comma));
    if (comma + 1 == text.size()) parts.emplace_back();
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

template <class Enum>
void read(const Place& at, core::EnumSet<Enum>& value) {
  const auto right = [] { return "a list of texts out of " + core::all_texts<Enum>(); };
  const auto* text = at.texts_for_all ? std::get_if<std::string>(&at.field.value) : nullptr;
  const auto* list = std::get_if<std::vector<std::string>>(&at.field.value);
  if (list == nullptr && text == nullptr) at.refuse(right());
  value = {};
  for (const std::string& each : list != nullptr ? *list : split(*text)) {
    const auto word = core::from_text<Enum>(each);
    if (!word)
      fail(at.field.place, fmt::format("\"{}\" has {} in it: right is {}", at.key, quoted(each), right()));
    value.insert(*word);
  }
}

template <class Value>
void read(const Place& at, std::optional<Value>& value) {
  read(at, value.emplace());
}

/// A body of a kind, its fields not yet read.
template <std::size_t index = 0>
RequestBody blank(RequestKind kind) {
  using Body = std::variant_alternative_t<index, RequestBody>;
  if constexpr (index + 1 < std::variant_size_v<RequestBody>) {
    if (Body::kind != kind) return blank<index + 1>(kind);
  }
  RENTROLL_ASSERT(Body::kind == kind);
  return Body{};
}

struct FieldName {
  const char* name;
  bool is_optional;
};

using FieldNames = std::vector<FieldName>;

/// The fields of each kind of request, by the place of its body in the variant.
std::vector<FieldNames> all_field_names() {
  std::vector<FieldNames> all;
  for (const auto& [kind, text] : core::EnumTexts<RequestKind>::value) {
    const RequestBody body = blank(kind);
    all.resize(std::max(all.size(), body.index() + 1));
    FieldNames& names = all[body.index()];
    std::visit(
        [&](const auto& each) {
          each.fields(each, [&](const char* name, const auto&, auto... mark) {
            names.push_back({name, sizeof...(mark) > 0});
          });
        },
        body);
  }
  return all;
}

const FieldNames& names_of(const RequestBody& body) {
  static const std::vector<FieldNames> all = all_field_names();
  return all[body.index()];
}

void add_name(std::string& names, std::string_view name, bool is_optional) {
  if (!names.empty()) names += ", ";
  names += is_optional ? fmt::format("[{}]", name) : std::string(name);
}

/// The keys that are right for a request in a form.
std::string right_keys(const FieldNames& names, const Form& form) {
  std::string keys(form.other_keys);
  for (const FieldName& each : names) {
    const bool is_id = &each == &names.front() && !form.id.empty();
    add_name(keys, is_id ? form.id : each.name, each.is_optional);
  }
  return keys;
}

/// Reads the fields of one body, in the order in which the body names them.
class BodyReader {
 public:
  BodyReader(const RequestBody& body, const RawFields& fields, const std::string& place, const Form& form)
      : names_(names_of(body)),
        fields_(fields),
        place_(place),
        form_(form),
        called_(form.called.empty()
                    ? core::to_text(std::visit([](const auto& each) { return each.kind; }, body))
                    : form.called) {}

  template <class Value>
  void operator()(const char* name, Value& value) {
    if (!take(name, value)) {
      check_unknown();
      fail(place_,
           fmt::format("{} lacks \"{}\": its keys are {}", called_, key_of(name), right_keys(names_, form_)));
    }
  }
  template <class Value>
  void operator()(const char* name, Value& value, Optional) {
    static_cast<void>(take(name, value));
  }

  /// Throws for a field that the body does not name.
  void check_unknown() const {
    for (const auto& each : fields_) {
      const auto is_its_name = [&](const FieldName& known) { return key_of(known.name) == each.first; };
      if (std::any_of(names_.begin(), names_.end(), is_its_name)) continue;
      fail(each.second.place, fmt::format("{} has no key {}: its keys are {}", called_, quoted(each.first),
                                          right_keys(names_, form_)));
    }
  }
  [[nodiscard]] bool took_all() const { return taken_ == fields_.size(); }

  /// What a field is called as it is written.
  [[nodiscard]] std::string_view key_of(std::string_view name) const {
    return !form_.id.empty() && name == std::string_view(names_.front().name) ? form_.id : name;
  }

 private:
  template <class Value>
  bool take(const char* name, Value& value) {
    const auto found = fields_.find(std::string(key_of(name)));
    if (found == fields_.end()) return false;
    read(Place{found->first, found->second, form_.texts_for_all}, value);
    ++taken_;
    return true;
  }
  const FieldNames& names_;
  const RawFields& fields_;
  const std::string& place_;
  const Form& form_;
  std::string_view called_;
  std::size_t taken_ = 0;
};

/// Reads the settings of a policy, each of which may be left out.
struct PolicyReader {
  const RawFields& settings;
  std::size_t taken = 0;

  template <class Value>
  void operator()(const char* name, Value& value) {
    const auto found = settings.find(name);
    if (found == settings.end()) return;
    read(Place{found->first, found->second}, value);
    ++taken;
  }
};

void check_settings_known(const RawFields& settings) {
  std::vector<std::string> known;
  const core::Policy policy;
  core::Policy::fields(policy, [&](const char* name, const auto&) { known.emplace_back(name); });
  for (const auto& [key, field] : settings) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    fail(field.place,
         fmt::format("[policy] has no key {}: its keys are {}", quoted(key), fmt::join(known, ", ")));
  }
}

}  // namespace

RequestBody parse_body(RequestKind kind, const RawFields& fields, const std::string& place,
                       const Form& form) {
  RequestBody body = blank(kind);
  BodyReader reader(body, fields, place, form);
  std::visit([&](auto& each) { each.fields(each, reader); }, body);
  if (!reader.took_all()) reader.check_unknown();
  try {
    check_well_formed(body);
  } catch (const FieldError& error) {
    const auto field = fields.find(std::string(reader.key_of(error.field())));
    fail(field == fields.end() ? place : field->second.place, error.what());
  }
  return body;
}

RequestBody parse_body(RequestKind kind, const RawFields& fields, const std::string& place,
                       bool texts_for_all) {
  Form form;
  form.texts_for_all = texts_for_all;
  return parse_body(kind, fields, place, form);
}

std::string fields_of(RequestKind kind) { return right_keys(names_of(blank(kind)), {}); }

core::Policy parse_policy(const RawFields& settings) {
  core::Policy policy;
  PolicyReader reader{settings};
  core::Policy::fields(policy, reader);
  if (reader.taken != settings.size()) check_settings_known(settings);
  try {
    policy.check_windows();
  } catch (const InputError& error) {
    const auto reclaim = settings.find("reclaim_window_days");
    fail(reclaim != settings.end() ? reclaim->second.place : settings.at("reserve_window_days").place,
         error.what());
  }
  return policy;
}

template <class Value>
Value value_of(const std::string& key, const RawField& field) {
  Value value{};
  read(Place{key, field}, value);
  return value;
}

template RequestKind value_of(const std::string&, const RawField&);
template core::Actor value_of(const std::string&, const RawField&);
template core::AccountId value_of(const std::string&, const RawField&);
template core::NumberId value_of(const std::string&, const RawField&);
template core::RequestId value_of(const std::string&, const RawField&);
template core::Remark value_of(const std::string&, const RawField&);
template core::AccountState value_of(const std::string&, const RawField&);
template core::NumberState value_of(const std::string&, const RawField&);
template core::Money value_of(const std::string&, const RawField&);
template std::uint64_t value_of(const std::string&, const RawField&);
template Expectation value_of(const std::string&, const RawField&);

}  // namespace rentroll::scenarios
