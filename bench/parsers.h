#pragma once
#include "bench/frame_batches.h"

namespace gauntlet::bench {

// The codec's ways to read a batch, each for `measure_batches`. All rules are on.

/// Headers only, each fully validated: frames of a server, which have no mask to take off.
[[nodiscard]] Delivered parse_headers(ws::MutableOctets batch);
/// Unmasks in place and delivers views.
[[nodiscard]] Delivered parse_in_place(ws::MutableOctets batch);
/// The same with validation of each message as text.
[[nodiscard]] Delivered parse_text(ws::MutableOctets batch);
/// The same, with one validation for all the texts of a batch.
[[nodiscard]] Delivered parse_texts(ws::MutableOctets batch);
/// The incremental form, for octets that come in any pieces.
[[nodiscard]] Delivered parse_parts(ws::MutableOctets batch);

/// The chart of a plan: "parse/batches:fresh/payload:mix125".
[[nodiscard]] std::string chart(std::string_view what, const BatchPlan& plan);
/// What ends a benchmark's name: nothing, or "/size:64".
[[nodiscard]] std::string size_part(const BatchPlan& plan);

/// Adds the benchmark of one way for one plan, once a program; returns its name, as an anchor of others.
std::string add_parser(const char* way, const BatchPlan& plan, Delivered (*parser)(ws::MutableOctets),
                       std::vector<std::string> anchors = {});
/// The bare parser that others are compared with: text if the plan says so.
std::string add_bare_parser(const BatchPlan& plan);
/// The whole connection as a server, which is what rivals that give messages are compared with.
std::string add_receiver(const BatchPlan& plan);

}  // namespace gauntlet::bench
