#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "reports/difference.h"
#include "reports/escape.h"
#include "reports/reproduce.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

void put(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

std::string seconds_text(std::chrono::microseconds duration) {
  return fmt::format("{:.3f}", std::chrono::duration<double>(duration).count());
}

void property(pugi::xml_node properties, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  pugi::xml_node node = properties.append_child("property");
  put(node, "name", name);
  put(node, "value", value);
}

/// What a person needs who sees nothing but this text.
std::string story(const Report& report, const Column& column, const RunResult& result) {
  std::string text = fmt::format("Verdict: {} ({} {})\n", verdicts(result), result.result, result.result_close);
  if (const std::string what = first_difference(result); !what.empty()) text += "First difference: " + what + "\n";
  if (!result.because.empty()) text += "Because: " + result.because + "\n";
  if (!result.why.empty()) text += "About: " + result.why + "\n";
  text += "Expected: " + expected_events(result) + "\n";
  text += "Received: " + received_events(result) + "\n";
  text += "Expected close: " + expected_close(result) + "\n";
  text += "Observed close: " + observed_close(result) + "\n";
  for (const std::string& violation : result.subject_violations)
    text += "The subject broke a rule: " + violation + "\n";
  if (!result.requirements.empty()) text += fmt::format("Requirements: {}\n", fmt::join(result.requirements, ", "));
  if (!result.file.empty()) text += "Case: " + case_place(result) + "\n";
  text += "Reproduce: " + reproduce_command(report.info, result.agent, column.role, result.case_id) + "\n";
  if (result.death) text += "The subject died: " + result.death->what + "\n" + result.death->output + "\n";
  return text;
}

enum class Ending { kPassed, kFailed, kDied, kSkipped };

/// What counts for the exit code fails here too. A failure that --expect announced is skipped: it
/// must not be red, and it must not look as if it had passed.
Ending ending(const RunResult& result) {
  if (result.unexpected) return result.death ? Ending::kDied : Ending::kFailed;
  const Standing both = standing(result);
  return both == Standing::kUnimplemented || both == Standing::kFailed ? Ending::kSkipped : Ending::kPassed;
}

std::string message(const RunResult& result) {
  std::string text =
      result.title + ": " + verdicts(result) + ": " + (result.death ? result.death->what : result.result);
  if (result.expected_verdict) text += fmt::format(" (announced: {})", *result.expected_verdict);
  return text;
}

void put_case(pugi::xml_node suite, const Report& report, const Column& column, const RunResult& result) {
  pugi::xml_node test = suite.append_child("testcase");
  put(test, "classname", column.agent + "." + table_of(result.case_id));
  // Ids never change, titles may: a test's history hangs on its name.
  put(test, "name", result.case_id);
  put(test, "time", seconds_text(result.duration));
  if (!result.file.empty()) {
    put(test, "file", case_file(result));
    put(test, "line", std::to_string(result.line));
  }
  pugi::xml_node properties = test.append_child("properties");
  property(properties, "title", result.title);
  property(properties, "verdict", verdicts(result));
  property(properties, "severity", name(result.severity));
  property(properties, "file", case_file(result));
  property(properties, "line", std::to_string(result.line));
  property(properties, "requirements", fmt::format("{}", fmt::join(result.requirements, " ")));

  const Ending end = ending(result);
  if (end == Ending::kPassed) return;
  pugi::xml_node node = test.append_child(end == Ending::kDied     ? "error"
                                          : end == Ending::kFailed ? "failure"
                                                                   : "skipped");
  put(node, "message", message(result));
  if (end == Ending::kSkipped) return;
  put(node, "type", end == Ending::kDied ? "crash" : verdicts(result));
  node.append_child(pugi::node_pcdata).set_value(xml_text(story(report, column, result)).c_str());
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  std::chrono::microseconds time{0};

  void add(const RunResult& result) {
    const Ending end = ending(result);
    ++tests;
    failures += end == Ending::kFailed ? 1 : 0;
    errors += end == Ending::kDied ? 1 : 0;
    skipped += end == Ending::kSkipped ? 1 : 0;
    time += result.duration;
  }
};

void put_counts(pugi::xml_node node, const Counts& counts) {
  node.append_attribute("tests") = static_cast<unsigned long long>(counts.tests);
  node.append_attribute("failures") = static_cast<unsigned long long>(counts.failures);
  node.append_attribute("errors") = static_cast<unsigned long long>(counts.errors);
  node.append_attribute("skipped") = static_cast<unsigned long long>(counts.skipped);
  put(node, "time", seconds_text(counts.time));
}

}  // namespace

std::string junit_xml(const Report& report, const Matrix& matrix) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node suites = document.append_child("testsuites");
  suites.append_attribute("name") = "wsgauntlet";

  Counts all;
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    Counts counts;
    pugi::xml_node suite = suites.append_child("testsuite");
    put(suite, "name", matrix.columns[i].agent);
    for (const Row& row : matrix.rows) {
      if (row.cells[i] == nullptr) continue;
      counts.add(*row.cells[i]);
      all.add(*row.cells[i]);
      put_case(suite, report, matrix.columns[i], *row.cells[i]);
    }
    put_counts(suite, counts);
    put(suite, "timestamp", iso_milliseconds(report.info.started));
  }
  put_counts(suites, all);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace gauntlet::reports
