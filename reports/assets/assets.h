#pragma once
#include <string_view>

/// The page's files, which stand in this folder, built in by embed.cmake.
namespace gauntlet::reports::page {

[[nodiscard]] std::string_view page_html();  ///< {{name}} stands for a part
[[nodiscard]] std::string_view page_css();
[[nodiscard]] std::string_view page_js();    ///< views and the theme
[[nodiscard]] std::string_view pane_js();    ///< the details of a case
[[nodiscard]] std::string_view matrix_js();  ///< the table of results and its filters
[[nodiscard]] std::string_view charts_js();
/// Chart.js; empty if it was not there when this was built: then the page has tables only.
[[nodiscard]] std::string_view chart_library();

}  // namespace gauntlet::reports::page
