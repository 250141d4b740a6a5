#include "scenarios/import.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/event_log.hpp"
#include "events/memory_store.hpp"
#include "scenarios/import_lines.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/support/event_lines.hpp"
#include "tests/support/memory_run.hpp"
#include "tests/support/scenario_tables.hpp"

namespace rentroll::scenarios {
namespace {

using nlohmann::json;
using Lines = std::vector<json>;

const std::string history = R"(
[scenario]
name = "A small history"
starts = 2024-01-01T00:00:00Z
ends = 2024-04-01T00:00:00Z
)" + tests::us_local_price() +
                            tests::usd_account("acme", "25.00") + tests::us_local_number("+14155550100") +
                            R"([[step]]
at = 2024-01-31T09:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
request = "r-1"
[[step]]
at = 2024-02-10T09:00:00Z
do = "rent"
account = "ghost"
number = "+14155550199"
[[step]]
at = 2024-03-10T09:00:00Z
do = "unrent"
account = "acme"
number = "+14155550100"
)";

/// PolicySet, PriceSet, AccountOpened, CreditAdded, NumberStocked, NumberRented (6), RequestRejected,
/// RentalRenewed (8), NumberUnrented (9), ReclaimWindowClosed, NumberReturned, ClockAdvanced (12).
Lines history_lines() {
  return tests::event_objects(tests::MemoryRun(parse_scenario(history, "history.toml")).store);
}

struct Imported {
  events::MemoryStore base;
  events::OverlayStore overlay{base};
  ImportResult result;
  std::string refusal;

  /// The first lines are in the log already, the others are imported.
  explicit Imported(const std::string& text, const std::string& before = "", Laws laws = Laws::checked) {
    if (!before.empty()) {
      static_cast<void>(take(before, Laws::unchecked));
      for (const events::NewBlock& block : overlay.added()) base.write({&block, 1}, {});
    }
    events::OverlayStore fresh(base);
    std::istringstream input(text);
    try {
      result = import_into(fresh, input, {.name = "file", .laws = laws});
      for (const events::NewBlock& block : fresh.added()) base.write({&block, 1}, {});
    } catch (const core::InputError& error) {
      refusal = error.what();
    }
  }
  ImportResult take(const std::string& text, Laws laws) {
    std::istringstream input(text);
    return import_into(overlay, input, {.name = "file", .laws = laws});
  }
};

