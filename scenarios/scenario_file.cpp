#include "scenarios/scenario_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <span>
#include <unordered_map>

#include "core/error.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "scenarios/fields.hpp"
#include "scenarios/scenario_text.hpp"

// Within this file an error's place is `LINE:COL`; what leaves it bears the file's name before that.
namespace rentroll::scenarios {
namespace {

using core::InputError;
using core::Instant;

Position begin_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

/// Whether an error is about a word without quotes, which toml++ takes for the beginning of `true` or `nan`.
bool is_about_bare_word(std::string_view where, std::string_view what) {
  return where == "boolean" || what.starts_with("could not determine value type") ||
         what.starts_with("expected 'nan'") || what.starts_with("expected 'inf'");
}

/// toml++'s description of a syntax error as a sentence: `Error while parsing table header: encountered
/// end-of-file` becomes `the file ends here, in a table header`.
std::string readable(std::string_view description) {
  constexpr std::string_view while_parsing = "Error while parsing ";
  const std::size_t colon = description.find(": ");
  if (!description.starts_with(while_parsing) || colon == description.npos) return std::string(description);
  const std::string_view where = description.substr(while_parsing.size(), colon - while_parsing.size());
  std::string what(description.substr(colon + 2));
  if (what.starts_with("encountered end-of-file")) what = "the file ends here";
  if (is_about_bare_word(where, what))
    what = "a word without quotes; right are texts in quotes, true and false";
  return where == "root table" ? what : fmt::format("{}, in the {}", what, where);
}

bool is_about_date(std::string_view description) {
  return description.starts_with("Error while parsing date") ||
         description.starts_with("Error while parsing time");
}

[[noreturn]] void fail_syntax(std::string_view text, const toml::parse_error& error) {
  Position position = begin_of(error.source());
  if (is_about_date(error.description())) {
    Cursor cursor(text);
    const Position front = cursor.front_of_date(position);
    try {
      static_cast<void>(Instant::parse(cursor.date_at(front)));
    } catch (const InputError& no_instant) {
      fail_at(front.text(), no_instant.what());
    }
  }
  std::string sentence = "this is no TOML: " + readable(error.description());
  std::replace_if(
      sentence.begin(), sentence.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  fail_at(position.text(), sentence);
}

toml::table parse_toml(std::string_view text) {
  check_parsable(text);
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    fail_syntax(text, error);
  }
}

/// What a value is, in words.
std::string words_for(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a float";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time of day";
    case toml::node_type::date_time:
      return "a date-time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

RawField raw_list(toml::array& list) {
  std::vector<std::string> texts;
  for (toml::node& each : list) {
    auto* text = each.as_string();
    if (text == nullptr) return {Unsuitable{"a list with " + words_for(each) + " in it"}, ""};
    texts.push_back(std::move(text->get()));
  }
  return {std::move(texts), ""};
}

std::string text_of(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, static_cast<int>(date.month),
                     static_cast<int>(date.day));
}

/// Takes a value out of the tree.
RawField raw_field(toml::node& node) {
  if (auto* text = node.as_string()) return {std::move(text->get()), ""};
  if (auto* integer = node.as_integer()) return {integer->get(), ""};
  if (auto* truth = node.as_boolean()) return {truth->get(), ""};
  if (auto* list = node.as_array()) return raw_list(*list);
  if (auto* date = node.as_date()) return {DateText{text_of(date->get())}, ""};
  return {Unsuitable{words_for(node)}, ""};
}

using Keys = std::initializer_list<std::string_view>;

/// A table of the file, whose keys are taken out one by one.
class Entry {
 public:
  /// `called` and `keys` are what errors call the table, and say that it takes; they must outlive the entry.
  Entry(toml::table& table, std::string_view called, std::string_view keys, Cursor& cursor)
      : table_(table), called_(called), keys_(keys), cursor_(cursor) {
    for (auto&& [key, node] : table) {
      RawField field = raw_field(node);
      field.place = begin_of(key.source()).text();
      fields_.emplace_hint(fields_.end(), std::string(key.str()), std::move(field));
    }
  }

