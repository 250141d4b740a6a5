#include "projections/snapshot_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <future>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/assert.hpp"
#include "core/xxh3.hpp"
#include "events/durable_file.hpp"

namespace rentroll::projections {
namespace {

constexpr std::array<char, 16> what_it_is = {'r', 'e', 'n', 't', 'r', 'o', 'l', 'l',
                                             ' ', 's', 't', 'a', 't', 'e', '\n'};
constexpr std::size_t number_bytes = sizeof(NumberRental) + sizeof(NumberDetails);
constexpr std::size_t chunk_bytes = 256 << 10;  // it stays in the processor's cache

static_assert(std::endian::native == std::endian::little);
static_assert(std::is_trivially_copyable_v<Account> && std::is_trivially_copyable_v<NumberRental> &&
              std::is_trivially_copyable_v<NumberDetails> && std::is_trivially_copyable_v<core::Policy> &&
              std::is_trivially_copyable_v<SnapshotHead>);
static_assert(sizeof(SnapshotHead) == 176, "the head has no gaps");

/// A price with its key.
struct StoredPrice {
  std::uint32_t country;
  std::uint32_t currency;
  std::int64_t setup;
  std::int64_t monthly;
  std::uint64_t type;
};

/// A case, whose id stands among the characters of all cases.
struct StoredCase {
  Ordinal owner;
  std::uint8_t of_number;
  std::uint8_t scope;
  std::uint8_t open;
  std::uint8_t id_size;
};

std::array<char, 16> program_version() {
  std::array<char, 16> version{};
  constexpr std::string_view text = RENTROLL_VERSION;
  static_assert(text.size() <= version.size());
  std::copy(text.begin(), text.end(), version.begin());
  return version;
}

/// Writes bytes and hashes them.
class HashedOutput {
 public:
  explicit HashedOutput(int descriptor) : descriptor_(descriptor) {}

  template <class Value>
  void add(std::span<const Value> values) {
    static_assert(std::is_trivially_copyable_v<Value>);
    add(std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
  }
  void add(std::string_view bytes) {
    hash_.update(bytes);
    write(bytes);
  }
  /// Writes the hash of all that was added. Answers whether all was written.
  bool finish() {
    write(hash_.hash());
    return good_;
  }

 private:
  void write(std::string_view bytes) {
    good_ = good_ && events::write_all(descriptor_, bytes.data(), bytes.size(), offset_);
    offset_ += bytes.size();
  }

  int descriptor_;
  std::uint64_t offset_ = 0;
  core::Xxh3 hash_;
  bool good_ = true;
};

/// Reads bytes from a file's beginning on and hashes them. After a failure nothing more is read.
class HashedInput {
 public:
  explicit HashedInput(int descriptor) : descriptor_(descriptor) {}

  /// Reads so many values behind those that the vector or string holds.
  template <class Values>
  void append(Values& values, std::uint64_t count) {
    using Value = typename Values::value_type;
    static_assert(std::is_trivially_copyable_v<Value>);
    values.reserve(values.size() + count);
    std::vector<Value> chunk(std::min<std::uint64_t>(count, chunk_bytes / sizeof(Value)));
    while (good_ && count != 0) {
      const std::size_t part = std::min<std::uint64_t>(count, chunk.size());
      fill(chunk.data(), part * sizeof(Value));
      values.insert(values.end(), chunk.data(), chunk.data() + part);
      count -= part;
    }
  }
  template <class Value>
  void read(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    fill(&value, sizeof value);
  }
  /// Whether all was read, and the hash of it follows.
  bool finish() {
    const std::string expected = hash_.hash();
    std::string found;
    append(found, expected.size());
    return good_ && found == expected;
  }

 private:
  void fill(void* target, std::size_t size) {
    good_ = good_ && events::read_all(descriptor_, target, size, offset_);
    offset_ += size;
    if (good_) hash_.update({static_cast<const char*>(target), size});
  }