Lines part(const Lines& lines, std::size_t begin, std::size_t end) {
  return {lines.begin() + static_cast<std::ptrdiff_t>(begin),
          lines.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// The refusal of the history with one line changed, by the line's number.
std::string refusal(std::size_t line, const std::function<void(json&)>& change, Laws laws = Laws::unchecked) {
  Lines lines = history_lines();
  change(lines[line - 1]);
  return Imported(tests::lines_of(lines), "", laws).refusal;
}
std::string refusal(std::size_t line, const char* key, const json& value, Laws laws = Laws::unchecked) {
  return refusal(
      line, [&](json& object) { object[key] = value; }, laws);
}

std::string refusal_of(const Lines& lines, Laws laws = Laws::unchecked) {
  return Imported(tests::lines_of(lines), "", laws).refusal;
}

bool says(const std::string& sentence, const std::string& part) {
  return sentence.find(part) != sentence.npos;
}

json credit(core::Seq seq, const char* at, const char* amount) {
  json line = history_lines()[3];
  line["seq"] = seq;
  line["occurred_at"] = line["recorded_at"] = at;
  line["amount"] = amount;
  return line;
}

}  // namespace

TEST_CASE("a file is the log that it was printed from") {
  const Lines lines = history_lines();
  REQUIRE(lines.size() == 12);
  const Imported imported(tests::lines_of(lines));
  CHECK(imported.refusal == "");
  CHECK(tests::event_objects(imported.base) == lines);
  CHECK(imported.result.first_seq == 1);
  CHECK(imported.result.last_seq == 12);
  CHECK(imported.result.late_events == 0);
}

TEST_CASE("a file goes on with a log, from its last event + 1") {
  const Lines lines = history_lines();
  for (const std::size_t cut : {1U, 2U, 4U, 6U, 9U, 11U}) {
    const Imported imported(tests::lines_of(part(lines, cut, 12)), tests::lines_of(part(lines, 0, cut)));
    CHECK(imported.refusal == "");
    CHECK(imported.result.first_seq == cut + 1);
    CHECK(tests::event_objects(imported.base) == lines);
  }
  const Imported again(tests::lines_of(lines), tests::lines_of(lines));
  CHECK(again.refusal == "file:1: \"seq\" is 1; right is 13: the log ends with event 12");
  CHECK(tests::event_objects(again.base) == lines);
  const Imported early(tests::lines_of(part(lines, 4, 12)));
  CHECK(early.refusal == "file:1: \"seq\" is 5; right is 1: a log begins with it");
}

TEST_CASE("each seq follows the one before") {
  Lines lines = history_lines();
  lines.erase(lines.begin() + 6);
  CHECK(refusal_of(lines) == "file:7: \"seq\" is 8; right is 7: the line before is event 6");
  lines = history_lines();
  lines.insert(lines.begin() + 6, lines[5]);
  CHECK(refusal_of(lines) == "file:7: \"seq\" is 6; right is 7: the line before is event 6");
}

TEST_CASE("recorded_at never falls, in the file or from the log on") {
  const std::string sentence =
      ": \"recorded_at\" is 2024-01-31T08:59:59Z, before that of event 6; right is "
      "2024-01-31T09:00:00Z or later";
  CHECK(refusal(7, "recorded_at", "2024-01-31T08:59:59Z").starts_with("file:7" + sentence));
  Lines lines = part(history_lines(), 6, 12);
  lines[0]["recorded_at"] = "2024-01-31T08:59:59Z";
  const Imported imported(tests::lines_of(lines), tests::lines_of(part(history_lines(), 0, 6)));
  CHECK(imported.refusal.starts_with("file:1" + sentence));
}

TEST_CASE("L4: an event is late exactly where it lies before the horizon") {
  const auto late_line = [](const json& late) {
    Lines lines = history_lines();
    lines.push_back(credit(13, "2024-02-01T00:00:00Z", "5.00"));
    lines.back()["recorded_at"] = "2024-04-02T00:00:00Z";
    late.is_null() ? static_cast<void>(lines.back().erase("late")) : void(lines.back()["late"] = late);
    return lines;
  };
  for (const json& late : {json(nullptr), json(false), json(true)}) {
    const Imported imported(tests::lines_of(late_line(late)));
    CHECK(imported.refusal == "");
    CHECK(imported.result.late_events == 1);
    CHECK(tests::event_objects(imported.base).back()["late"] == true);
    // The same from a log on, whose horizon is that of its last event that is not late.
    const Lines with_two = late_line(late);
    Lines second = {with_two.back()};
    second[0]["seq"] = 14;
    const Imported after(tests::lines_of(second), tests::lines_of(with_two));
    CHECK(after.refusal == "");
    CHECK(after.result.late_events == 1);
  }
  CHECK(refusal(8, "late", true) ==
        "file:8: \"late\" is true, but \"occurred_at\", 2024-02-29T00:00:00Z, is not before the horizon, "
        "2024-02-10T09:00:00Z (L4); right is false");
  CHECK(says(refusal(1, "late", true), "file:1: \"late\" is true"));
  // At the horizon itself it is not late.
  Lines lines = history_lines();
  lines.push_back(credit(13, "2024-04-01T00:00:00Z", "5.00"));
  const Imported imported(tests::lines_of(lines));
  CHECK(imported.refusal == "");
  CHECK(imported.result.late_events == 0);
}

TEST_CASE("an account or number must have been introduced, but for a refusal's") {
  CHECK(refusal(6, "account", "other") ==
        "file:6: \"account\": no AccountOpened of the log or the file opens an account \"other\"");
  CHECK(refusal(6, "number", "+14155550101") ==
        "file:6: \"number\": no NumberStocked of the log or the file stocks a number +14155550101");
  CHECK(refusal(7, "account", "other") == "");
  Lines lines = history_lines();
  lines[9]["number"] = "+14155550101";
  lines[8]["account"] = "other";
  CHECK(refusal_of(lines).starts_with("file:9: \"account\""));
  // The log knows them too.
  const Lines rest = part(history_lines(), 7, 12);
  CHECK(Imported(tests::lines_of(rest), tests::lines_of(part(history_lines(), 0, 7))).refusal == "");
  // What introduces a name may be learned after its use.
  lines = history_lines();
  std::swap(lines[2], lines[3]);
  std::swap(lines[2]["seq"], lines[3]["seq"]);
  CHECK(refusal_of(lines) == "");
  CHECK(refusal_of(lines, Laws::checked) != "");
}

TEST_CASE("a cause is an event of the log or the file, learned before or after") {
  CHECK(refusal(8, "cause", 13) ==
        "file:8: \"cause\" names event 13; right is one of the log or the file, which end with 12");
  CHECK(refusal(8, "cause", 12) == "");
  CHECK(refusal(8, "cause", 8) == "file:8: \"cause\" names the event itself, 8");
}

TEST_CASE("what a refusal requested is a request") {
  const auto of = [](const char* requested) { return refusal(7, "requested", json::parse(requested)); };
  CHECK(says(of(R"({"account":"ghost"})"), "file:7: \"requested\": "));
  CHECK(says(of(R"({"do":"rend","account":"ghost","number":"+14155550199"})"), "file:7: \"requested\": "));
  CHECK(says(of(R"({"do":"rent","account":"ghost"})"), "file:7: \"requested\": "));
  CHECK(says(of(R"({"do":"rent","account":"ghost","number":12})"), "file:7: \"requested\": "));
  CHECK(says(of(R"({"do":"add_credit","account":"ghost","amount":"0.00"})"), "file:7: \"requested\": "));
  CHECK(of(R"({"do":"unrent","account":"ghost","number":"+14155550199"})") == "");
}

TEST_CASE("M1: what cannot be folded is refused, unchecked too") {
  Lines lines = history_lines();
  lines.push_back(credit(13, "2024-04-01T00:00:00Z", "9223372036854.775807"));
  CHECK(refusal_of(lines) == "file:13: the amount is beyond 9223372036854.775807 (M1)");
  // A late event that makes one overflow which the log holds already.
  lines[12]["amount"] = "9223372036800.00";
  const std::string before = tests::lines_of(lines);
  Lines late = {credit(14, "2024-02-01T00:00:00Z", "100.00")};
  late[0]["recorded_at"] = "2024-04-01T00:00:00Z";
  const Imported imported(tests::lines_of(late), before, Laws::unchecked);
  CHECK(imported.refusal == "file:1: at event 13 the amount is beyond 9223372036854.775807 (M1)");
  CHECK(tests::event_objects(imported.base).size() == 13);
  // A balance that cannot be told, though each of its sums can.
  lines = history_lines();
  lines[7]["amount"] = "-9223372036850.00";
  CHECK(says(refusal_of(lines), "file:8: the amount is beyond"));
}

TEST_CASE("an event that the rules do not allow is refused by line and rule, unless unchecked") {
  const auto check = [](std::size_t line, const char* key, const json& value) {
    const std::string place = "file:" + std::to_string(line) + ": ";
    CHECK(refusal(line, key, value) == "");
    const std::string found = refusal(line, key, value, Laws::checked);
    CHECK_MESSAGE(found.starts_with(place), found);
    CHECK(says(found, " (--unchecked takes events that the rules do not allow)"));
  };
  check(6, "setup", "0.40");
  check(6, "first_due", "2024-03-01");
  check(7, "reason", "no_price");
  check(8, "amount", "1.10");
  check(8, "period_end", "2024-03-31");
  check(9, "actor", "carrier");
  check(10, "cause", 8);
  // What is missing is named where it should stand.
  Lines lines = history_lines();
  lines.erase(lines.begin() + 7);
  for (std::size_t line = 7; line < lines.size(); ++line) {
    lines[line]["seq"] = line + 1;
    if (lines[line]["cause"] == 9) lines[line]["cause"] = 8;
  }
  CHECK(refusal_of(lines) == "");
  CHECK(says(refusal_of(lines, Laws::checked), "file:8: "));
}

TEST_CASE("what is wrong with the log itself does not keep a file out") {
  Lines lines = history_lines();
  lines[5]["setup"] = "0.40";
  const Imported imported(tests::lines_of({credit(13, "2024-04-02T00:00:00Z", "1.00")}),
                          tests::lines_of(lines));
  CHECK(imported.refusal == "");
  CHECK(tests::event_objects(imported.base).size() == 13);
}

TEST_CASE("a file whose lines are wrong is refused, and the overlay's log is as it was") {
  const std::string text = tests::lines_of(history_lines());
  const auto of = [](const std::string& file) { return Imported(file).refusal; };
  CHECK(of("") == "file: there is no event in it");
  CHECK(of("\n") == "file: there is no event in it");
  CHECK(of(text + "\n") == "");
  CHECK(of(text.substr(0, text.size() - 1)) == "");
  CHECK(of(text + "\n\n") == "file:13: the line is blank: right is one event a line");
  CHECK(of("\n" + text) == "file:1: the line is blank: right is one event a line");
  CHECK(says(of(text + "  \n"), "file:13: the line ends before its JSON object does"));
  CHECK(says(of(text.substr(0, text.size() - 3)), "file:12: the line ends before its JSON object does"));
  CHECK(says(of("\xEF\xBB\xBF" + text), "file:1: the line begins with a byte order mark"));
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(of(crlf) == "");
  const Imported imported("{}\n", text);
  CHECK(says(imported.refusal, "file:1: \"seq\" is missing"));
  CHECK(tests::event_objects(imported.base) == history_lines());
}

TEST_CASE("lines are read in bounded memory, whatever their length") {
  const std::string longest(ImportLines::line_bytes_max, 'x');
  std::istringstream input("a\n" + longest + "\r\nb\r\n" + longest + "\nc");
  ImportLines lines(input);
  CHECK(lines.next() == "a");
  CHECK(lines.next() == longest);
  CHECK(lines.next() == "b");
  CHECK(lines.next() == longest);
  CHECK(lines.next() == "c");
  CHECK(lines.line() == 5);
  CHECK_FALSE(lines.next());
  for (const char* end : {"", "\n", "\nmore\n"}) {
    std::istringstream too_long("a\nb\n" + longest + "x" + end);
    ImportLines of(too_long);
    CHECK(of.next() == "a");
    CHECK(of.next() == "b");
    CHECK_THROWS_WITH(static_cast<void>(of.next()),
                      "the line is longer than 65536 bytes: right is one event a line");
    CHECK(of.line() == 3);
  }
  std::istringstream endless(std::string(10 << 20, 'x'));
  ImportLines of(endless);
  CHECK_THROWS(static_cast<void>(of.next()));
  CHECK(endless.tellg() < 1 << 20);
}

}  // namespace rentroll::scenarios
