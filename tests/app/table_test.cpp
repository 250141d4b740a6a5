#include "app/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "app/output.hpp"
#include "app/text.hpp"
#include "core/error.hpp"

namespace rentroll::app {
namespace {

/// A file whose text can be read back.
class Printed {
 public:
  Printed() : file_(std::tmpfile()), output_(file_) { REQUIRE(file_ != nullptr); }
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;
  ~Printed() { std::fclose(file_); }

  Output& output() { return output_; }
  std::string text() {
    output_.finish();
    std::rewind(file_);
    std::string text;
    for (int c = std::fgetc(file_); c != EOF; c = std::fgetc(file_)) text += static_cast<char>(c);
    return text;
  }

 private:
  std::FILE* file_;
  Output output_;
};

Columns three_columns() { return {{"name"}, {"amount", Align::right}, {"late"}}; }

/// What a table with three columns prints.
template <class... Rows>
std::string printed(Format format, const Rows&... rows) {
  Printed printed;
  const auto table = open_table(format, printed.output(), three_columns());
  (table->write(rows), ...);
  table->finish();
  return printed.text();
}

Row row(std::string_view name, std::uint64_t amount, bool late) {
  Row made;
  made.text(name).number(amount).truth(late);
  return made;
}

Row absent_row() {
  Row made;
  made.absent().absent().absent();
  return made;
}

TEST_CASE("csv has a header line and ends lines with a line feed") {
  CHECK(printed(Format::csv) == "name,amount,late\n");
  CHECK(printed(Format::csv, row("acme", 12, true)) == "name,amount,late\nacme,12,true\n");
}

TEST_CASE("csv puts fields with a comma, a quote or a line end in quotes") {
  CHECK(printed(Format::csv, row("a,b", 1, false)) == "name,amount,late\n\"a,b\",1,false\n");
  CHECK(printed(Format::csv, row("say \"hi\"", 1, false)) ==
        "name,amount,late\n\"say \"\"hi\"\"\",1,false\n");
  CHECK(printed(Format::csv, row("a\nb", 1, false)) == "name,amount,late\n\"a\nb\",1,false\n");
  CHECK(printed(Format::csv, row("a\rb", 1, false)) == "name,amount,late\n\"a\rb\",1,false\n");
  CHECK(printed(Format::csv, row(" a b ", 1, false)) == "name,amount,late\n a b ,1,false\n");
  CHECK(printed(Format::csv, row("=1+1", 1, false)) == "name,amount,late\n=1+1,1,false\n");
}

TEST_CASE("CSV for spreadsheets has no formulas, and is CSV still") {
  CHECK(printed(Format::spreadsheet_csv, row("=1+1", 1, false), row("a,b", 2, true)) ==
        "name,amount,late\n'=1+1,1,false\n\"a,b\",2,true\n");
  CHECK(printed(Format::spreadsheet_csv, row("=\"a\",1", 1, false)) ==
        "name,amount,late\n\"'=\"\"a\"\",1\",1,false\n");
  CHECK(printed(Format::spreadsheet_csv, absent_row()) == "name,amount,late\n,,\n");
}

TEST_CASE("an absent value is an empty field in csv and null in json") {
  CHECK(printed(Format::csv, absent_row()) == "name,amount,late\n,,\n");
  CHECK(printed(Format::json, absent_row()) == R"({"name":null,"amount":null,"late":null})"
                                               "\n");
}

TEST_CASE("an empty text can be told to be absent") {
  Row made;
  made.text_if_any("").text_if_any("x").text("");
  CHECK(made.kind(0) == CellKind::absent);
  CHECK(made.kind(1) == CellKind::text);
  CHECK(made.kind(2) == CellKind::text);
}

TEST_CASE("json is one object a line: numbers and truth values bare, texts in quotes") {
  CHECK(printed(Format::json).empty());
  CHECK(printed(Format::json, row("acme", 18446744073709551615U, true), row("b", 0, false)) ==
        "{\"name\":\"acme\",\"amount\":18446744073709551615,\"late\":true}\n"
        "{\"name\":\"b\",\"amount\":0,\"late\":false}\n");
}

TEST_CASE("json escapes quotes, backslashes and control characters, and replaces what is no UTF-8") {
  const auto json = [](std::string_view text) {
    std::string made;
    append_json_text(made, text);
    return made;
  };
  CHECK(json("") == R"("")");
  CHECK(json("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json("a\nb\x01") == R"("a\u000ab\u0001")");
  CHECK(json("caf\xC3\xA9 \xE2\x82\xAC") == "\"caf\xC3\xA9 \xE2\x82\xAC\"");
  CHECK(json("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(json("cut \xC3") == "\"cut \xEF\xBF\xBD\"");
}

TEST_CASE("an object's fields stand flat in the place of its column in json, and as text elsewhere") {
  const auto print = [](Format format, std::string_view details) {
    Printed printed;
    const auto table = open_table(format, printed.output(), {{"seq", Align::right}, {"details"}, {"late"}});
    Row made;
    made.number(7).object(details).truth(false);
    table->write(made);
    table->finish();
    return printed.text();
  };
  CHECK(print(Format::json, R"({"a":"1","b":{"c":2}})") ==
        "{\"seq\":7,\"a\":\"1\",\"b\":{\"c\":2},\"late\":false}\n");
  CHECK(print(Format::json, "{}") == "{\"seq\":7,\"late\":false}\n");
  CHECK(print(Format::csv, R"({"a":"1"})") == "seq,details,late\n7,\"{\"\"a\"\":\"\"1\"\"}\",false\n");
  CHECK(print(Format::table, R"({"a":"1"})") == "seq  details    late\n  7  {\"a\":\"1\"}  false\n");
}

TEST_CASE("an object that comes first has no comma before its fields") {
  Printed printed;
  const auto table = open_table(Format::json, printed.output(), {{"details"}, {"late"}});
  for (const char* details : {"{}", R"({"a":1})"}) {
    Row made;
    made.object(details).truth(true);
    table->write(made);
  }
  CHECK(printed.text() == "{\"late\":true}\n{\"a\":1,\"late\":true}\n");
}

TEST_CASE("the table form aligns columns, numbers to the right, and has no space at a line's end") {
  CHECK(printed(Format::table) == "name  amount  late\n");
  CHECK(printed(Format::table, row("a", 1, true), row("long name", 1234567, false), absent_row()) ==
        "name        amount  late\n"
        "a                1  true\n"
        "long name  1234567  false\n"
        "\n");
}

TEST_CASE("the table form aligns by characters and shows no control characters") {
  CHECK(printed(Format::table, row("caf\xC3\xA9", 1, true), row("abcdef", 2, true)) ==
        "name    amount  late\n"
        "caf\xC3\xA9         1  true\n"
        "abcdef       2  true\n");
  CHECK(printed(Format::table, row("\x1b[31mred\n\x7f\xC2\x9B\xFF", 1, true)) ==
        "name          amount  late\n"
        "?[31mred????       1  true\n");
}

TEST_CASE("the table form streams what comes after the rows that its widths are taken from") {
  constexpr int rows = 10'001;
  Printed printed;
  const auto table = open_table(Format::table, printed.output(), three_columns());
  for (int each = 1; each < rows; ++each) table->write(row("acme", 1, true));
  table->write(row("longer than all", 1, true));
  table->finish();
  const std::string text = printed.text();
  CHECK(std::count(text.begin(), text.end(), '\n') == rows + 1);
  CHECK(text.starts_with("name  amount  late\nacme       1  true\n"));
  CHECK(text.ends_with("\nlonger than all       1  true\n"));
}

TEST_CASE("a row is reused") {
  Row reused;
  reused.text("first").number(1);
  reused.clear();
  CHECK(reused.size() == 0);
  reused.text("second").number(22);
  CHECK(reused.size() == 2);
  CHECK(reused.at(0) == "second");
  CHECK(reused.at(1) == "22");
}

TEST_CASE("output that cannot be written is the system's failure") {
  std::FILE* full = std::fopen("/dev/full", "w");
  REQUIRE(full != nullptr);
  Output output(full);
  output.write("something");
  CHECK_THROWS_AS(output.finish(), core::SystemError);
  std::fclose(full);
}

}  // namespace
}  // namespace rentroll::app
