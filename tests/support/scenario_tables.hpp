#pragma once

#include <string>

/// Tables of scenario files that many tests have.
namespace rentroll::tests {

/// What a US local number costs: 0.50 and 1.00 a month, in US dollars.
inline std::string us_local_price() {
  return R"([[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.00"
currency = "USD"
)";
}

inline std::string usd_account(const std::string& id, const std::string& credit) {
  return "[[account]]\nid = \"" + id + "\"\ncurrency = \"USD\"\ncredit = \"" + credit + "\"\n";
}

inline std::string us_local_number(const std::string& id) {
  return "[[number]]\nid = \"" + id + "\"\ncountry = \"US\"\ntype = \"local\"\n";
}

}  // namespace rentroll::tests
