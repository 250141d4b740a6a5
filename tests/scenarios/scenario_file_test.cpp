#include "scenarios/scenario_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/sha256.hpp"

namespace rentroll::scenarios {
namespace {

namespace fs = std::filesystem;
using core::InputError;
using core::Instant;
using core::Money;

/// Four lines that every scenario needs; what follows begins in line 5.
const std::string head =
    "[scenario]\n"
    "name = \"n\"\n"
    "starts = 2024-01-01T00:00:00Z\n"
    "ends = 2024-12-31T00:00:00Z\n";

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(parse_scenario(text, "bad.toml"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

/// A text that is bad input, and what its error says.
struct Bad {
  std::string text;
  std::string says;
  int line;
  int column;
};

void check_all(const std::vector<Bad>& rows, const std::string& before) {
  for (const Bad& row : rows) {
    const std::string error = error_of(before + row.text);
    const std::string place =
        "bad.toml:" + std::to_string(row.line) + ":" + std::to_string(row.column) + ": ";
    INFO("text:  " << row.text);
    INFO("error: " << error);
    INFO("right: " << place << "..." << row.says);
    CHECK(error.starts_with(place));
    CHECK(error.find(row.says) != std::string::npos);
  }
}

std::string step(const std::string& rest) { return "[[step]]\nat = 2024-01-02\n" + rest; }
std::string check(const std::string& rest) { return "[[check]]\nat = 2024-01-02\n" + rest; }

/// A folder for files of one test, gone afterwards.
class Folder {
 public:
  Folder()
      : path_(fs::temp_directory_path() / ("rentroll-scenario-file-test." + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  [[nodiscard]] fs::path file(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

template <class Error>
void check_fails(const fs::path& file, const std::string& says) {
  try {
    static_cast<void>(read_scenario(file));
    FAIL("no error");
  } catch (const Error& error) {
    const std::string what = error.what();
    INFO(what);
    CHECK(what.starts_with(file.string() + ":"));
    CHECK(what.find(says) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("whole files that are bad input") {
  check_all(
      {
          {"", "the table [scenario] is missing", 1, 1},
          {"# nothing\n", "the table [scenario] is missing", 1, 1},
          {"[[price]]\n", "the table [scenario] is missing", 1, 1},
          {"[scenario]\n", "[scenario] lacks \"name\": its keys are name, [about], starts, ends", 1, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-01\n", "[scenario] lacks \"ends\"", 1, 1},
          {"[scenario]\nname = \"n\"\nends = 2024-01-01\n", "[scenario] lacks \"starts\"", 1, 1},
          {"[[scenario]]\n", "right is a single table [scenario]", 1, 3},
          {"[scenario]\nname = 5\n", "\"name\" is the integer 5: right is a text", 2, 1},
          {"[scenario]\nname = \"\"\n", "\"name\": \"\" is no text", 2, 1},
          {"[scenario]\nname = \"a\\u001Bb\"\n", "\"name\": \"a?b\"", 2, 1},
          {"[scenario]\nname = \"n\"\nabout = 5\n", "\"about\" is no text", 3, 1},
          {"[scenario]\nname = \"n\"\nabout = \"\\u0007\"\n", "a control character", 3, 1},
          {"[scenario]\nname = \"n\"\ntitle = 5\n", "[scenario] has no key \"title\"", 3, 1},
          {"[scenario]\nname = \"n\"\n\"a\\u001Bb\" = 5\n", "no key \"a?b\"", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = \"2024-01-01\"\n", "\"starts\" is a text: right is an instant",
           3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 09:30:00\n", "\"starts\" is a time of day", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-01T00:00:00\n", "in UTC with Z", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-01T00:00:00+00:00\n", "in UTC with Z", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-01T00:00:00-00:00\n", "in UTC with Z", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-01T00:00:00+01:00\n", "in UTC with Z", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-01T00:00:00.1234567Z\n", "six digits", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-01T00:00:00.0000000000Z\n", "six digits", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 1969-12-31\n", "outside the valid instants", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2262-01-01\n", "outside the valid instants", 3, 1},
          {"[scenario]\nname = \"n\"\nstarts = 2024-01-02\nends = 2024-01-01T23:59:59.999999Z\n",
           "\"ends\" is 2024-01-01T23:59:59.999999Z, before \"starts\", 2024-01-02T00:00:00Z", 4, 1},
      },
      "");
}

TEST_CASE("texts that are no TOML, or no UTF-8") {
  check_all(
      {
          {"[scenario", "the file ends here, in the table header", 1, 10},
          {"[scenario]\nname = ", "the file ends here", 2, 8},
          {"[scenario]\nname = \"abc", "the file ends here, in the string", 2, 12},
          {"[scenario]\nname = \"n\"\nname = \"m\"\n", "cannot redefine existing string 'name'", 3, 8},
          {"[scenario]\n[scenario]\n", "cannot redefine existing table 'scenario'", 2, 1},
          {"[scenario]\nname = n\n", "a word without quotes; right are texts in quotes", 2, 9},
          {"[scenario]\nname = local\n", "a word without quotes; right are texts in quotes", 2, 8},
          {"[scenario]\nname = toll_free\n", "a word without quotes; right are texts in quotes", 2, 9},
          {"[scenario]\nname = \"n\" about = \"a\"\n", "expected a comment or whitespace, saw 'a'", 2, 12},
          {"[scenario]\nname: n\n", "expected '=', saw ':'", 2, 5},
          {"[scenario]\nname = \"a\x01\"\n", "control characters", 2, 10},
          {"[scenario]\nstarts = 2024-02-30\n", "\"2024-02-30\" is no instant", 2, 10},
          {"[scenario]\nstarts = 2023-02-29T00:00:00Z\n", "\"2023-02-29T00:00:00Z\" is no instant", 2, 10},
          {"[scenario]\nstarts = 2024-13-01T00:00:00Z\n", "is no instant", 2, 10},
          {"[scenario]\nstarts = 2024-01-01T24:00:00Z\n", "\"2024-01-01T24:00:00Z\" is no instant", 2, 10},
          {"[scenario]\nstarts = 2024-01-01T23:59:60Z\n", "\"2024-01-01T23:59:60Z\" is no instant", 2, 10},
          {"[scenario]\nstarts = 2024-01-01T23:59Z\n", "\"2024-01-01T23:59Z\" is no instant", 2, 10},
          {"[scenario]\nname = \"n\"\xFF\n", "the byte 0xFF is not UTF-8 here", 2, 11},
          {"[scenario]\nname = \"\xC3\xBC\xC0\x80\"\n", "the byte 0xC0 is not UTF-8 here", 2, 10},
          {"# \xED\xA0\x80\n", "the byte 0xED is not UTF-8 here", 1, 3},
          {"# \xF4\x90\x80\x80\n", "the byte 0xF4 is not UTF-8 here", 1, 3},
          {"# \xE2\x82", "the byte 0xE2 is not UTF-8 here", 1, 3},
          {"\xEF\xBB\xAF\n", "this is no TOML", 1, 1},
          {"\xEF\xBB\xBF[scenario]\nname = \xFE\n", "the byte 0xFE", 2, 8},
          {"a = " + std::string(100'000, '['), "nested value depth", 1, 261},
      },
      "");
}

TEST_CASE("keys of very many parts are refused before they exhaust the stack") {
  std::string deep = "a";
  for (int part = 0; part < 200'000; ++part) deep += ".a";
  check_all(
      {
          {deep + " = 1\n", "a key of more than 16 parts", 1, 34},
          {"[" + deep + "]\n", "a key of more than 16 parts", 1, 35},
          {"[[step]]\nx = { " + deep + " = 1 }\n", "a key of more than 16 parts", 2, 40},
          {"x = \"\"\"a\"\"\"\"\"\n" + deep + " = 1\n", "a key of more than 16 parts", 2, 34},
          {"x = 'a\\'\n" + deep + " = 1\n", "a key of more than 16 parts", 2, 34},
          {"# it's\n" + deep + " = 1\n", "a key of more than 16 parts", 2, 34},
      },
      "");
  const std::string dots = "....................";
  const Scenario scenario = parse_scenario(
      "# " + dots + "\n" + head + "about = \"" + dots + "\\\"" + dots + "\\nand '''" + dots + "'''\"\n",
      "good.toml");
  CHECK(scenario.about == dots + "\"" + dots + "\nand '''" + dots + "'''");
}

TEST_CASE("tables and entries that are bad input") {
  const std::string price =
      "[[price]]\ncountry = \"US\"\ntype = \"local\"\ncurrency = \"USD\"\nmonthly = 1\n";
  check_all(
      {
          {"[prices]\n", "unknown table \"prices\": a scenario file has [scenario], [policy], [[price]]", 5,
           2},
          {"[scenario.more]\n", "[scenario] has no key \"more\"", 5, 11},
          {"[price]\n", "\"price\" is a table: right are tables [[price]]", 5, 2},
          {"[[policy]]\n", "right is a single table [policy]", 5, 3},
          {"[policy]\ngrace = 5\n",
           "[policy] has no key \"grace\": its keys are reclaim_window_days, reserve_window_days, "
           "billing_day, "
           "recovery_charges, renewal_without_credit, grace_days",
           6, 1},
          {"[policy]\ngrace_days = 366\n", "grace_days = 366: right are 0 to 365 days", 6, 1},
          {"[policy]\ngrace_days = -1\n", "grace_days = -1", 6, 1},
          {"[policy]\ngrace_days = 1.0\n", "\"grace_days\" is a float", 6, 1},
          {"[policy]\ngrace_days = \"7\"\n", "\"grace_days\" is \"7\"", 6, 1},
          {"[policy]\ngrace_days = 9223372036854775807\n", "grace_days = 9223372036854775807", 6, 1},
          {"[policy]\nreclaim_window_days = 11\n", "more than reserve_window_days = 10", 6, 1},
          {"[policy]\nreserve_window_days = 4\n", "reclaim_window_days = 5 is more than", 6, 1},
          {"[policy]\nbilling_day = \"rachet\"\n", "right is one of ratchet, anchored, last_day, first", 6,
           1},
          {"[policy]\nrecovery_charges = true\n",
           "\"recovery_charges\" is true: right is one of as_new, none", 6, 1},
          {"[policy]\nrenewal_without_credit = \"x\"\n", "charge, suspend, unrent, cancel", 6, 1},

          {price, "[[price]] lacks \"setup\": its keys are [at], country, type, setup, monthly, currency", 5,
           1},
          {price + "setup = 0.5\n", "\"setup\" is a float: right is money as a text", 10, 1},
          {price + "setup = \"0.0000001\"\n", "more than 6 decimals", 10, 1},
          {price + "setup = \"9223372036854.775808\"\n", "it is beyond", 10, 1},
          {price + "setup = 9223372036855\n", "it is beyond", 10, 1},
          {price + "setup = \"-0.01\"\n", "\"setup\" is -0.01: right is an amount of 0 or more", 10, 1},
          {price + "setup = \"\\u001B[31m\"\n", "\"setup\" is \"?[31m\": right is money", 10, 1},
          {price + "setup = [1]\n", "\"setup\" is a list with an integer in it", 10, 1},
          {price + "setup = { a = 1 }\n", "\"setup\" is a table", 10, 1},
          {price + "setup = 1\nprice = 2\n", "[[price]] has no key \"price\"", 11, 1},
          {price + "setup = 1\nat = 2023-12-31\n",
           "outside the scenario: right is from 2024-01-01T00:00:00Z to", 11, 1},
          {"[[price]]\ncountry = \"us\"\n", "\"country\": \"us\" is no country", 6, 1},
          {"[[price]]\ncountry = \"US\"\ntype = \"locl\"\n",
           "\"type\" is \"locl\": right is one of local, mobile, national, toll_free, short_code", 7, 1},

          {"[[account]]\ncurrency = \"USD\"\n", "[[account]] lacks \"id\": its keys are [at], id, currency",
           5, 1},
          {"[[account]]\nid = \"a b\"\n", "\"id\": \"a b\" is no account id", 6, 1},
          {"[[account]]\naccount = \"a\"\n", "[[account]] has no key \"account\"", 6, 1},
          {"[[account]]\nid = \"a\"\ncurrency = \"usd\"\n", "is no currency", 7, 1},
          {"[[account]]\nid = \"a\"\ncurrency = \"USD\"\ncredit = 0\n",
           "\"credit\" is 0.00: right is an amount above 0", 8, 1},
          {"[[account]]\nid = \"a\"\ncurrency = \"USD\"\nverified = \"true\"\n", "right is true or false", 8,
           1},
          {"[[account]]\nid = \"a\"\ncurrency = \"USD\"\nactor = \"support\"\n", "no key \"actor\"", 8, 1},
          {"[[account]]\nid = \"a\"\ncurrency = \"USD\"\n[[account]]\ncurrency = \"USD\"\nid = \"a\"\n",
           "the account \"a\" stands in line 5 already", 10, 1},
          {"account = [5]\n", "[scenario] has no key \"account\"", 5, 1},

          {"[[number]]\nid = \"+0\"\n", "\"id\": \"+0\" is no phone number", 6, 1},
          {"[[number]]\nid = \"US-54321\"\ncountry = \"US\"\ntype = \"local\"\n", "right is \"short_code\"",
           8, 1},
          {"[[number]]\nid = \"+1415\"\ncountry = \"US\"\ntype = \"short_code\"\n", "a number like US-54321",
           8, 1},
          {"[[number]]\nid = \"US-54321\"\ncountry = \"CA\"\ntype = \"short_code\"\n", "right is \"US\"", 7,
           1},
          {"[[number]]\nid = \"+1415\"\ncountry = \"US\"\ntype = \"local\"\nrequires = [\"passport\"]\n",
           "\"requires\" has \"passport\" in it: right is a list of texts out of identity, address_local", 9,
           1},
          {"[[number]]\nid = \"+1415\"\ncountry = \"US\"\ntype = \"local\"\ncapabilities = \"voice\"\n",
           "\"capabilities\" is \"voice\": right is a list of texts out of voice, sms, mms", 9, 1},
          {"[[number]]\nid = \"+1415\"\ncountry = \"US\"\ntype = \"local\"\nonboarding = \"alpha\"\n",
           "testing, preview, beta, general_availability", 9, 1},
          {"[[number]]\nid=\"+1\"\n[[number]]\n", "\"id\": \"+1\" is no phone number", 6, 1},
      },
      head);
}

TEST_CASE("steps that are bad input") {
  const std::string rent = "do = \"rent\"\naccount = \"a\"\nnumber = \"+1415\"\n";
  check_all(
      {
          {"[[step]]\ndo = \"close\"\n", "[[step]] lacks \"at\"", 5, 1},
          {"  [[step]]\n  do = \"close\"\n", "[[step]] lacks \"at\"", 5, 3},
          {step(""), "[[step]] lacks \"do\"", 5, 1},
          {step("do = \"rnt\"\n"),
           "\"do\" is \"rnt\": right is one of rent, unrent, reclaim, recover, disconnect", 7, 1},
          {step("do = 5\n"), "\"do\" is the integer 5", 7, 1},
          {step("do = \"rent\"\nnumber = \"+1415\"\n"),
           "rent lacks \"account\": its keys are at, do, [actor], [request], [expect], account, number", 5,
           1},
          {step(rent + "acount = \"b\"\n"), "rent has no key \"acount\"", 10, 1},
          {step("do = \"rent\"\nacount = \"a\"\n"), "rent has no key \"acount\"", 8, 1},
          {step(rent + "actor = \"system\"\n"),
           "\"actor\" is \"system\": right is one of customer, support, provider, carrier (Q1)", 10, 1},
          {step(rent + "actor = \"me\"\n"), "\"actor\" is \"me\"", 10, 1},
          {step(rent + "request = \"\"\n"), "is no request id", 10, 1},
          {step(rent + "request = 7\n"), "\"request\" is the integer 7: right is a text", 10, 1},
          {step(rent + "expect = \"rejected\"\n"),
           "\"rejected\" is no expectation: right are \"accepted\", \"any\"", 10, 1},
          {step(rent + "expect = \"rejected \"\n"), "is no expectation", 10, 1},
          {step(rent + "expect = \"rejected why\"\n"), "out of request_id_reused, time_goes_backwards", 10,
           1},
          {step(rent + "expect = \"Accepted\"\n"), "is no expectation", 10, 1},
          {step(rent + "expect = true\n"), "\"expect\" is true", 10, 1},
          {step(rent + "expect.what = 1\n"), "\"expect\" is a table", 10, 1},
          {step("do = \"suspend_account\"\naccount = \"a\"\ncase = \"c\"\nscope = \"sending\"\nreason = "
                "\"fraud\"\n"),
           "for a number write suspend_number", 10, 1},
          {step("do = \"suspend_account\"\naccount = \"a\"\ncase = \"c\"\nscope = \"all\"\nreason = "
                "\"fraud\"\n"),
           "\"scope\" is \"all\": right is one of", 10, 1},
          {step("do = \"suspend_number\"\nnumber = \"+1415\"\ncase = \"c d\"\nreason = \"fraud\"\n"),
           "is no case id", 9, 1},
          {step("do = \"add_credit\"\naccount = \"a\"\namount = -1\n"),
           "\"amount\" is -1.00: right is an amount above 0", 9, 1},
          {step("do = \"open_account\"\nid = \"a\"\ncurrency = \"USD\"\n"), "open_account has no key \"id\"",
           8, 1},
          {step("do = \"reprice\"\naccount = \"a\"\nnumber = \"+1415\"\nmonthly = \"-1\"\n"),
           "\"monthly\" is -1.00", 10, 1},
          {step("do = \"adjust\"\naccount = \"a\"\namount = inf\nreason = \"r\"\n"), "\"amount\" is a float",
           9, 1},
          {"[[step]]\nat = 2025-01-01\n" + rent, "outside the scenario", 6, 1},
          {"[[step]]\nat = 2024-12-31T00:00:00.000001Z\n" + rent, "outside the scenario", 6, 1},
          {step(rent) + "[[step]]\nat = 2024-01-01T12:00:00Z\n" + rent,
           "\"at\" is 2024-01-01T12:00:00Z, before 2024-01-02T00:00:00Z of the step in line 5", 11, 1},
          {step(rent) + "[step.more]\n", "rent has no key \"more\"", 10, 7},
      },
      head);
}

TEST_CASE("carry-overs that are bad input (N13)") {
  const auto carried = [](const std::string& dates) {
    return step("do = \"carry_over\"\naccount = \"a\"\nnumber = \"+1415\"\nsetup = 0\nmonthly = 1\n" + dates);
  };
  check_all(
      {
          {carried("rented_on = 2023-11-03\n"),
           "carry_over lacks \"next_due\": its keys are at, do, [actor], [request], [expect], account, "
           "number, "
           "rented_on, next_due, setup, monthly",
           5, 1},
          {carried("rented_on = 2023-11-03\nnext_due = 2024-01-01\n"),
           "\"next_due\" is 2024-01-01, which began before 2024-01-02T00:00:00Z", 13, 1},
          {carried("next_due = 2024-01-28\nrented_on = 2024-01-03\n"),
           "\"rented_on\" is 2024-01-03, after 2024-01-02T00:00:00Z", 13, 1},
          {carried("next_due = 2024-01-28T00:00:00Z\nrented_on = 2024-01-01\n"),
           "\"next_due\" is a date-time: right is a date like 2024-01-31", 12, 1},
          {carried("next_due = 2024-01-28\nrented_on = 5\n"), "\"rented_on\" is the integer 5", 13, 1},
          {carried("next_due = 2024-01-28\nrented_on = 1969-12-31\n"),
           "right is a date from 1970-01-01 up to, not including, 2263-01-01 (T1)", 13, 1},
          {carried("next_due = 0024-01-28\nrented_on = 2023-11-03\n"), "\"0024-01-28\" is no date", 12, 1},
          {step("do = \"rent\"\naccount = 2024-01-01\nnumber = \"+1415\"\n"),
           "\"account\" is the date 2024-01-01: right is a text", 8, 1},
      },
      head);
}

TEST_CASE("checks that are bad input") {
  check_all(
      {
          {"[[check]]\naccount = \"a\"\nbalance = 0\n", "[[check]] lacks \"at\"", 5, 1},
          {"[[check]]\nat = 2025-01-01\naccount = \"a\"\nbalance = 0\n", "outside the scenario", 6, 1},
          {check("balance = 0\n"), "[[check]] lacks \"account\" or \"number\"", 5, 1},
          {check("account = \"a\"\n"), "has nothing to check", 5, 1},
          {check("number = \"+1415\"\n"), "has nothing to check", 5, 1},
          {check("account = \"a\"\nnumber = \"+1415\"\ncharges = 0\n"), "right are two checks", 8, 1},
          {check("account = \"a\"\nnext_due = 2024-01-01\n"), "\"next_due\" belongs to a number", 8, 1},
          {check("number = \"+1415\"\nbalance = 0\n"), "\"balance\" belongs to an account", 8, 1},
          {check("account = \"a\"\nstate = \"rented\"\n"),
           "right is one of closed, suspended, disabled, pending_verification, active", 8, 1},
          {check("number = \"+1415\"\nstate = \"active\"\n"),
           "right is one of available, rented, reclaimable, reserved, returned", 8, 1},
          {check("number = \"+1415\"\nstate = \"unknown\"\n"), "\"state\" is \"unknown\"", 8, 1},
          {check("account = \"a\"\ncharges = -1\n"), "\"charges\" is the integer -1: right is a count", 8, 1},
          {check("account = \"a\"\ncharges = \"1\"\n"), "right is a count", 8, 1},
          {check("account = \"a\"\ncharges = 1.0\n"), "\"charges\" is a float", 8, 1},
          {check("account = \"a\"\ntotal = 1.5\n"), "\"total\" is a float", 8, 1},
          {check("account = \"a\"\nbalance = \"1,50\"\n"), "\"1,50\" is no amount", 8, 1},
          {check("number = \"+1415\"\nnext_due = 2024-01-01T00:00:00Z\n"),
           "\"next_due\" is a date-time: right is a date like 2024-01-31", 8, 1},
          {check("number = \"+1415\"\nnext_due = \"2024-01-01\"\n"), "\"next_due\" is a text", 8, 1},
          {check("account = \"a\"\nlines = 1\n"), "[[check]] has no key \"lines\"", 8, 1},
          {check("account = 5\nbalance = 0\n"), "\"account\" is the integer 5", 7, 1},
      },
      head);
}

TEST_CASE("files on disk") {
  const Folder folder;
  const std::string text = head + "[[account]]\nid = \"a\"\ncurrency = \"USD\"\n";

  SUBCASE("a good one, with and without a byte order mark and with other line ends") {
    const Scenario plain = read_scenario(folder.file("plain.toml", text));
    CHECK(plain.file == (folder.path() / "plain.toml").string());
    CHECK(plain.sha256 == core::sha256_hex(text));
    REQUIRE(plain.steps.size() == 1);
    CHECK(plain.steps[0].line == 5);
    CHECK(plain.place(5) == (folder.path() / "plain.toml").string() + ":5");

    const Scenario marked = read_scenario(folder.file("marked.toml", "\xEF\xBB\xBF" + text));
    CHECK(marked.sha256 == core::sha256_hex("\xEF\xBB\xBF" + text));
    CHECK(marked.steps.size() == 1);

    std::string windows;
    for (const char c : text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    CHECK(read_scenario(folder.file("windows.toml", windows)).ends == Instant::parse("2024-12-31"));
  }
  SUBCASE("no file, no regular file") {
    check_fails<InputError>(folder.path() / "missing.toml", "there is no such file");
    check_fails<InputError>(folder.file("plain.toml", text) / "below.toml", "there is no such file");
    check_fails<InputError>(folder.path() / std::string(300, 'x'), "there is no such file");
    check_fails<InputError>(folder.path(), "a directory");
    check_fails<InputError>("/dev/null", "not a regular file");
    const fs::path fifo = folder.path() / "fifo.toml";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    check_fails<InputError>(fifo, "not a regular file");
  }
  SUBCASE("a file that may not be read") {
    const fs::path secret = folder.file("secret.toml", text);
    fs::permissions(secret, fs::perms::none);
    if (::access(secret.c_str(), R_OK) != 0) check_fails<core::SystemError>(secret, "cannot open the file");
    const fs::path loop = folder.path() / "loop.toml";
    fs::create_symlink(loop, loop);
    check_fails<core::SystemError>(loop, "cannot open the file");
  }
  SUBCASE("empty, cut short, binary") {
    check_fails<InputError>(folder.file("empty.toml", ""), ":1:1: the table [scenario] is missing");
    check_fails<InputError>(folder.file("mark.toml", "\xEF\xBB\xBF"),
                            ":1:1: the table [scenario] is missing");
    check_fails<InputError>(folder.file("short.toml", text.substr(0, text.size() - 2)), ":7:");
    check_fails<InputError>(folder.file("binary.toml", std::string("a\0b", 3)), ":1:");
  }
  SUBCASE("as large as may be, and larger") {
    std::string large = text + "#";
    large.resize(scenario_bytes_max, 'x');
    CHECK(read_scenario(folder.file("large.toml", large)).steps.size() == 1);
    check_fails<InputError>(folder.file("larger.toml", large + "x"), "larger than 67108864 bytes");
    CHECK_THROWS_AS(static_cast<void>(parse_scenario(large + "x", "text")), InputError);
  }
}

TEST_CASE("a file cut short anywhere is bad input or a shorter scenario, never anything else") {
  const std::string text = head + "[policy]\ngrace_days = 3\n[[account]]\nid = \"a\"\ncurrency = \"USD\"\n" +
                           step("do = \"close\"\naccount = \"a\"\n") +
                           check("account = \"a\"\nbalance = \"0\"\n");
  int good = 0;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string error = error_of(text.substr(0, size));
    if (error == "no error") ++good;
    CHECK((error == "no error" || error.starts_with("bad.toml:")));
  }
  CHECK(good > 3);
}

TEST_CASE("the head and the policy") {
  const Scenario plain = parse_scenario(head, "good.toml");
  CHECK(plain.file == "good.toml");
  CHECK(plain.name == "n");
  CHECK(plain.about.empty());
  CHECK(plain.starts == Instant::parse("2024-01-01"));
  CHECK(plain.ends == Instant::parse("2024-12-31"));
  CHECK(!plain.policy);
  CHECK(plain.steps.empty());
  CHECK(plain.checks.empty());

  const Scenario lines = parse_scenario(head + "about = \"\"\"\none\r\n\ttwo\"\"\"\n[policy]\n", "good.toml");
  CHECK(lines.about == "one\n\ttwo");
  CHECK(lines.policy == core::Policy{});

  const Scenario settings =
      parse_scenario(head +
                         "[policy]\nreclaim_window_days = 0\nreserve_window_days = 365\n"
                         "billing_day = \"last_day\"\nrecovery_charges = \"none\"\n"
                         "renewal_without_credit = \"cancel\"\ngrace_days = 0\n",
                     "good.toml");
  CHECK(settings.policy == core::Policy{0, 365, core::BillingDay::last_day, core::RecoveryCharges::none,
                                        core::RenewalWithoutCredit::cancel, 0});

  CHECK(parse_scenario("scenario = { name = \"n\", starts = 2024-01-01, ends = 2024-01-01 }", "good.toml")
            .name == "n");
  CHECK(parse_scenario("scenario.name = 'n'\nscenario.starts = 2024-01-01\nscenario.ends = 2024-01-01", "x")
            .name == "n");
}

TEST_CASE("instants as TOML lets them be written") {
  const std::pair<const char*, const char*> forms[] = {
      {"2024-01-31T09:30:00Z", "2024-01-31T09:30:00Z"},
      {"2024-01-31t09:30:00z", "2024-01-31T09:30:00Z"},
      {"2024-01-31 09:30:00Z", "2024-01-31T09:30:00Z"},
      {"2024-01-31 09:30:00z# x", "2024-01-31T09:30:00Z"},
      {"2024-01-31", "2024-01-31T00:00:00Z"},
      {"2024-01-31 # 5", "2024-01-31T00:00:00Z"},
      {"2024-01-31T09:30:00.5Z", "2024-01-31T09:30:00.500000Z"},
      {"2024-01-31T09:30:00.000001Z", "2024-01-31T09:30:00.000001Z"},
      {"2024-01-31T09:30:00.123456Z\t# x", "2024-01-31T09:30:00.123456Z"},
  };
  for (const auto& form : forms) {
    const auto& [written, meant] = form;
    INFO(form.first);
    const std::string text = std::string("[scenario]\nname = '\xC3\xBC'\nstarts = ") + written +
                             "\n\"ends\"  =  2261-12-31T23:59:59.999999Z\n";
    const Scenario scenario = parse_scenario(text, "good.toml");
    CHECK(scenario.starts.text() == meant);
    CHECK(scenario.ends.text() == "2261-12-31T23:59:59.999999Z");
  }
  // Columns are counted in code points, lines may be shared, and tables may stand in any order.
  const Scenario scenario = parse_scenario(
      "step = [{ request = '\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80', at = 2024-01-02, do = 'close', account = "
      "'a' }, "
      "{ account = 'a', do = 'close', at = 2024-01-03 }]\n" +
          head,
      "good.toml");
  REQUIRE(scenario.steps.size() == 2);
  CHECK(scenario.steps[0].request.at == Instant::parse("2024-01-02"));
  CHECK(scenario.steps[1].request.at == Instant::parse("2024-01-03"));
  CHECK(scenario.steps[1].line == 1);
}

TEST_CASE("prices, accounts and numbers are requests, by instant and then in this order (T5)") {
  const std::string text =
      head +
      "[[step]]\nat = 2024-01-01\ndo = \"grant_preview\"\naccount = \"a\"\n"
      "[[step]]\nat = 2024-01-01\ndo = \"verify\"\naccount = \"a\"\n"
      "[[step]]\nat = 2024-06-01\ndo = \"close\"\naccount = \"a\"\n"
      "[[number]]\nid = \"+1415\"\ncountry = \"US\"\ntype = \"local\"\n"
      "[[account]]\nid = \"b\"\ncurrency = \"USD\"\nat = 2024-07-01\n"
      "[[account]]\nid = \"a\"\ncurrency = \"USD\"\ncredit = 25\nverified = false\n"
      "[[price]]\ncountry = \"US\"\ntype = \"local\"\nsetup = \"0.50\"\nmonthly = 1\n"
      "currency = \"USD\"\n"
      "[[number]]\nid = \"US-54321\"\ncountry = \"US\"\ntype = \"short_code\"\n"
      "capabilities = [\"mms\", \"sms\"]\nonboarding = \"testing\"\nrequires = [\"identity\"]\n"
      "at = 2024-06-01\n";
  const Scenario scenario = parse_scenario(text, "good.toml");
  std::vector<std::string> contents;
  for (const Step& each : scenario.steps) {
    contents.push_back(each.request.at.date().text() + " " + std::to_string(each.line) + " " +
                       std::string(core::to_text(each.request.actor)) + " " + content_of(each.request.body));
    CHECK(each.expect.text() == "accepted");
    CHECK(each.request.id.empty());
  }
  CHECK(
      contents ==
      std::vector<std::string>{
          R"(2024-01-01 30 provider {"country":"US","currency":"USD","do":"set_price","monthly":"1.00","setup":"0.50","type":"local"})",
          R"(2024-01-01 25 customer {"account":"a","credit":"25.00","currency":"USD","do":"open_account","verified":false})",
          R"(2024-01-01 17 carrier {"capabilities":["voice"],"country":"US","do":"stock","number":"+1415","onboarding":"general_availability","requires":[],"type":"local"})",
          R"(2024-01-01 5 provider {"account":"a","do":"grant_preview"})",
          R"(2024-01-01 9 provider {"account":"a","do":"verify"})",
          R"(2024-06-01 36 carrier {"capabilities":["sms","mms"],"country":"US","do":"stock","number":"US-54321","onboarding":"testing","requires":["identity"],"type":"short_code"})",
          R"(2024-06-01 13 customer {"account":"a","do":"close"})",
          R"(2024-07-01 21 customer {"account":"b","currency":"USD","do":"open_account","verified":true})",
      });
}

TEST_CASE("a step of every kind") {
  const std::pair<const char*, const char*> steps[] = {
      {"do='rent'\naccount='a'\nnumber='+1415'", R"({"account":"a","do":"rent","number":"+1415"})"},
      {"do='unrent'\naccount='a'\nnumber='+1415'", R"({"account":"a","do":"unrent","number":"+1415"})"},
      {"do='reclaim'\naccount='a'\nnumber='+1415'", R"({"account":"a","do":"reclaim","number":"+1415"})"},
      {"do='recover'\naccount='a'\nnumber='+1415'", R"({"account":"a","do":"recover","number":"+1415"})"},
      {"do='disconnect'\naccount='a'\nnumber='+1415'\nreason='spam'",
       R"({"account":"a","do":"disconnect","number":"+1415","reason":"spam"})"},
      {"do='stock'\nnumber='+1415'\ncountry='US'\ntype='mobile'",
       R"({"capabilities":["voice"],"country":"US","do":"stock","number":"+1415","onboarding":"general_availability","requires":[],"type":"mobile"})"},
      {"do='withdraw'\nnumber='+1415'", R"({"do":"withdraw","number":"+1415"})"},
      {"do='onboard'\nnumber='+1415'\nstatus='beta'", R"({"do":"onboard","number":"+1415","status":"beta"})"},
      {"do='grant_preview'\naccount='a'", R"({"account":"a","do":"grant_preview"})"},
      {"do='accept_document'\naccount='a'\nnumber='+1415'\ndocument='identity'",
       R"({"account":"a","do":"accept_document","document":"identity","number":"+1415"})"},
      {"do='open_account'\naccount='a'\ncurrency='USD'\ncredit='0.000001'",
       R"({"account":"a","credit":"0.000001","currency":"USD","do":"open_account","verified":true})"},
      {"do='verify'\naccount='a'", R"({"account":"a","do":"verify"})"},
      {"do='disable'\naccount='a'", R"({"account":"a","do":"disable"})"},
      {"do='enable'\naccount='a'", R"({"account":"a","do":"enable"})"},
      {"do='close'\naccount='a'", R"({"account":"a","do":"close"})"},
      {"do='add_credit'\naccount='a'\namount=5", R"({"account":"a","amount":"5.00","do":"add_credit"})"},
      {"do='suspend_account'\naccount='a'\ncase='c-1'\nscope='all_services'\nreason='fraud'",
       R"({"account":"a","case":"c-1","do":"suspend_account","reason":"fraud","scope":"all_services"})"},
      {"do='reinstate_account'\naccount='a'\ncase='c-1'",
       R"({"account":"a","case":"c-1","do":"reinstate_account"})"},
      {"do='suspend_number'\nnumber='+1415'\ncase='c-1'\nreason='unpaid'",
       R"({"case":"c-1","do":"suspend_number","number":"+1415","reason":"unpaid"})"},
      {"do='reinstate_number'\nnumber='+1415'\ncase='c-1'",
       R"({"case":"c-1","do":"reinstate_number","number":"+1415"})"},
      {"do='set_price'\ncountry='US'\ntype='toll_free'\nsetup=0\nmonthly='0'\ncurrency='USD'",
       R"({"country":"US","currency":"USD","do":"set_price","monthly":"0.00","setup":"0.00","type":"toll_free"})"},
      {"do='reprice'\naccount='a'\nnumber='+1415'\nmonthly='2.5'",
       R"({"account":"a","do":"reprice","monthly":"2.50","number":"+1415"})"},
      {"do='adjust'\naccount='a'\namount='-0.10'\nreason='goodwill'",
       R"({"account":"a","amount":"-0.10","do":"adjust","reason":"goodwill"})"},
      {"do='adjust'\naccount='a'\namount=0\nreason='none'\ncharge='12-setup'\nnumber='+1415'",
       R"({"account":"a","amount":"0.00","charge":"12-setup","do":"adjust","number":"+1415","reason":"none"})"},
      {"do='carry_over'\naccount='a'\nnumber='+1415'\nrented_on=2023-11-03\nnext_due=2024-01-28\nsetup=0\n"
       "monthly='1.15'",
       R"({"account":"a","do":"carry_over","monthly":"1.15","next_due":"2024-01-28","number":"+1415","rented_on":"2023-11-03","setup":"0.00"})"},
  };
  for (const auto& each : steps) {
    const auto& [written, content] = each;
    INFO(each.first);
    const Scenario scenario = parse_scenario(head + step(written), "good.toml");
    REQUIRE(scenario.steps.size() == 1);
    const Request& request = scenario.steps[0].request;
    CHECK(content_of(request.body) == content);
    CHECK(request.actor == default_actor(request.kind()));
  }
  CHECK(std::size(steps) == core::EnumTexts<RequestKind>::value.size() + 1);
}

TEST_CASE("a step's own keys") {
  const Scenario scenario = parse_scenario(
      head +
          step(
              "do = \"close\"\naccount = \"a\"\nactor = \"carrier\"\nrequest = \"r 1\"\nexpect = \"any\"\n") +
          step("do = \"close\"\naccount = \"a\"\nexpect = \"rejected account_closed\"\n"),
      "good.toml");
  REQUIRE(scenario.steps.size() == 2);
  CHECK(scenario.steps[0].request.actor == core::Actor::carrier);
  CHECK(scenario.steps[0].request.id.text() == "r 1");
  CHECK(scenario.steps[0].expect.kind == Expectation::Kind::any);
  CHECK(scenario.steps[1].expect.kind == Expectation::Kind::rejected);
  CHECK(scenario.steps[1].expect.reason == core::Rejection::account_closed);
  CHECK(scenario.steps[1].line == 12);
}

TEST_CASE("checks stand in the order of the file") {
  const Scenario scenario =
      parse_scenario(head +
                         "[[check]]\nat = 2024-06-01\naccount = \"a\"\nstate = \"active\"\n"
                         "balance = \"-1.5\"\ncharges = 7\ntotal = 6\n"
                         "[[check]]\nat = 2024-01-01T00:00:00Z\nnumber = \"+1415\"\n"
                         "state = \"rented\"\nnext_due = 2262-01-31\ncharges = 0\ntotal = 0\n",
                     "good.toml");
  REQUIRE(scenario.checks.size() == 2);
  const Check& account = scenario.checks[0];
  CHECK(account.at == Instant::parse("2024-06-01"));
  CHECK(account.account->text() == "a");
  CHECK(account.account_state == core::AccountState::active);
  CHECK(account.balance == Money::parse("-1.50"));
  CHECK(account.charges == 7);
  CHECK(account.total == Money::parse("6"));
  CHECK(!account.number);
  CHECK(account.line == 5);
  const Check& number = scenario.checks[1];
  CHECK(number.number->text() == "+1415");
  CHECK(number.number_state == core::NumberState::rented);
  CHECK(number.next_due->text() == "2262-01-31");
  CHECK(number.charges == 0);
  CHECK(!number.balance);
  CHECK(!number.account_state);
  CHECK(number.line == 12);
}

TEST_CASE("a check's names are known to the file or the log") {
  const auto none = [](const auto&) { return false; };
  const std::string of_account = check("account = \"a\"\nbalance = 0\n");
  const std::string of_number = check("number = \"+1415\"\ncharges = 0\n");
  const auto says = [&](const std::string& text, const auto& accounts, const auto& numbers) -> std::string {
    try {
      check_names(parse_scenario(head + text, "f.toml"), accounts, numbers);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(says(of_account, none, none).starts_with("f.toml:5: unknown account \"a\" in a check: "));
  CHECK(says(of_number, none, none).starts_with("f.toml:5: unknown number \"+1415\" in a check: "));
  CHECK(says(
            of_account, [](const core::AccountId& id) { return id.text() == "a"; }, none)
            .empty());
  CHECK(says(of_number, none, [](const core::NumberId& id) { return id.text() == "+1415"; }).empty());
  CHECK(says("[[account]]\nid = \"a\"\ncurrency = \"USD\"\n" + of_account, none, none).empty());
  CHECK(says("[[number]]\nid = \"+1415\"\ncountry = \"US\"\ntype = \"local\"\n" + of_number, none, none)
            .empty());
  CHECK(says(step("do = \"open_account\"\naccount = \"a\"\ncurrency = \"USD\"\n") + of_account, none, none)
            .empty());
  CHECK(says(step("do = \"stock\"\nnumber = \"+1415\"\ncountry = \"US\"\ntype = \"local\"\n") + of_number,
             none, none)
            .empty());
  CHECK(says(step("do = \"close\"\naccount = \"a\"\n") + of_account, none, none).starts_with("f.toml:9: "));
}

TEST_CASE("expectations") {
  using core::Rejection;
  const Expectation accepted;
  CHECK(accepted.holds(std::nullopt));
  CHECK(!accepted.holds(Rejection::no_price));
  const Expectation rejected = Expectation::parse("rejected no_price");
  CHECK(rejected.holds(Rejection::no_price));
  CHECK(!rejected.holds(Rejection::not_released));
  CHECK(!rejected.holds(std::nullopt));
  const Expectation any = Expectation::parse("any");
  CHECK(any.holds(std::nullopt));
  CHECK(any.holds(Rejection::no_price));
  for (const char* text : {"accepted", "any", "rejected no_price"})
    CHECK(Expectation::parse(text).text() == text);
}

}  // namespace rentroll::scenarios
