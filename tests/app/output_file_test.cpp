#include "app/output_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::app {
namespace {

namespace fs = std::filesystem;

class Folder : public tests::TemporaryFolder {
 public:
  [[nodiscard]] fs::path at(const char* name) const { return path() / name; }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(path()), fs::directory_iterator());
  }
};

std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a file is there when it is finished, and not before") {
  const Folder folder;
  OutputFile file(folder.at("page"));
  file.write("one, ");
  file.write(std::string(std::size_t{1} << 19, 'x'));
  CHECK_FALSE(fs::exists(folder.at("page")));
  file.finish();
  CHECK(read(folder.at("page")) == "one, " + std::string(std::size_t{1} << 19, 'x'));
  CHECK(folder.files() == 1);
}

TEST_CASE("what is not finished leaves all as it was") {
  const Folder folder;
  write_file(folder.at("page"), "before");
  {
    OutputFile file(folder.at("page"));
    file.write(std::string(std::size_t{1} << 19, 'x'));
  }
  CHECK(read(folder.at("page")) == "before");
  CHECK(folder.files() == 1);
}

TEST_CASE("an existing file keeps who may read it, and a link stays a link") {
  const Folder folder;
  write_file(folder.at("page"), "before");
  fs::permissions(folder.at("page"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("page", folder.at("link"));
  write_file(folder.at("link"), "after");
  CHECK(fs::is_symlink(folder.at("link")));
  CHECK(read(folder.at("page")) == "after");
  CHECK(fs::status(folder.at("page")).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a link that stands where it is written beside is not followed") {
  const Folder folder;
  write_file(folder.at("other"), "before");
  const std::string beside = "page." + std::to_string(::getpid()) + ".new";
  fs::create_symlink("other", folder.at(beside.c_str()));
  write_file(folder.at("page"), "after");
  CHECK(read(folder.at("other")) == "before");
  CHECK(read(folder.at("page")) == "after");
  CHECK(folder.files() == 2);
}

TEST_CASE("what is written can be written by a library, at the place that is given") {
  const Folder folder;
  OutputFile file(folder.at("page"));
  CHECK(file.written().parent_path() == fs::canonical(folder.at(".")));
  std::ofstream(file.written()) << "by itself";
  file.finish();
  CHECK(read(folder.at("page")) == "by itself");
  CHECK(OutputFile("/dev/null").written().empty());
}

TEST_CASE("what is no file is written to as it is") { CHECK_NOTHROW(write_file("/dev/null", "nothing")); }

TEST_CASE("what cannot be written says so") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(write_file(folder.at("nowhere/page"), ""),
                       doctest::Contains("nowhere/page: No such file or directory"), core::SystemError);
  CHECK_THROWS_WITH_AS(write_file(folder.at("."), ""), doctest::Contains("Is a directory"),
                       core::SystemError);
  CHECK_THROWS_WITH_AS(write_file("/dev/full", "x"), doctest::Contains("No space left"), core::SystemError);
}

}  // namespace rentroll::app
