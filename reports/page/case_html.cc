#include <fmt/format.h>

#include <algorithm>

#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

using Kind = WireEntry::Kind;

std::string fact(std::string_view label, std::string_view value) {
  if (value.empty()) return {};
  return fmt::format("<dt>{}<dd>{}\n", label, html(value));
}

std::string sentences(const RunResult& result, const RequirementIndex& requirements) {
  if (result.requirements.empty()) return {};
  std::string out = "<h4>Requirements</h4><ul class=\"reqs\">";
  for (const std::string& id : result.requirements) {
    const auto known = requirements.find(id);
    if (known == requirements.end()) {
      out += "<li><code>" + html(id) + "</code>";
      continue;
    }
    const RequirementInfo& requirement = *known->second;
    out += fmt::format("<li><a href=\"#{0}\"><code>{0}</code></a> <b>{1}</b> {2}", html(id), html(requirement.level),
                       html(requirement.text));
  }
  return out + "</ul>";
}

bool sent(Kind kind) { return kind == Kind::kSentFrame || kind == Kind::kSentOctets; }
bool frame(Kind kind) { return kind == Kind::kSentFrame || kind == Kind::kReceivedFrame; }

std::string log_row(const WireEntry& entry) {
  const std::string time = fmt::format("{:.3f}", static_cast<double>(entry.at.count()) / 1000);
  if (entry.kind == Kind::kTimer || entry.kind == Kind::kNote) {
    return fmt::format("<tr class=\"note\"><td class=\"num\">{}<td><td colspan=\"6\">{}\n", time, html(entry.note));
  }
  const std::string_view way =
      sent(entry.kind) ? "<span class=\"out\">\u2192 sent</span>" : "<span class=\"in\">\u2190 received</span>";
  if (!frame(entry.kind)) {
    return fmt::format(
        "<tr class=\"raw\"><td class=\"num\">{}<td>{}<td>octets<td><td><td><td class=\"num\">{}<td><code>{}</code>\n",
        time, way, entry.size, log_hex(entry.head, entry.size));
  }
  const std::string mask = entry.masking_key ? fmt::format("{:08x}", *entry.masking_key) : "no";
  const std::string note = entry.note.empty() ? "" : " <i>" + html(entry.note) + "</i>";
  return fmt::format(
      "<tr class=\"frame\"><td class=\"num\">{}<td>{}<td><b>{}</b><td>{}<td>{}<td><code>{}</code><td "
      "class=\"num\">{}<td><code>{}</code>{}\n",
      time, way, opcode_name(entry.opcode), entry.fin ? "fin" : "\u2013", entry.rsv, mask, entry.size,
      html(frame_content(entry)), note);
}

std::string wire_log(const RunResult& result, std::size_t most_rows) {
  const std::vector<WireEntry>& log = result.wire_log;
  if (log.empty()) return {};
  std::string out =
      "<h4>Wire</h4><div class=\"scroll\"><table class=\"wire\"><thead><tr><th scope=\"col\">ms<th scope=\"col\">way"
      "<th scope=\"col\">what<th scope=\"col\">fin<th scope=\"col\">rsv<th scope=\"col\">mask<th scope=\"col\">octets"
      "<th scope=\"col\">content</thead><tbody>\n";
  const Shown shown = shown_rows(log.size(), most_rows);
  for (std::size_t i = 0; i < shown.first; ++i) out += log_row(log[i]);
  const std::uint64_t between = log.size() - shown.first - shown.last + result.wire_log_dropped;
  if (between > 0) out += fmt::format("<tr class=\"gap\"><td colspan=\"8\">{} entries are left out here\n", between);
  for (std::size_t i = log.size() - shown.last; i < log.size(); ++i) out += log_row(log[i]);
  return out + "</tbody></table></div>";
}

std::string handshake(const RunResult& result) {
  std::string out;
  for (const auto& [label, head] : {std::pair("Request", &result.http_request), {"Response", &result.http_response}}) {
    if (!head->empty()) out += fmt::format("<h5>{}</h5><pre>{}</pre>", label, html(cut(*head, 4096)));
  }
  return out.empty() ? out : "<details class=\"more\"><summary>Opening handshake</summary>" + out + "</details>";
}

std::string death(const RunResult& result) {
  if (!result.death) return {};
  std::string out = "<p class=\"verdict fail\"><b>The subject died</b> " + html(result.death->what) + "</p>";
  if (!result.death->output.empty()) out += "<pre>" + html(cut(result.death->output, 16'384)) + "</pre>";
  return out;
}

}  // namespace

Shown shown_rows(std::size_t size, std::size_t most_rows) {
  if (size <= most_rows) return {size, 0};
  const std::size_t last = most_rows / 4;
  return {most_rows - last, last};
}

std::string case_body(const RunResult& result, const RequirementIndex& requirements, std::size_t most_rows) {
  std::string out = "<div class=\"casebody\">";
  if (!result.why.empty()) out += "<p>" + html(result.why) + "</p>";
  out += death(result) + "<dl class=\"facts\">\n";
  out += fact("Verdict", verdicts(result) + ". " + result.result + " " + result.result_close);
  out += fact("Because", result.because);
  if (result.expected_verdict) out += fact("Announced", *result.expected_verdict);
  out += fact("Expected", expected_events(result));
  out += fact("Received", received_events(result));
  out += fact("Expected close", expected_close(result));
  out += fact("Observed close", observed_close(result));
  out += fact("Broken rules", fmt::format("{}", fmt::join(result.subject_violations, "; ")));
  out += fact("Duration", duration_words(result.duration));
  out += fact("Case", case_place(result));
  out += fact("Flags", fmt::format("{}", fmt::join(result.flags, ", ")));
  out += "</dl>" + sentences(result, requirements) + wire_log(result, most_rows) + handshake(result);
  return out + "</div>";
}

}  // namespace gauntlet::reports::page