  [[nodiscard]] int line() const { return static_cast<int>(table_.source().begin.line); }
  [[nodiscard]] std::string place() const { return begin_of(table_.source()).text(); }
  /// A key's place; the table's where the key is not given.
  [[nodiscard]] std::string place_of(std::string_view key) const {
    const auto found = table_.find(key);
    return found == table_.end() ? place() : begin_of(found->first.source()).text();
  }
  [[nodiscard]] std::string_view keys() const { return keys_; }
  /// What has not been taken out.
  [[nodiscard]] const RawFields& fields() const { return fields_; }

  void check_keys(Keys known) const {
    for (const auto& [key, field] : fields_) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      fail_at(field.place,
              fmt::format("{} has no key \"{}\": its keys are {}", called_, core::shown(key), keys_));
    }
  }

  std::optional<RawField> take_raw(const std::string& key) {
    auto found = fields_.extract(key);
    if (found.empty()) return std::nullopt;
    return std::move(found.mapped());
  }

  template <class Value>
  std::optional<Value> take(const std::string& key) {
    const auto field = take_raw(key);
    if (!field) return std::nullopt;
    return value_of<Value>(key, *field);
  }

  std::optional<Instant> take_instant(const std::string& key) {
    return take_date<Instant>(key, "an instant like 2024-01-31T09:30:00Z, without quotes",
                              [](const toml::node& node) { return node.is_date_time() || node.is_date(); });
  }
  std::optional<core::Date> take_day(const std::string& key) {
    return take_date<core::Date>(key, "a date like 2024-01-31, without quotes and without a time",
                                 [](const toml::node& node) { return node.is_date(); });
  }

  /// What must be given.
  template <class Value>
  Value need(const std::string& key, std::optional<Value> value) const {
    if (!value) fail_at(place(), fmt::format("{} lacks \"{}\": its keys are {}", called_, key, keys_));
    return std::move(*value);
  }

 private:
  template <class Value, class Suits>
  std::optional<Value> take_date(const std::string& key, const char* right, const Suits& suits) {
    const auto field = take_raw(key);
    if (!field) return std::nullopt;
    const toml::node& node = *table_.get(key);
    if (!suits(node))
      fail_at(field->place, fmt::format("\"{}\" is {}: right is {}", key, words_for(node), right));
    try {
      return Value::parse(cursor_.date_at(begin_of(node.source())));
    } catch (const InputError& error) {
      fail_at(field->place, fmt::format("\"{}\": {}", key, error.what()));
    }
  }

  toml::table& table_;
  std::string_view called_;
  std::string_view keys_;
  Cursor& cursor_;
  RawFields fields_;
};

/// A kind of entry other than a step: the request that it makes.
struct EntryKind {
  const char* table;
  const char* called;
  RequestKind makes;
  const char* id;  ///< its key for the account or number that it is about; empty for none
};

constexpr std::array<EntryKind, 3> entry_kinds{{
    {"price", "[[price]]", RequestKind::set_price, ""},
    {"account", "[[account]]", RequestKind::open_account, "id"},
    {"number", "[[number]]", RequestKind::stock, "id"},
}};

/// A table that a kind of file has: one of it, or any number.
struct TableName {
  std::string_view name;
  bool is_single;
};

using TableNames = std::span<const TableName>;

constexpr std::array<TableName, 7> scenario_tables{{{"scenario", true},
                                                    {"policy", true},
                                                    {"price", false},
                                                    {"account", false},
                                                    {"number", false},
                                                    {"step", false},
                                                    {"check", false}}};
constexpr std::array<TableName, 1> policy_tables{{{"policy", true}}};
constexpr std::array<TableName, 1> price_tables{{{"price", false}}};

/// `[scenario], [policy], [[price]]`
std::string in_brackets(TableNames tables) {
  std::string names;
  for (const TableName& table : tables) {
    if (!names.empty()) names += ", ";
    names += table.is_single ? fmt::format("[{}]", table.name) : fmt::format("[[{}]]", table.name);
  }
  return names;
}

constexpr const char* keys_of_every_step = "at, do, [actor], [request], [expect]";
constexpr const char* keys_of_step = "at, do, [actor], [request], [expect], and those of what it does";

class ScenarioReader {
 public:
  explicit ScenarioReader(std::string_view text) : cursor_(text), root_(parse_toml(text)) {}

