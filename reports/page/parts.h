#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/matrix.h"
#include "reports/report.h"

/// The parts of index.html, each as HTML in which everything that is not ours is escaped. What a
/// reader without scripts needs is markup; the matrix and the details of a case are data for the
/// page's scripts.
namespace gauntlet::reports::page {

[[nodiscard]] std::string_view css_class(Standing standing);
[[nodiscard]] std::string_view css_class(const RunResult& result);
/// Where a result is on the page: "node_ws/1.1.1".
[[nodiscard]] std::string anchor(const Column& column, const RunResult& result);

/// The verdicts of the gate and of the cases, on top.
[[nodiscard]] std::string banner(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string subjects(const Matrix& matrix);
/// Each table's cases and how many of them each subject passes: what stands for the matrix without scripts.
[[nodiscard]] std::string section_totals(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string coverage(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string run_facts(const Report& report, const Matrix& matrix);

/// What is not simply OK: a line each, in at most about `budget` octets.
[[nodiscard]] std::string findings(const Matrix& matrix, std::size_t budget);
[[nodiscard]] std::size_t count_findings(const Matrix& matrix);
/// Whether a result stands among the findings.
[[nodiscard]] bool is_finding(const RunResult& result);

/// The matrix as JSON: {"columns": [{"a": agent, "s": stem, "r": role, "run": command with CASE}], "tables":
/// [[id, title]], "cases": [[id, title, table, severity, [requirements], flags, place, why]], "requirements":
/// [[id, level, text, section, url]], "cells": [one text a column: a word a case, separated by commas]}. A word is
/// "-" (not run), or the letters of behaviour and close, the subject's close code, `*` unexpected, `!` died.
[[nodiscard]] std::string matrix_data(const Report& report, const Matrix& matrix);
/// All about each case: a script element a subject, compressed, in at most about `budget` octets together.
[[nodiscard]] std::string details(const Matrix& matrix, std::size_t budget);

/// Any document as facts and tables; empty if it is null.
[[nodiscard]] std::string document(const nlohmann::json& json);
[[nodiscard]] std::string mutants(const nlohmann::json& json);
[[nodiscard]] std::string fuzz(const nlohmann::json& json);
/// bench.json: a chart's place and the numbers for each group; history.json: the trends.
[[nodiscard]] std::string bench(const nlohmann::json& json, const nlohmann::json& history);
/// What charts.js draws, as JSON; empty if there is nothing to draw.
[[nodiscard]] std::string bench_data(const nlohmann::json& json, const nlohmann::json& history);

/// Four digits, or the whole number if it is large.
[[nodiscard]] std::string number_words(double value);
/// A field of a document that may be of any shape.
[[nodiscard]] std::string string_of(const nlohmann::json& object, const char* key);
[[nodiscard]] double number_of(const nlohmann::json& object, const char* key);
[[nodiscard]] bool true_in(const nlohmann::json& object, const char* key);
/// An array of objects, or an empty one.
[[nodiscard]] const nlohmann::json& rows_of(const nlohmann::json& object, const char* key);

}  // namespace gauntlet::reports::page
