#include "events/signed_note.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/error.hpp"
#include "events/checkpoint.hpp"

// The key and its note are those of golang.org/x/mod/sumdb/note, note_test.go.
namespace rentroll::events {
namespace {

const std::string public_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string private_key =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const std::string text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const std::string signature =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const std::string note = text + "\n" + signature;

bool is_flawless(const std::string& signed_text, const VerifierKey& key = VerifierKey::parse(public_key)) {
  try {
    return !open_note(signed_text, key).flaw;
  } catch (const core::InputError&) {
    return false;
  }
}

TEST_CASE("the reference key signs the reference note, byte for byte") {
  const SigningKey key = SigningKey::parse(private_key);
  CHECK(key.text() == private_key);
  CHECK(key.verifier().text() == public_key);
  CHECK(VerifierKey::parse(public_key).text() == public_key);
  CHECK(sign_note(text, key) == note);
  const OpenedNote opened = open_note(note, VerifierKey::parse(public_key));
  CHECK_FALSE(opened.flaw);
  CHECK(opened.text == text);
}

TEST_CASE("a key that was changed or cut anywhere is refused") {
  for (const bool is_public : {true, false}) {
    const std::string& whole = is_public ? public_key : private_key;
    const auto parse = [&](const std::string& text_of_key) {
      return is_public ? VerifierKey::parse(text_of_key).text() : SigningKey::parse(text_of_key).text();
    };
    CHECK(parse(whole) == whole);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      CAPTURE(i);
      CHECK_THROWS_AS(static_cast<void>(parse(whole.substr(0, i))), core::InputError);
      if (i != 0) CHECK_THROWS_AS(static_cast<void>(parse(whole.substr(i))), core::InputError);
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] + 1);
      CHECK_THROWS_AS(static_cast<void>(parse(changed)), core::InputError);
    }
  }
  // A key of a wrong length, and one of a wrong type, with the hashes that would be theirs.
  CHECK_THROWS_AS(static_cast<void>(VerifierKey::parse(
                      "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")),
                  core::InputError);
  CHECK_THROWS_AS(static_cast<void>(VerifierKey::parse(
                      "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")),
                  core::InputError);
}

TEST_CASE("what an error says of a private key shows nothing of it") {
  try {
    static_cast<void>(SigningKey::parse("PRIVATE+KEY+name+00000000+secret"));
    FAIL("taken");
  } catch (const core::InputError& error) {
    CHECK(std::string(error.what()).find("secret") == std::string::npos);
  }
}

TEST_CASE("a note of which any bit was changed, or that was cut anywhere, is refused") {
  REQUIRE(is_flawless(note));
  for (std::size_t i = 0; i < note.size(); ++i) {
    CAPTURE(i);
    CHECK_FALSE(is_flawless(note.substr(0, i)));
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = note;
      changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
      CHECK_FALSE(is_flawless(changed));
    }
  }
}

TEST_CASE("signatures by others are passed over, and none of them stands for the key's own") {
  const SigningKey other = SigningKey::make("somebody.else");
  const std::string by_other = sign_note(text, other);
  const std::string other_line = by_other.substr(by_other.rfind("\n\n") + 2);
  CHECK(is_flawless(text + "\n" + other_line + signature));
  CHECK(is_flawless(text + "\n" + signature + other_line));
  CHECK_FALSE(is_flawless(by_other));
  CHECK(is_flawless(by_other, other.verifier()));
  // The same name with another key.
  CHECK_FALSE(is_flawless(sign_note(text, SigningKey::make("PeterNeumann"))));
  // A second signature by the key that is wrong makes the note wrong.
  std::string wrong = signature;
  wrong[wrong.size() - 10] = wrong[wrong.size() - 10] == 'A' ? 'B' : 'A';
  CHECK_FALSE(is_flawless(text + "\n" + signature + wrong));
  std::string many = text + "\n";
  for (int i = 0; i < 100; ++i) many += other_line;
  CHECK_FALSE(is_flawless(many + signature));
}

TEST_CASE("the text ends at the last empty line") {
  const SigningKey key = SigningKey::make("a");
  const std::string with_empty = "one\n\ntwo\n";
  CHECK(open_note(sign_note(with_empty, key), key.verifier()).text == with_empty);
}

TEST_CASE("names that a key cannot have") {
  for (const char* name : {"", "a b", "a+b", "a\nb", "a\u00A0b", "a\u3000b", "a\u2028b", "\xFF", "a\tb"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(static_cast<void>(SigningKey::make(name)), core::InputError);
  }
  CHECK_THROWS_AS(static_cast<void>(SigningKey::make(std::string(201, 'a'))), core::InputError);
  CHECK_NOTHROW(static_cast<void>(SigningKey::make("books.example.com/2024-\u00E4")));
}

TEST_CASE("the checkpoint that C2SP's tlog-checkpoint shows") {
  const std::string shown =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const Checkpoint checkpoint = Checkpoint::parse(shown);
  CHECK(checkpoint.origin == "example.com/behind-the-sofa");
  CHECK(checkpoint.head.size == 20852163);
  CHECK(hash_text(checkpoint.head.root) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  CHECK(checkpoint.extensions.empty());
  CHECK(checkpoint.text() == shown);
  const Checkpoint timed = Checkpoint::parse(shown + "time 2024-01-01T00:00:00Z\nmore\n");
  CHECK(timed.extension("time") == "2024-01-01T00:00:00Z");
  CHECK_FALSE(timed.extension("more"));
  CHECK(timed.text() == shown + "time 2024-01-01T00:00:00Z\nmore\n");
}

TEST_CASE("texts that are no checkpoint") {
  const std::string hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const std::vector<std::string> wrong = {"",
                                          "a\n1\n",
                                          "a\n1\n" + hash.substr(0, hash.size() - 1),
                                          "\n1\n" + hash,
                                          "a\n01\n" + hash,
                                          "a\n-1\n" + hash,
                                          "a\n+1\n" + hash,
                                          "a\n1 \n" + hash,
                                          "a\n\n" + hash,
                                          "a\n18446744073709551616\n" + hash,
                                          "a\n1\nAAAA\n",
                                          "a\n1\n" + hash + "\n",
                                          "a\n1\n" + hash + "x\n\ny\n",
                                          "a\n1\n" + hash + "x"};
  for (const std::string& each : wrong) {
    CAPTURE(each);
    CHECK_THROWS_AS(static_cast<void>(Checkpoint::parse(each)), core::InputError);
  }
}

TEST_CASE("a key vouches for checkpoints of its own name only") {
  const SigningKey key = SigningKey::make("books");
  const Checkpoint own{"books", {0, empty_root()}, {}};
  CHECK_FALSE(open_checkpoint(sign_note(own.text(), key), key.verifier()).flaw);
  const Checkpoint other{"others", {0, empty_root()}, {}};
  CHECK(open_checkpoint(sign_note(other.text(), key), key.verifier()).flaw);
}

}  // namespace
}  // namespace rentroll::events
