#include "events/text_order.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace rentroll::tests {

TEST_CASE("ordinals in the byte order of their texts, each once, whatever order they come in") {
  CHECK(rc::check([] {
    // Few characters, one above 127, and a long beginning that many share: texts that differ late, or in
    // length alone.
    const auto tail = rc::gen::container<std::string>(rc::gen::element('a', 'B', '-', '\xC3', '\1'));
    events::Names names;
    std::vector<std::string> texts;
    for (int left = *rc::gen::inRange(1, 60); left > 0; --left) {
      const std::string text = *rc::gen::element<std::string>("+", "account-of-a-name") + *tail;
      if (names.intern(text) == texts.size()) texts.push_back(text);
    }
    auto ordinals = *rc::gen::container<std::vector<events::Ordinal>>(
        rc::gen::inRange<events::Ordinal>(0, static_cast<events::Ordinal>(texts.size())));
    const auto by_text = [&](events::Ordinal a, events::Ordinal b) { return texts[a] < texts[b]; };
    const auto begun = *rc::gen::inRange<std::size_t>(0, ordinals.size() + 1);
    std::sort(ordinals.begin(), ordinals.begin() + static_cast<std::ptrdiff_t>(begun), by_text);
    std::set<std::string> right;
    for (const events::Ordinal ordinal : ordinals) right.insert(texts[ordinal]);
    events::order_by_text(names, ordinals);
    std::vector<std::string> found;
    for (const events::Ordinal ordinal : ordinals) found.push_back(texts[ordinal]);
    RC_ASSERT(found == std::vector<std::string>(right.begin(), right.end()));
  }));
}

}  // namespace rentroll::tests
