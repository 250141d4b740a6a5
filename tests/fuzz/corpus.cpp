#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/target.hpp"

// Gives each target its corpus and changes of it: the same ones in every run, so that a fault is found again.
// Where something goes wrong, the input is left in the file `fuzz-fault`.

namespace rentroll::fuzz {
namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;

constexpr int changes_of_target = 2000;
constexpr const char* fault_file = "fuzz-fault";

/// What is being read, for whoever looks when the program ends.
std::string current_input;
std::string_view current_target;

void keep_input() {
  std::ofstream(fault_file, std::ios::binary) << current_input;
  std::fprintf(stderr, "%.*s: the input that did this stands in %s\n",
               static_cast<int>(current_target.size()), current_target.data(), fault_file);
}

extern "C" void keep_input_and_end(int signal) {
  keep_input();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::size_t below(Random& random, std::size_t end) {
  return end == 0 ? 0 : static_cast<std::size_t>(random() % end);
}

/// Another input of the corpus, or what readers take for something special.
std::string some_piece(const std::vector<std::string>& corpus, Random& random) {
  static const std::vector<std::string> special = {std::string(1, '\0'),
                                                   "\xFF\xFF\xFF\xFF",
                                                   "\n",
                                                   "\r\n",
                                                   "\"",
                                                   ",",
                                                   "-",
                                                   "+",
                                                   "=",
                                                   "[",
                                                   "{",
                                                   "\xEF\xBB\xBF",
                                                   "\xED\xA0\x80",
                                                   "\x1B[2J",
                                                   "\u202E",
                                                   "9223372036854.775808",
                                                   "18446744073709551616",
                                                   "1e999",
                                                   "2262-01-01",
                                                   "1969-12-31T23:59:60Z",
                                                   std::string(300, '9'),
                                                   std::string(100, '[')};
  if (below(random, 2) == 0) return special[below(random, special.size())];
  const std::string& other = corpus[below(random, corpus.size())];
  const std::size_t begin = below(random, other.size() + 1);
  return other.substr(begin, below(random, 64));
}

/// Changes an input in one place.
void change(std::string& input, const std::vector<std::string>& corpus, Random& random) {
  const std::size_t place = below(random, input.size() + 1);
  switch (below(random, 5)) {
    case 0:
      if (place < input.size()) input[place] = static_cast<char>(input[place] ^ 1 << below(random, 8));
      break;
    case 1:
      if (place < input.size()) input[place] = static_cast<char>(below(random, 256));
      break;
    case 2:
      input.erase(place, below(random, 16));
      break;
    case 3:
      input.insert(place, some_piece(corpus, random));
      break;
    default:
      input.replace(place, std::min<std::size_t>(8, input.size() - place), some_piece(corpus, random));
  }
}

void read(const Target& target, std::string input) {
  current_input = std::move(input);
  target.read(std::string_view(current_input).substr(0, target.bytes_max));
}

std::vector<std::string> corpus_of(const Target& target, const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder / target.name)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

void run(const Target& target, const fs::path& folder) {
  current_target = target.name;
  const std::vector<std::string> corpus = corpus_of(target, folder);
  for (const std::string& input : corpus) read(target, input);
  Random random(20240131);
  for (int each = 0; each < changes_of_target && !corpus.empty(); ++each) {
    std::string input = corpus[below(random, corpus.size())];
    for (std::size_t changes = below(random, 4) + 1; changes > 0; --changes) change(input, corpus, random);
    read(target, std::move(input));
  }
  std::printf("%.*s: %zu inputs, %d changes\n", static_cast<int>(target.name.size()), target.name.data(),
              corpus.size(), changes_of_target);
  if (corpus.empty()) throw std::runtime_error("a target has no corpus");
}

}  // namespace
}  // namespace rentroll::fuzz

int main(int argc, char** argv) {
  using namespace rentroll::fuzz;
  if (argc != 2) {
    std::fputs("fuzz_corpus FOLDER: the folder that holds one of each target's name\n", stderr);
    return 2;
  }
  std::signal(SIGABRT, keep_input_and_end);
  try {
    for (const Target& target : targets()) run(target, argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    keep_input();
    return 1;
  }
}
