#include <fmt/format.h>

#include "reports/assets/assets.h"
#include "reports/changes.h"
#include "reports/escape.h"

namespace gauntlet::reports {
namespace {

// A step summary takes 1 MiB.
constexpr std::size_t kMostLines = 1000;
constexpr std::size_t kMostChanged = 300;

std::string totals(const Changes& changes) {
  std::string out;
  for (const Change change : kChanges) out += fmt::format("{} {}, ", changes.count(change), name(change));
  return out + fmt::format("{} the same", changes.same);
}

std::string from_to(const CaseChange& one) {
  if (one.before.empty()) return one.after;
  return one.after.empty() ? one.before : one.before + " \u2192 " + one.after;
}

std::string_view css_class(Change change) {
  switch (change) {
    case Change::kWorse: return "fail";
    case Change::kBetter: return "ok";
    case Change::kOther: return "info";
    case Change::kAppeared: return "un";
    case Change::kVanished: return "no";
  }
  return "info";
}

/// `begin(change, count)` before the lines of one kind, `line(one)` for each, `end(left out)` after them.
template <class Begin, class Line, class End>
void each_kind(const Changes& changes, Begin begin, Line line, End end) {
  std::size_t shown = 0;
  for (const Change change : kChanges) {
    const std::size_t count = changes.count(change);
    if (count == 0) continue;
    begin(change, count);
    std::size_t left = count;
    for (const CaseChange& one : changes.all) {
      if (one.change != change || shown == kMostLines) continue;
      line(one);
      ++shown;
      --left;
    }
    end(left);
  }
}

}  // namespace

std::string changes_text(const Changes& changes) {
  std::string out;
  each_kind(
      changes, [&](Change change, std::size_t count) { out += fmt::format("{} ({}):\n", name(change), count); },
      [&](const CaseChange& one) {
        const std::string difference = one.difference.empty() ? "" : "\n      " + one.difference;
        out += xml_text(fmt::format("  {} {} {}  {}{}\n", one.agent, one.case_id, from_to(one), one.title,
                                    cut(difference, kMostChanged)));
      },
      [&](std::size_t left) {
        if (left > 0) out += fmt::format("  and {} more\n", left);
      });
  return out + totals(changes) + "\n";
}

std::string changes_markdown(const Changes& changes) {
  const auto cell = [](const std::string& text) { return markdown(cut(text, kMostChanged)); };
  std::string out = fmt::format("# WebSocket conformance: what changed\n\n**{}**\n", totals(changes));
  each_kind(
      changes,
      [&](Change change, std::size_t count) {
        out +=
            fmt::format("\n## {} ({})\n\n| subject | case | verdict | title | what differs |\n|---|---|---|---|---|\n",
                        name(change), count);
      },
      [&](const CaseChange& one) {
        out += fmt::format("| {} | {} | {} | {} | {} |\n", cell(one.agent), cell(one.case_id), cell(from_to(one)),
                           cell(one.title), cell(one.difference));
      },
      [&](std::size_t left) {
        if (left > 0) out += fmt::format("\n... and {} more.\n", left);
      });
  return out;
}

std::string changes_html(const Changes& changes) {
  const bool worse = changes.count(Change::kWorse) > 0;
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta "
      "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>WebSocket conformance: what "
      "changed</title>\n<style>\n{}\n</style>\n</head>\n<body>\n<header class=\"top\"><h1>WebSocket conformance: what "
      "changed</h1></header>\n<main>\n<p class=\"verdict {}\"><b>{}</b> {}</p>\n",
      page::page_css(), worse ? "fail" : "ok", worse ? "Worse" : "Not worse", totals(changes));
  each_kind(
      changes,
      [&](Change change, std::size_t count) {
        out += fmt::format(
            "<section>\n<h2>{0} <span class=\"quiet\">{1}</span></h2>\n<div class=\"scroll\" role=\"region\" "
            "aria-label=\"{0}\" tabindex=\"0\"><table class=\"data changes\"><thead><tr><th scope=\"col\">Subject<th "
            "scope=\"col\">Case<th scope=\"col\">Verdict<th scope=\"col\">Title<th scope=\"col\">What "
            "differs</thead><tbody>\n",
            name(change), count);
      },
      [&](const CaseChange& one) {
        out += fmt::format("<tr><td>{}<th scope=\"row\">{}<td class=\"{}\">{}<td>{}<td>{}\n", html(one.agent),
                           html(one.case_id), css_class(one.change), html(from_to(one)), html(one.title),
                           html(cut(one.difference, kMostChanged)));
      },
      [&](std::size_t left) {
        out += "</tbody></table></div>\n";
        if (left > 0) out += fmt::format("<p class=\"quiet\">and {} more</p>\n", left);
        out += "</section>\n";
      });
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace gauntlet::reports
