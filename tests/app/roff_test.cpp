#include "app/roff.hpp"

#include <doctest/doctest.h>

namespace rentroll::app {
namespace {

TEST_CASE("No character of a text is a request") {
  CHECK(roff_text(R"(a\b -x 'y' "z" ^ ~)") == R"(a\eb \-x \(aqy\(aq \(dqz\(dq \(ha \(ti)");
  CHECK(roff_paragraphs(".TH\n'x\n") == ".PP\n\\&.TH \\(aqx\n");
  CHECK(roff_paragraphs("  .x --y\n") == ".PP\n.RS 2\n.EX\n\\&.x \\-\\-y\n.EE\n.RE\n");
}

TEST_CASE("What stands between backticks is bold, and a backtick alone is itself") {
  CHECK(roff_text("`kind` is a `word`") == R"(\fBkind\fR is a \fBword\fR)");
  CHECK(roff_text("one ` alone") == R"(one \(ga alone)");
}

TEST_CASE("A list of names can be broken after its commas, a number not") {
  CHECK(roff_text("charge,kind, amount 1,234.50,") == R"(charge,\:kind, amount 1,234.50,)");
  CHECK(roff_paragraphs("Columns: charge,kind,\namount\n") == ".PP\nColumns: charge,\\:kind,\\:amount\n");
  CHECK(roff_paragraphs("Here, kind,\namount\n") == ".PP\nHere, kind, amount\n");
}

TEST_CASE("Lines are filled, and empty lines end paragraphs") {
  CHECK(roff_paragraphs("one\ntwo\n\n\nthree") == ".PP\none two\n.PP\nthree\n");
  CHECK(roff_paragraphs("").empty());
  CHECK(roff_paragraphs("\n  \n").empty());
}

TEST_CASE("Entries of a list keep the columns of the help") {
  CHECK(roff_paragraphs("Of:\n  number N   a number,\n             and more\n  charge ID  a charge\nEnd\n") ==
        ".PP\nOf:\n.PP\n.PD 0\n.TP 11\n\\fBnumber N\\fR\na number, and more\n"
        ".TP 11\n\\fBcharge ID\\fR\na charge\n.PD\n.PP\nEnd\n");
  CHECK(roff_paragraphs("  what is far too wide for it  a meaning\n") ==
        ".PP\n.PD 0\n.TP\n\\fBwhat is far too wide for it\\fR\na meaning\n.PD\n");
}

TEST_CASE("Commands are broken before options, and are joined where the help has broken them") {
  CHECK(roff_paragraphs("Example:\n  rentroll a \\\n    --b c\n  rentroll d\n") ==
        ".PP\nExample:\n.PP\n.RS 2\n.EX\nrentroll a \\-\\-b c\nrentroll d\n.EE\n.RE\n");
  const std::string wide(50, 'x');
  CHECK(roff_paragraphs("  rentroll " + wide + " --log books --to z") ==
        ".PP\n.RS 2\n.EX\nrentroll " + wide + " \\e\n    \\-\\-log books \\-\\-to z\n.EE\n.RE\n");
}

}  // namespace
}  // namespace rentroll::app
