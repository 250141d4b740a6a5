#include <exception>
#include <iostream>

#include "every_header.hpp"

/// Prints how many checks a scenario file has.
int main(int argc, char** argv) {
  try {
    if (argc != 2) throw rentroll::core::InputError("right is: count_checks FILE");
    std::cout << rentroll::scenarios::read_scenario(argv[1]).checks.size() << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "count_checks: " << error.what() << '\n';
    return 1;
  }
}
