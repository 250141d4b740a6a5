#include "events/proof.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/base64.hpp"
#include "core/error.hpp"

namespace rentroll::events {
namespace {

NamedEvent example() {
  NamedEvent named;
  named.event.seq = 1;
  named.event.actor = core::Actor::customer;
  named.event.request = "r\xC3\xA4\"1";
  named.event.payload = RequestRejected{core::Rejection::no_price, R"({"do":"rent","number":"+12"})"};
  named.account = "acme";
  named.number = "+12";
  return named;
}

TreeHead head_of(const EventProof& proof) { return {1, TreeHasher().leaf(proof.leaf)}; }

TEST_CASE("a proof is read as it was written") {
  const EventProof event = event_proof(example(), {});
  const std::string text = proof_text(InclusionProof{1, event});
  const Proof read = read_proof(text);
  const auto& inclusion = std::get<InclusionProof>(read);
  CHECK(inclusion.size == 1);
  CHECK(inclusion.event.leaf == event.leaf);
  CHECK_FALSE(check_event(inclusion.event, head_of(event)));
  CHECK(proof_text(read) == text);

  const std::string charge = proof_text(ChargeProof{"1-setup", 1, {event, event}});
  CHECK(proof_text(read_proof(charge)) == charge);
  const std::string consistency =
      proof_text(ConsistencyProof{{0, empty_root()}, head_of(event), {Hash{}, empty_root()}});
  CHECK(proof_text(read_proof(consistency)) == consistency);
}

TEST_CASE("an event that is shown otherwise than its leaf says is no proof") {
  const EventProof event = event_proof(example(), {});
  std::string text = proof_text(InclusionProof{1, event});
  text.replace(text.find("no_price"), 8, "no_prize");
  const auto inclusion = std::get<InclusionProof>(read_proof(text));
  CHECK(check_event(inclusion.event, head_of(event)));
}

TEST_CASE("texts that are no proof") {
  const std::string right = proof_text(InclusionProof{1, event_proof(example(), {empty_root()})});
  CHECK_NOTHROW(static_cast<void>(read_proof(right)));
  for (std::size_t size = 0; size + 2 < right.size(); ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(static_cast<void>(read_proof(right.substr(0, size))), core::InputError);
  }
  std::string deep = R"({"proof":)";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  std::string requested = R"({"a":)";
  for (int i = 0; i < 100'000; ++i) requested += '[';
  for (int i = 0; i < 100'000; ++i) requested += ']';
  NamedEvent nested = example();
  std::get<RequestRejected>(nested.event.payload).requested = requested + "}";
  const std::string nested_leaf(LeafWriter().write(nested.event, "", ""));
  const std::vector<std::string> wrong = {
      "",
      "null",
      "[]",
      "{}",
      R"({"proof":1})",
      R"({"proof":"other"})",
      R"({"proof":"event"})",
      R"({"proof":"event","size":-1})",
      R"({"proof":"event","size":1.5})",
      R"({"proof":"event","size":1e999})",
      R"({"proof":"event","size":1,"leaf":"AQ==","path":[],"event":{}})",
      R"({"proof":"event","size":1,"leaf":"A","path":[],"event":{}})",
      R"({"proof":"event","size":1,"leaf":7,"path":[],"event":{}})",
      R"({"proof":"charge","charge":"1-setup","size":1,"events":[]})",
      R"({"proof":"charge","charge":"1-setup","size":1,"events":{}})",
      R"({"proof":"consistency","from":{"size":1,"root":"AA=="},"to":{},"path":[]})",
      R"({"proof":"event","size":1,"leaf":")" + core::to_base64(nested_leaf) + R"(","path":[],"event":{}})",
      deep};
  for (const std::string& text : wrong) {
    CAPTURE(text.substr(0, 100));
    CHECK_THROWS_AS(static_cast<void>(read_proof(text)), core::InputError);
  }
}

TEST_CASE("a proof is bounded: its length, its values, its path") {
  std::string many = R"({"proof":"event","size":1,"path":[0)";
  for (int i = 0; i < 600'000; ++i) many += ",0";
  CHECK_THROWS_WITH_AS(static_cast<void>(read_proof(many + "]}")), doctest::Contains("too many values"),
                       core::InputError);
  CHECK_THROWS_WITH_AS(static_cast<void>(read_proof(std::string(proof_bytes_max + 1, ' '))),
                       doctest::Contains("too long"), core::InputError);
  const auto with_path = [](std::size_t hashes) {
    return proof_text(InclusionProof{1, event_proof(example(), std::vector<Hash>(hashes))});
  };
  CHECK_NOTHROW(static_cast<void>(read_proof(with_path(65))));
  CHECK_THROWS_WITH_AS(static_cast<void>(read_proof(with_path(66))),
                       doctest::Contains("longer than in any tree"), core::InputError);
}

}  // namespace
}  // namespace rentroll::events
