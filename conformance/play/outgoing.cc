#include "conformance/play/outgoing.h"

#include <algorithm>
#include <utility>

namespace gauntlet {

void Outgoing::queue(wire::Bytes octets) {
  if (building_.empty()) {
    building_ = std::move(octets);
  } else {
    building_.insert(building_.end(), octets.begin(), octets.end());
  }
}

void Outgoing::flush() {
  if (building_.empty()) return;
  bursts_.push_back({std::move(building_), {}});
  building_.clear();
}

void Outgoing::with_chop(const Chop& chop, bool sync, const std::function<void()>& write) {
  if (chop.sizes.empty() && !sync) return write();
  flush();
  write();
  if (!building_.empty()) bursts_.push_back({std::move(building_), chop});
  building_.clear();
}

std::size_t Outgoing::waiting() const {
  std::size_t octets = 0;
  for (const auto& burst : bursts_) octets += burst.octets.size() - burst.written;
  return octets;
}

std::size_t Outgoing::cut(const Burst& burst) {
  const std::size_t left = burst.octets.size() - burst.written;
  std::size_t size = left;
  if (burst.cuts < burst.chop.sizes.size()) {
    size = burst.chop.sizes[burst.cuts];
  } else if (burst.chop.repeat && !burst.chop.sizes.empty()) {
    size = burst.chop.sizes.back();
  }
  if (rechunk_.kind == Rechunk::Kind::kOctets) size = 1;
  if (rechunk_.kind == Rechunk::Kind::kRandom) {
    // Mostly a few octets, now and then a lot: both a header and a payload get split.
    const auto draw = random_.next();
    size = 1 + (draw >> 8U) % ((draw & 7U) == 0 ? 4096U : 16U);
  }
  return std::min(size, left);
}

std::optional<wire::View> Outgoing::next_write() {
  if (bursts_.empty()) return std::nullopt;
  const auto& burst = bursts_.front();
  if (!pending_cut_) pending_cut_ = cut(burst);
  return wire::View(burst.octets).subspan(burst.written, *pending_cut_);
}

void Outgoing::written() {
  auto& burst = bursts_.front();
  burst.written += *pending_cut_;
  ++burst.cuts;
  pending_cut_.reset();
  if (burst.written == burst.octets.size()) bursts_.pop_front();
}

}  // namespace gauntlet
