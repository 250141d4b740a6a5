#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"

/// `HEAD`: the files of a log as they were when its last writer closed it, so that damage to any of them is
/// found. FORMAT.md describes it.
namespace rentroll::events {

/// What a file was.
struct FileMark {
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 hex digits

  friend bool operator==(const FileMark&, const FileMark&) = default;
};

struct Head {
  bool closed = false;     ///< false while a writer has the log open, and after one that did not close it
  core::Seq last_seq = 0;  ///< the log's last event when it was closed the last time, 0 if it never was
  std::map<std::string, FileMark> files;  ///< then, by their paths in the log's folder

  /// Reads the text of a HEAD, which carries a hash of its own. Throws DamagedBlock.
  [[nodiscard]] static Head parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Head&, const Head&) = default;
};

inline constexpr const char* head_file = "HEAD";

/// Whether a text is meant to be a HEAD, damaged or not.
[[nodiscard]] bool looks_like_head(std::string_view text);

/// The HEAD of a log; nothing where it has none. Throws DamagedBlock, and SystemError where it cannot be
/// read.
[[nodiscard]] std::optional<Head> read_head(const std::filesystem::path& log);

/// Puts a HEAD in the place of the old one, durably.
void write_head(const std::filesystem::path& log, const Head& head);

/// The HEAD of a log that nobody has open. What `before` knows of tables, which never change, is taken from
/// it: else each close would read the whole log.
[[nodiscard]] Head closed_head(const std::filesystem::path& log, core::Seq last_seq, const Head& before);

/// A file of a log that is not what it was.
struct FileFlaw {
  std::string file;  ///< its path in the log's folder
  std::string what;

  [[nodiscard]] std::string text() const { return file + ": " + what; }
};

/// What is wrong with a file by what it was; empty if nothing.
[[nodiscard]] std::string flaw_of_file(const std::filesystem::path& path, const FileMark& mark);

/// How closely files are looked at.
enum class FileCheck {
  reading,  ///< that they are there with their sizes, and the content of the small ones and of small logs
  writing,  ///< also that there are no others, which a writer may delete
  all       ///< also the content of all tables, which are the log's events
};

/// What has become of the files that a HEAD names. Where it is not closed, only tables are looked at that are
/// still there: a writer may have replaced the others.
[[nodiscard]] std::vector<FileFlaw> check_files(const std::filesystem::path& log, const Head& head,
                                                FileCheck check);

/// A HEAD and what is wrong with its files.
struct CheckedHead {
  std::optional<Head> head;  ///< nothing where there is none
  std::vector<FileFlaw> flaws;
};

/// Reads the HEAD of a log and checks its files, also beside a writer: where one changes the HEAD meanwhile,
/// again. A damaged HEAD is a flaw. Throws SystemError where it cannot be read, or does not come to rest.
[[nodiscard]] CheckedHead check_head(const std::filesystem::path& log, FileCheck check);

}  // namespace rentroll::events
