#include "app/roff.hpp"

#include <algorithm>

namespace rentroll::app {
namespace {

/// What fits beside the indentation of a command to type on a page of 80 columns.
constexpr std::size_t command_columns_max = 68;

/// Meanings begin no further to the right, beside what they explain; else they stand below it.
constexpr std::size_t entry_columns_max = 20;

/// Whether after a comma another name follows: not a space, and no digit, as in 1,234.50.
bool is_within_list(std::string_view rest) {
  return !rest.empty() && std::string_view(" 0123456789").find(rest.front()) == rest.npos;
}

std::string escaped(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '"':
      return "\\(dq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    case ',':
      return is_within_list(text.substr(at + 1)) ? ",\\:" : ",";
    default:
      return std::string(1, text[at]);
  }
}

/// A line that begins with a point would be a request.
std::string guarded(const std::string& line) { return (line.starts_with('.') ? "\\&" : "") + line; }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Whether a list of names without spaces goes on in the next line.
bool ends_within_list(std::string_view text) {
  const std::string_view last_word = text.substr(text.find_last_of(' ') + 1);
  return last_word.ends_with(',') && last_word.find(',') + 1 < last_word.size();
}

/// A command on lines that fit, broken before options as a shell takes it.
std::string broken_command(std::string_view command) {
  std::string lines;
  std::size_t column = 0;
  while (!command.empty()) {
    const std::size_t end = std::min(command.find(" --", 1), command.size());
    const std::string_view part = command.substr(0, end);
    if (column != 0 && column + part.size() > command_columns_max) {
      lines += " \\\n   ";
      column = 3;
    }
    lines += part;
    column += part.size();
    command.remove_prefix(end);
  }
  return lines;
}

/// Writes the page of one help text.
class Paragraphs {
 public:
  std::string made_of(std::string_view help) {
    for (const std::string_view line : lines_of(help)) add(line);
    end_paragraph();
    return page_;
  }

 private:
  void add(std::string_view line) {
    const std::string_view text = trimmed(line);
    if (text.empty()) return end_paragraph();
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == 0) {
      if (in_entry_ || in_command_) end_paragraph();
      return add_filled(text);
    }
    const std::size_t gap = text.find("  ");
    if (gap != text.npos) {
      in_entry_ ? end_text() : begin_list();
      entry_indent_ = indent;
      return add_entry(text.substr(0, gap), text.substr(gap));
    }
    if (in_entry_ && indent > entry_indent_) return add_filled(text);
    add_command(text);
  }

  void add_filled(std::string_view text) {
    text_ += (text_.empty() || ends_within_list(text_) ? "" : " ") + std::string(text);
  }

  void begin_list() {
    end_paragraph();
    in_entry_ = true;
    page_ += ".PP\n.PD 0\n";
  }

  void add_entry(std::string_view what, std::string_view gap_and_meaning) {
    text_ = trimmed(gap_and_meaning);
    const std::size_t columns = what.size() + gap_and_meaning.size() - text_.size();
    page_ += columns > entry_columns_max ? ".TP\n" : ".TP " + std::to_string(columns) + "\n";
    page_ += guarded(roff_in('B', what)) + "\n";
  }

  void add_command(std::string_view text) {
    if (!in_command_) end_paragraph();
    in_command_ = true;
    const bool goes_on = text.ends_with('\\');
    if (goes_on) text = trimmed(text.substr(0, text.size() - 1));
    text_ += std::string(text) + (goes_on ? " " : "\n");
  }

  void end_paragraph() {
    if (in_command_) {
      page_ += ".PP\n.RS 2\n.EX\n";
      for (const std::string_view command : lines_of(text_)) add_broken(broken_command(command));
      page_ += ".EE\n.RE\n";
    } else {
      if (!in_entry_ && !text_.empty()) page_ += ".PP\n";
      end_text();
      if (in_entry_) page_ += ".PD\n";
    }
    text_.clear();
    in_command_ = in_entry_ = false;
  }

  void end_text() {
    if (!text_.empty()) page_ += guarded(roff_text(text_)) + "\n";
    text_.clear();
  }

  void add_broken(const std::string& command) {
    for (const std::string_view line : lines_of(command)) page_ += guarded(roff_text(line)) + "\n";
  }

  std::string page_;
  std::string text_;  // of the paragraph, entry or commands that have not ended
  bool in_command_ = false;
  bool in_entry_ = false;
  std::size_t entry_indent_ = 0;
};

}  // namespace

std::string roff_text(std::string_view text) {
  std::string made;
  bool is_bold = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool toggles = text[at] == '`' && (is_bold || text.find('`', at + 1) != text.npos);
    if (!toggles) {
      made += escaped(text, at);
      continue;
    }
    is_bold = !is_bold;
    made += is_bold ? "\\fB" : "\\fR";
  }
  return made;
}

std::string roff_in(char font, std::string_view text) {
  return std::string("\\f") + font + roff_text(text) + "\\fR";
}

std::string roff_paragraphs(std::string_view help) { return Paragraphs().made_of(help); }

}  // namespace rentroll::app