  Scenario read() {
    check_tables("a scenario file", scenario_tables);
    need_table("scenario", "the table [scenario] is missing: it says name, about, starts and ends");
    read_head();
    scenario_.policy = read_policy();
    scenario_.steps.reserve(count("price") + count("account") + count("number") + count("step"));
    scenario_.checks.reserve(count("check"));
    for (const EntryKind& kind : entry_kinds) {
      for_each(kind.table, [&](toml::table& table) { read_entry(kind, table); });
      first_lines_.clear();
    }
    const std::size_t first_step = scenario_.steps.size();
    for_each("step", [&](toml::table& table) { read_step(table, scenario_.steps.size() == first_step); });
    for_each("check", [&](toml::table& table) { read_check(table); });
    sort_steps();
    return std::move(scenario_);
  }

  /// A file that is a policy and nothing else.
  core::Policy read_policy_alone() {
    check_tables("a policy file", policy_tables);
    need_table("policy", "the table [policy] is missing: it has the settings that are not the defaults");
    return *read_policy();
  }

  /// A file that is prices and nothing else. They may have been set at any instant.
  std::vector<Request> read_prices_alone(Instant default_at) {
    check_tables("a price list", price_tables);
    if (count("price") == 0) fail_at("1:1", "there is no table [[price]]: right are one or more");
    default_at_ = default_at;
    scenario_.ends = Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());
    for_each("price", [&](toml::table& table) { read_entry(entry_kinds.front(), table); });
    sort_steps();
    std::vector<Request> prices;
    for (Step& step : scenario_.steps) prices.push_back(std::move(step.request));
    return prices;
  }

 private:
  /// Throws for a table that a kind of file does not have, and for one that stands in the wrong number.
  void check_tables(std::string_view kind_of_file, TableNames tables) const {
    for (auto&& [key, node] : root_) {
      const std::string_view name = key.str();
      const std::string place = begin_of(key.source()).text();
      const auto known = std::find_if(tables.begin(), tables.end(),
                                      [&](const TableName& table) { return table.name == name; });
      if (known == tables.end()) {
        const bool is_table = node.is_table() || node.is_array_of_tables();
        fail_at(place, fmt::format("unknown {} \"{}\": {} has {}", is_table ? "table" : "key",
                                   core::shown(name), kind_of_file, in_brackets(tables)));
      }
      if (known->is_single && !node.is_table())
        fail_at(place, fmt::format("right is a single table [{}]", name));
      if (!known->is_single && !node.is_array()) {
        fail_at(place, fmt::format("\"{}\" is {}: right are tables [[{}]], one for each", name,
                                   words_for(node), name));
      }
    }
  }

  void need_table(std::string_view name, const char* otherwise) const {
    if (!root_.contains(name)) fail_at("1:1", otherwise);
  }

  void read_head() {
    Entry entry(*root_["scenario"].as_table(), "[scenario]", "name, [about], starts, ends", cursor_);
    entry.check_keys({"name", "about", "starts", "ends"});
    scenario_.name = entry.need("name", entry.take<core::Remark>("name")).text();
    if (const auto about = entry.take_raw("about")) scenario_.about = lines_of(*about);
    scenario_.starts = entry.need("starts", entry.take_instant("starts"));
    scenario_.ends = entry.need("ends", entry.take_instant("ends"));
    if (scenario_.ends < scenario_.starts) {
      fail_at(entry.place_of("ends"),
              fmt::format("\"ends\" is {}, before \"starts\", {}: right is the same or later",
                          scenario_.ends.text(), scenario_.starts.text()));
    }
    default_at_ = scenario_.starts;
  }

  /// A text that may have several lines, which is printed as it is.
  static std::string lines_of(const RawField& about) {
    const auto* text = std::get_if<std::string>(&about.value);
    if (text == nullptr) fail_at(about.place, "\"about\" is no text: right is a text of one line or more");
    std::string lines;
    for (const char c : *text) {
      if (c == '\r') continue;
      const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
      if (is_control && c != '\n' && c != '\t') {
        fail_at(about.place, "\"about\" has a control character in it: right is a text that can be printed");
      }
      lines += c;
    }
    return lines;
  }

