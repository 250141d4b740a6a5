#include <unistd.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/small_file.hpp"
#include "events/signed_note.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "Writes the private key into FILE, which its owner alone may read, and the public key into FILE.pub, and "
    "prints\n"
    "the public key: NAME+HASH+BASE64, as https://c2sp.org/signed-note has it. Give the public key to "
    "whoever "
    "is to\n"
    "check your checkpoints, on another way than the checkpoints themselves. One key signs for one log.\n"
    "\n"
    "Example:\n"
    "  rentroll keygen --name books.example.com/2024 --key books.key";

struct Options {
  std::string name;
  std::string key;
};

constexpr unsigned only_the_owner = 0600;
constexpr unsigned others_may_read = 0644;

int keygen(const Options& options, Output& output) {
  events::SigningKey key;
  try {
    key = events::SigningKey::make(options.name);
  } catch (const core::InputError& error) {
    throw error.at("--name");
  }
  const std::string public_line = key.verifier().text() + "\n";
  make_file("--key", options.key, key.text() + "\n", only_the_owner);
  try {
    make_file("--key", options.key + ".pub", public_line, others_may_read);
  } catch (...) {
    ::unlink(options.key.c_str());
    throw;
  }
  output.write(public_line);
  return done;
}

}  // namespace

void add_keygen(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("keygen", "Make a key that signs checkpoints");
  command.required("--name", options->name, "NAME", "The key's name, which is the log's in its checkpoints")
      .required("--key", options->key, "FILE", "Where the private key goes; FILE.pub is the public one");
  command.footer([] { return footer; });
  command.action([options](Output& output) { return keygen(*options, output); });
}

}  // namespace rentroll::app