  int descriptor_;
  std::uint64_t offset_ = 0;
  core::Xxh3 hash_;
  bool good_ = true;
};

std::vector<StoredPrice> stored_prices(const core::PriceList& prices) {
  std::vector<StoredPrice> stored;
  for (const auto& [key, price] : prices.all()) {
    stored.push_back({key.country.packed(), key.currency.packed(), price.setup.millionths(),
                      price.monthly.millionths(), static_cast<std::uint64_t>(key.type)});
  }
  return stored;
}

/// The cases of a state, as they are stored.
struct StoredCases {
  explicit StoredCases(const State& state) {
    add(state.account_cases, false);
    add(state.number_cases, true);
  }
  void add(const std::unordered_map<Ordinal, Cases>& cases, bool of_number) {
    for (const auto& [owner, its] : cases) {
      for (const Case& each : its) {
        const std::string& id = each.id.text();
        RENTROLL_ASSERT(id.size() <= 255);
        all.push_back({owner, of_number, static_cast<std::uint8_t>(each.scope), each.open,
                       static_cast<std::uint8_t>(id.size())});
        characters += id;
      }
    }
  }

  std::vector<StoredCase> all;
  std::string characters;  ///< their ids, one after another
};

std::vector<std::uint8_t> sizes_of(const events::Names& names, Ordinal count) {
  std::vector<std::uint8_t> sizes(count);
  for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
    sizes[ordinal] = static_cast<std::uint8_t>(names.text(ordinal).size());
  }
  return sizes;
}

/// The bytes of the whole file; nothing where they are more than `bytes_max`.
std::optional<std::uint64_t> file_bytes(const SnapshotHead& head, std::uint64_t bytes_max) {
  std::uint64_t left = bytes_max;
  bool fits = true;
  const auto take = [&](std::uint64_t count, std::uint64_t bytes_each) {
    fits = fits && count <= left / bytes_each;
    if (fits) left -= count * bytes_each;
  };
  take(1, sizeof(SnapshotHead) + sizeof(core::Policy) + core::Xxh3::hash_bytes);
  take(head.accounts, sizeof(Account));
  take(head.numbers, number_bytes);
  take(head.account_names, 1);
  take(head.account_characters, 1);
  take(head.number_names, 1);
  take(head.number_characters, 1);
  take(head.prices, sizeof(StoredPrice));
  take(head.cases, sizeof(StoredCase));
  take(head.case_characters, 1);
  if (!fits) return std::nullopt;
  return bytes_max - left;
}

SnapshotHead head_of(const State& state, const events::NameCounts& names, const core::Hash& log,
                     const StoredCases& cases) {
  return {what_it_is,
          program_version(),
          snapshot_form,
          sizeof(Account),
          number_bytes,
          sizeof(core::Policy),
          state.last_seq,
          state.horizon,
          state.recorded_at,
          log,
          state.accounts.size(),
          state.numbers.size(),
          names.accounts,
          state.names.accounts.characters(names.accounts).size(),
          names.numbers,
          state.names.numbers.characters(names.numbers).size(),
          state.prices.all().size(),
          cases.all.size(),
          cases.characters.size()};
}

/// Names, which another thread puts into their places meanwhile: that takes long, and waits for nothing.
std::future<std::optional<events::Names>> read_names(HashedInput& input, std::uint64_t count,
                                                     std::uint64_t characters) {
  std::vector<std::uint8_t> sizes;
  core::LargeVector<char> texts;
  input.append(sizes, count);
  input.append(texts, characters);
  return std::async(std::launch::async, [sizes = std::move(sizes), texts = std::move(texts)]() mutable {
    return events::Names::of(std::move(texts), sizes);
  });
}

void read_prices(HashedInput& input, std::uint64_t count, core::PriceList& prices) {
  std::vector<StoredPrice> stored;
  input.append(stored, count);
  for (const StoredPrice& each : stored) {
    prices.set({core::Country::from_packed(each.country), static_cast<core::NumberType>(each.type),
                core::Currency::from_packed(each.currency)},
               {core::Money::from_millionths(each.setup), core::Money::from_millionths(each.monthly)});
  }
}

bool read_cases(HashedInput& input, std::uint64_t count, std::uint64_t characters, State& state) {
  std::vector<StoredCase> stored;
  std::string ids;
  input.append(stored, count);
  input.append(ids, characters);
  std::string_view left = ids;
  for (const StoredCase& each : stored) {
    const std::string_view id = left.substr(0, each.id_size);
    left.remove_prefix(id.size());
    try {
      auto& cases = each.of_number != 0 ? state.number_cases : state.account_cases;
      cases[each.owner].push_back(
          {core::CaseId::parse(id), static_cast<core::Scope>(each.scope), each.open != 0});
    } catch (const core::InputError&) {
      return false;
    }
  }
  return left.empty();
}

/// Whether every reference within the state is to something that is there.
bool is_whole(const State& state) {
  const auto& rentals = state.numbers.rentals();
  return state.accounts.size() <= state.names.accounts.size() &&
         state.numbers.size() <= state.names.numbers.size() &&
         std::all_of(rentals.begin(), rentals.end(), [&](const NumberRental& each) {
           const bool has_none = each.account == no_ordinal && each.state != core::NumberState::rented;
           return has_none || each.account < state.accounts.size();
         });
}

}  // namespace

std::uint64_t snapshot_bytes(const State& state, const events::NameCounts& names) {
  const SnapshotHead head = head_of(state, names, {}, StoredCases(state));
  return file_bytes(head, std::numeric_limits<std::uint64_t>::max()).value();
}

bool write_snapshot(int descriptor, const State& state, const events::NameCounts& names,
                    const core::Hash& log) {
  const StoredCases cases(state);
  const SnapshotHead head = head_of(state, names, log, cases);
  HashedOutput output(descriptor);
  output.add(std::span(&head, 1));
  output.add(std::span(&state.policy, 1));
  output.add(std::span<const std::uint8_t>(sizes_of(state.names.accounts, names.accounts)));
  output.add(state.names.accounts.characters(names.accounts));
  output.add(std::span<const std::uint8_t>(sizes_of(state.names.numbers, names.numbers)));
  output.add(state.names.numbers.characters(names.numbers));
  output.add(std::span(state.accounts));
  output.add(std::span(state.numbers.rentals()));
  output.add(std::span(state.numbers.details()));
  output.add(std::span<const StoredPrice>(stored_prices(state.prices)));
  output.add(std::span<const StoredCase>(cases.all));
  output.add(cases.characters);
  return output.finish();
}

std::unique_ptr<SnapshotFile> SnapshotFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return nullptr;
  std::unique_ptr<SnapshotFile> file(new SnapshotFile(descriptor, SnapshotHead{}));
  struct stat found {};
  if (::fstat(descriptor, &found) != 0 || !S_ISREG(found.st_mode)) return nullptr;
  SnapshotHead& head = file->head_;
  if (::pread(descriptor, &head, sizeof head, 0) != static_cast<ssize_t>(sizeof head)) return nullptr;
  const bool is_ours = head.what == what_it_is && head.program == program_version() &&
                       head.form == snapshot_form && head.account_bytes == sizeof(Account) &&
                       head.number_bytes == number_bytes && head.policy_bytes == sizeof(core::Policy);
  const auto bytes = static_cast<std::uint64_t>(found.st_size);
  if (!is_ours || file_bytes(head, bytes) != bytes) return nullptr;
  return file;
}

SnapshotFile::~SnapshotFile() { ::close(descriptor_); }

std::optional<State> SnapshotFile::read() const {
  HashedInput input(descriptor_);
  SnapshotHead head{};
  input.read(head);
  if (std::memcmp(&head, &head_, sizeof head) != 0) return std::nullopt;
  State state;
  input.read(state.policy);
  auto its_accounts = read_names(input, head_.account_names, head_.account_characters);
  auto its_numbers = read_names(input, head_.number_names, head_.number_characters);
  input.append(state.accounts, head_.accounts);
  input.append(state.numbers.rentals(), head_.numbers);
  input.append(state.numbers.details(), head_.numbers);
  read_prices(input, head_.prices, state.prices);
  const bool good = read_cases(input, head_.cases, head_.case_characters, state) && input.finish();
  auto accounts = its_accounts.get();
  auto numbers = its_numbers.get();
  if (!good || !accounts || !numbers) return std::nullopt;
  state.names = {std::move(*accounts), std::move(*numbers)};
  if (!is_whole(state)) return std::nullopt;
  state.last_seq = head_.seq;
  state.horizon = head_.horizon;
  state.recorded_at = head_.recorded_at;
  return state;
}

}  // namespace rentroll::projections
