#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "conformance/play/result.h"

namespace gauntlet::reports {

/// The command that plays just this case against just this subject again, made of the command of the
/// run: what chooses cases, splits the run or says where its reports go is left out. A general form if
/// the command is not known.
[[nodiscard]] std::string reproduce_command(const RunInfo& info, const std::string& agent, SubjectRole role,
                                            std::string_view case_id);

/// For a shell: words that are not plain stand in quotes.
[[nodiscard]] std::string shell_words(const std::vector<std::string>& words);

}  // namespace gauntlet::reports