  std::optional<core::Policy> read_policy() {
    toml::table* table = root_["policy"].as_table();
    if (table == nullptr) return std::nullopt;
    return parse_policy(Entry(*table, "[policy]", "", cursor_).fields());
  }

  [[nodiscard]] std::size_t count(const char* name) const {
    const toml::array* list = root_[name].as_array();
    return list == nullptr ? 0 : list->size();
  }

  /// Goes through the tables of a name in the file's order. Each is cleared when it has been read, so that
  /// what is made of the tree takes the tree's memory.
  template <class Read>
  void for_each(const char* name, const Read& read) {
    toml::array* list = root_[name].as_array();
    if (list == nullptr) return;
    for (toml::node& node : *list) {
      toml::table* table = node.as_table();
      if (table == nullptr) {
        fail_at(begin_of(node.source()).text(),
                fmt::format("\"{}\" has {} in it: right are tables [[{}]]", name, words_for(node), name));
      }
      read(*table);
      table->clear();
    }
  }

  void read_entry(const EntryKind& kind, toml::table& table) {
    Entry entry(table, kind.called, "", cursor_);
    Step step;
    step.declared = true;
    step.line = entry.line();
    step.request.at = within(entry, entry.take_instant("at")).value_or(default_at_);
    step.request.actor = default_actor(kind.makes);
    step.request.body = parse_body(kind.makes, entry.fields(), entry.place(), {kind.called, kind.id, "[at]"});
    check_new(kind, entry, step.request.body);
    scenario_.steps.push_back(std::move(step));
  }

  /// An id is given once.
  void check_new(const EntryKind& kind, const Entry& entry, const RequestBody& body) {
    const core::AccountId* account = account_named(body);
    const core::NumberId* number = number_named(body);
    if (account == nullptr && number == nullptr) return;
    const std::string& id = account != nullptr ? account->text() : number->text();
    const auto [first, is_new] = first_lines_.try_emplace(id, entry.line());
    if (is_new) return;
    fail_at(entry.place_of(kind.id),
            fmt::format("the {} \"{}\" stands in line {} already: right is an id of its own for each {}",
                        kind.table, id, first->second, kind.called));
  }

  void read_step(toml::table& table, bool is_first) {
    Entry entry(table, "[[step]]", keys_of_step, cursor_);
    Step step;
    step.line = entry.line();
    step.request.at = *within(entry, std::optional(entry.need("at", entry.take_instant("at"))));
    if (!is_first) check_order(entry, scenario_.steps.back(), step.request.at);
    const RequestKind kind = entry.need("do", entry.take<RequestKind>("do"));
    step.request.actor = entry.take<core::Actor>("actor").value_or(default_actor(kind));
    step.request.id = entry.take<core::RequestId>("request").value_or(core::RequestId());
    step.expect = entry.take<Expectation>("expect").value_or(Expectation());
    step.request.body = parse_body(kind, entry.fields(), entry.place(), {"", "", keys_of_every_step});
    check_fits(entry, step.request);
    scenario_.steps.push_back(std::move(step));
  }

  static void check_fits(const Entry& entry, const Request& request) {
    try {
      check_fits_instant(request.body, request.at);
    } catch (const FieldError& error) {
      fail_at(entry.place_of(error.field()), error.what());
    }
  }

  static void check_order(const Entry& entry, const Step& before, Instant at) {
    if (at >= before.request.at) return;
    fail_at(entry.place_of("at"),
            fmt::format("\"at\" is {}, before {} of the step in line {}: right are steps in order of time",
                        at.text(), before.request.at.text(), before.line));
  }

  /// Everything lies within [starts, ends].
  std::optional<Instant> within(const Entry& entry, std::optional<Instant> at) const {
    if (at && (*at < scenario_.starts || *at > scenario_.ends)) {
      fail_at(entry.place_of("at"), fmt::format("\"at\" is {}, outside the scenario: right is from {} to {}",
                                                at->text(), scenario_.starts.text(), scenario_.ends.text()));
    }
    return at;
  }

