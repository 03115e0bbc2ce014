#include "conformance/table/quick.h"

namespace gauntlet {

Case quick_form(Case test) {
  for (auto& step : test.steps) {
    auto* repeat = std::get_if<step::Repeat>(&step.verb);
    if (repeat == nullptr || !repeat->quick) continue;
    for (auto& outcome : test.outcomes) {
      if (!outcome.events) continue;
      for (auto& event : *outcome.events) {
        if (event.times == repeat->count) event.times = *repeat->quick;
      }
    }
    repeat->count = *repeat->quick;
  }
  return test;
}

}  // namespace gauntlet
