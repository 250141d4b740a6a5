#include "projections/csv.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <sstream>
#include <streambuf>

#include "core/error.hpp"

namespace rentroll::tests {
namespace {

using projections::CsvReader;
using Record = std::vector<std::string>;

/// `LINE: field|field` for each record, `LINE! sentence` for what is none.
std::vector<std::string> read(const std::string& text, char separator = ',') {
  std::istringstream input(text);
  CsvReader reader(input, separator);
  std::vector<std::string> found;
  for (;;) {
    try {
      if (!reader.next()) return found;
      std::string record = std::to_string(reader.line()) + ": ";
      for (std::size_t place = 0; place < reader.size(); ++place) {
        if (place != 0) record += '|';
        record += reader.field(place);
      }
      found.push_back(record);
    } catch (const core::InputError& error) {
      found.push_back(std::to_string(reader.line()) + "! " + std::string(error.what()).substr(0, 14));
    }
  }
}

using Found = std::vector<std::string>;

std::string written(const std::string& field) {
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

}  // namespace

TEST_CASE("records as RFC 4180 writes them") {
  CHECK(read("") == Found{});
  CHECK(read("\xEF\xBB\xBF") == Found{});
  CHECK(read("a,b\nc,d\n") == Found{"1: a|b", "2: c|d"});
  CHECK(read("a,b\r\nc,d") == Found{"1: a|b", "2: c|d"});
  CHECK(read("\xEF\xBB\xBF"
             "a,b\n") == Found{"1: a|b"});
  CHECK(read(",\n,,") == Found{"1: |", "2: ||"});
  CHECK(read("a;b,c\n", ';') == Found{"1: a|b,c"});
  CHECK(read("a\tb\n", '\t') == Found{"1: a|b"});
  CHECK(read("\"a,b\",\"c\"\"d\",\"\"\n") == Found{"1: a,b|c\"d|"});
  CHECK(read("\"a\nb\r\nc\",d\ne,f\n") == Found{"1: a\nb\r\nc|d", "4: e|f"});
  CHECK(read("\"\xEF\xBB\xBF\"\n") == Found{"1: \xEF\xBB\xBF"});
}

TEST_CASE("blank lines are passed over and counted") {
  CHECK(read("\n\r\na\n\n\nb\n\n") == Found{"3: a", "6: b"});
  CHECK(read("a,b\n \n") == Found{"1: a|b", "2:  "});
  CHECK(read("\"\"\n") == Found{"1: "});
}

TEST_CASE("what is no record costs the line in which it begins") {
  CHECK(read("a\"b,c\nd,e\n") == Found{"1! a quote inside", "2: d|e"});
  CHECK(read("\"a\"b,c\nd,e\n") == Found{"1! text follows a", "2: d|e"});
  CHECK(read("a\rb\nc\n") == Found{"1! a carriage ret", "2: c"});
  CHECK(read("a\r") == Found{"1! a carriage ret"});
  CHECK(read("x,\"a\nb,c\nd,e\n") == Found{"1! a quote is ope", "2: b|c", "3: d|e"});
  CHECK(read("x,\"a\nb,\"c\nd,e") == Found{"1! text follows a", "2! a quote is ope", "3: d|e"});
}

TEST_CASE("records are bounded") {
  const std::string most(CsvReader::record_bytes_max, 'x');
  CHECK(read(most + "\na\n") == Found{"1: " + most, "2: a"});
  CHECK(read(most + "x\na\n") == Found{"1! the record is ", "2: a"});
  CHECK(read(std::string(5 * most.size(), 'x') + "\na\n") == Found{"1! the record is ", "2: a"});
  CHECK(read("\"" + std::string(5 * most.size(), 'x') + "\na\n") == Found{"1! a quote is ope", "2: a"});
  CHECK(read(std::string(most.size() + 9, ',')) == Found{"1! the record is "});
}

TEST_CASE("a line without an end is refused before its end") {
  /// Endless, as /dev/zero is.
  class Endless : public std::streambuf {
   public:
    std::size_t read = 0;

   private:
    std::streamsize xsgetn(char* target, std::streamsize size) override {
      std::fill_n(target, size, 'x');
      read += static_cast<std::size_t>(size);
      return size;
    }
    int_type underflow() override { return 'x'; }
  };
  Endless endless;
  std::istream input(&endless);
  CsvReader reader(input, ',');
  CHECK_THROWS_AS(static_cast<void>(reader.next()), core::InputError);
  CHECK(reader.line() == 1);
  CHECK(endless.read < 4 * CsvReader::record_bytes_max);
}

TEST_CASE("a file in UTF-16 is named as such") {
  std::istringstream input(std::string("\xFF\xFE", 2) + "a");
  CsvReader reader(input, ',');
  CHECK_THROWS_WITH_AS(static_cast<void>(reader.next()), doctest::Contains("UTF-16"), core::InputError);
}

TEST_CASE("whatever is written in quotes is read back, also where blocks of input end in it") {
  CHECK(rc::check([] {
    const auto records =
        *rc::gen::container<std::vector<Record>>(rc::gen::nonEmpty(rc::gen::container<Record>(
            rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' ')))));
    const std::string filler(static_cast<std::size_t>(*rc::gen::inRange(65'440, 65'530)), 'f');
    std::string text = filler + "\n";
    for (const Record& record : records) {
      for (std::size_t field = 0; field < record.size(); ++field) {
        text += (field == 0 ? "" : ",") + written(record[field]);
      }
      text += *rc::gen::element<std::string>("\n", "\r\n");
    }
    std::istringstream input(text);
    CsvReader reader(input, ',');
    RC_ASSERT(reader.next());
    for (const Record& record : records) {
      RC_ASSERT(reader.next());
      RC_ASSERT(reader.size() == record.size());
      for (std::size_t field = 0; field < record.size(); ++field)
        RC_ASSERT(reader.field(field) == record[field]);
    }
    RC_ASSERT(!reader.next());
    RC_ASSERT(reader.sha256() == core::sha256_hex(text));
  }));
}

TEST_CASE("any bytes are read to their end, and no line is passed over in silence") {
  CHECK(rc::check([] {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', '\0', '\xFF'));
    std::istringstream input(text);
    CsvReader reader(input, ',');
    std::uint64_t line = 0;
    for (;;) {
      try {
        if (!reader.next()) break;
      } catch (const core::InputError&) {
      }
      RC_ASSERT(reader.line() > line);
      line = reader.line();
    }
    RC_ASSERT(reader.sha256() == core::sha256_hex(text));
  }));
}

}  // namespace rentroll::tests