  void read_check(toml::table& table) {
    Entry entry(
        table, "[[check]]",
        "at; account with any of state, balance, charges, total; or number with any of state, charges, "
        "total, next_due",
        cursor_);
    entry.check_keys({"at", "account", "number", "state", "balance", "charges", "total", "next_due"});
    Check check;
    check.line = entry.line();
    check.at = *within(entry, std::optional(entry.need("at", entry.take_instant("at"))));
    check.account = entry.take<core::AccountId>("account");
    check.number = entry.take<core::NumberId>("number");
    check_one_of(entry, check);
    if (entry.fields().empty()) {
      fail_at(entry.place(), fmt::format("[[check]] has nothing to check: its keys are {}", entry.keys()));
    }
    if (check.account) check.account_state = entry.take<core::AccountState>("state");
    if (check.number) check.number_state = entry.take<core::NumberState>("state");
    check.balance = entry.take<core::Money>("balance");
    check.charges = entry.take<std::uint64_t>("charges");
    check.total = entry.take<core::Money>("total");
    check.next_due = entry.take_day("next_due");
    scenario_.checks.push_back(std::move(check));
  }

  /// A check is of an account or of a number, and of what that has.
  static void check_one_of(const Entry& entry, const Check& check) {
    if (check.account && check.number) {
      fail_at(entry.place_of("number"),
              "a check of both an account and a number: right are two checks, one of each");
    }
    if (!check.account && !check.number) {
      fail_at(entry.place(),
              fmt::format("[[check]] lacks \"account\" or \"number\": its keys are {}", entry.keys()));
    }
    if (check.number && entry.fields().contains("balance")) {
      fail_at(entry.place_of("balance"),
              "\"balance\" belongs to an account: right is a check of an account for it");
    }
    if (check.account && entry.fields().contains("next_due")) {
      fail_at(entry.place_of("next_due"),
              "\"next_due\" belongs to a number: right is a check of a number for it");
    }
  }

  /// By instant. Prices, accounts, numbers and steps have come in this order, which stays at one instant
  /// (T5).
  void sort_steps() {
    const auto earlier = [](const Step& a, const Step& b) { return a.request.at < b.request.at; };
    if (!std::is_sorted(scenario_.steps.begin(), scenario_.steps.end(), earlier)) {
      std::stable_sort(scenario_.steps.begin(), scenario_.steps.end(), earlier);
    }
  }

  Cursor cursor_;
  toml::table root_;
  Scenario scenario_;
  Instant default_at_;                                // of an entry that does not say when
  std::unordered_map<std::string, int> first_lines_;  // of the ids of one kind of entry
};

/// Reads a text with a ScenarioReader; what goes wrong bears the file's name.
template <class Read>
auto read_text(const std::string& text, const std::string& file, const Read& read) {
  check_size(text, file);
  try {
    ScenarioReader reader(without_mark(text));
    return read(reader);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}:{}", file, error.what()));
  }
}

}  // namespace

Scenario read_scenario(const std::filesystem::path& file) {
  return parse_scenario(read_scenario_text(file), file.string());
}

Scenario parse_scenario(const std::string& text, const std::string& file) {
  Scenario scenario = read_text(text, file, [](ScenarioReader& reader) { return reader.read(); });
  scenario.file = file;
  scenario.sha256 = core::sha256_hex(text);
  return scenario;
}

core::Policy read_policy(const std::filesystem::path& file) {
  return parse_policy_file(read_scenario_text(file), file.string());
}

core::Policy parse_policy_file(const std::string& text, const std::string& file) {
  return read_text(text, file, [](ScenarioReader& reader) { return reader.read_policy_alone(); });
}

std::vector<Request> read_prices(const std::filesystem::path& file, core::Instant default_at) {
  return parse_price_file(read_scenario_text(file), file.string(), default_at);
}

std::vector<Request> parse_price_file(const std::string& text, const std::string& file,
                                      core::Instant default_at) {
  return read_text(text, file, [&](ScenarioReader& reader) { return reader.read_prices_alone(default_at); });
}

}  // namespace rentroll::scenarios
