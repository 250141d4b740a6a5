#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "core/policy.hpp"
#include "scenarios/request.hpp"

/// Fields as people and files write them, and what is made of them: the one place that knows which text a
/// request's field takes. Scenario files, the command line and recorded refusals come through here.
namespace rentroll::scenarios {

/// What no field takes, with words for it: `a float`, `a table`.
struct Unsuitable {
  std::string what;
};

/// A date that was written as such, without quotes: `2024-08-28`.
struct DateText {
  std::string text;
};

/// A field as it was written. `place` stands before an error's sentence: `file.toml:12:5`; empty for none.
struct RawField {
  std::variant<std::string, std::int64_t, bool, std::vector<std::string>, DateText, Unsuitable> value;
  std::string place;
};

using RawFields = std::map<std::string, RawField>;

/// Bad input in a field whose name is known: whoever knows the field's place puts it before the sentence.
class FieldError : public core::InputError {
 public:
  FieldError(std::string field, const std::string& sentence)
      : InputError(sentence), field_(std::move(field)) {}
  [[nodiscard]] const std::string& field() const { return field_; }

 private:
  std::string field_;
};

/// How fields are written where it is otherwise than by their names alone.
struct Form {
  std::string_view called;      ///< what errors call the request, `[[account]]`; by default the kind's word
  std::string_view id;          ///< what the first field is called, `id`; by default its own name
  std::string_view other_keys;  ///< keys that were taken out before and are right as well, `at, do`
  bool texts_for_all = false;   ///< texts stand for truth values (`true`) and lists (`voice,sms`) too
};

/// Makes a request's body. Throws InputError with the field's place, or `place` where a field is missing: an
/// unknown field, a missing one, one of the wrong type or with a value that is not right.
[[nodiscard]] RequestBody parse_body(RequestKind kind, const RawFields& fields, const std::string& place,
                                     const Form& form);

/// The same by the fields' own names. Texts also stand for truth values (`true`) and lists (`voice,sms`), so
/// that a command line can say them, where `texts_for_all` is set.
[[nodiscard]] RequestBody parse_body(RequestKind kind, const RawFields& fields, const std::string& place,
                                     bool texts_for_all = false);

/// The fields that a kind of request takes, as an error or a help text says them: `account, number, reason`;
/// those that may be left out stand in brackets.
[[nodiscard]] std::string fields_of(RequestKind kind);

/// Makes a policy of the settings that are given, the others being the defaults (section 8). Throws
/// InputError as `parse_body` does.
[[nodiscard]] core::Policy parse_policy(const RawFields& settings);

/// A field's value. Throws InputError with the field's place, for a wrong type and a value that is not right.
/// For the words of a request and of a check, the ids, money, counts, dates and remarks.
template <class Value>
[[nodiscard]] Value value_of(const std::string& key, const RawField& field);

}  // namespace rentroll::scenarios
