#include "app/html.hpp"

#include <doctest/doctest.h>

namespace rentroll::app {

TEST_CASE("a text in HTML means itself") {
  CHECK(html_text("<b> & \"it's\" </b>") == "&lt;b&gt; &amp; &quot;it&#39;s&quot; &lt;/b&gt;");
  CHECK(html_text("München · €") == "München · €");
  CHECK(html_text(std::string_view("a\0b\x1b\xff", 5)) == "a?b??");
  CHECK(html_text("").empty());
}

TEST_CASE("a document has its title escaped, and its style and body as they are") {
  const std::string page = html_document({"a < b", "p { color: red; }\n", "<p>c</p>\n"});
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"));
  CHECK(page.find("<title>a &lt; b</title>") != page.npos);
  CHECK(page.find("p { color: red; }\n</style>") != page.npos);
  CHECK(page.ends_with("<body>\n<p>c</p>\n</body>\n</html>\n"));
}

}  // namespace rentroll::app
