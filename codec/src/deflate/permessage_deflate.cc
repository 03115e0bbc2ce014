#include "ws/permessage_deflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <string_view>
#include <utility>

namespace ws {
namespace {

constexpr std::string_view kName = "permessage-deflate";
constexpr std::string_view kServerNoContextTakeover = "server_no_context_takeover";
constexpr std::string_view kClientNoContextTakeover = "client_no_context_takeover";
constexpr std::string_view kServerMaxWindowBits = "server_max_window_bits";
constexpr std::string_view kClientMaxWindowBits = "client_max_window_bits";

/// The tail that every message is sent without (RFC 7692 section 7.2.1): an empty stored block but for
/// its header.
constexpr std::array<std::uint8_t, 4> kTail = {0x00, 0x00, 0xFF, 0xFF};

[[nodiscard]] constexpr int clamp_bits(int bits) noexcept { return std::clamp(bits, 8, 15); }

/// A decimal 8..15 without leading zeros (section 7.1.2).
[[nodiscard]] std::optional<int> read_bits(std::string_view text) noexcept {
  if (text.size() == 1 && (text[0] == '8' || text[0] == '9')) return text[0] - '0';
  if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5') return 10 + (text[1] - '0');
  return std::nullopt;
}

/// The four parameters as they came, in an offer or a response.
struct ReadParameters {
  bool server_no_context_takeover = false;
  bool client_no_context_takeover = false;
  std::optional<int> server_max_window_bits;
  bool client_max_window_bits_named = false;
  std::optional<int> client_max_window_bits;
  bool valid = true;  // false: one is unknown, comes twice, or has a value that it can't have
};

[[nodiscard]] ReadParameters read_parameters(const std::vector<ExtensionParameter>& parameters, bool is_offer) {
  ReadParameters read;
  for (const auto& [name, value] : parameters) {
    const auto bits = value ? read_bits(*value) : std::nullopt;
    if (name == kServerNoContextTakeover) {
      read.valid = read.valid && !value && !read.server_no_context_takeover;
      read.server_no_context_takeover = true;
    } else if (name == kClientNoContextTakeover) {
      read.valid = read.valid && !value && !read.client_no_context_takeover;
      read.client_no_context_takeover = true;
    } else if (name == kServerMaxWindowBits) {
      read.valid = read.valid && bits && !read.server_max_window_bits;
      read.server_max_window_bits = bits;
    } else if (name == kClientMaxWindowBits) {
      // Only here, and only in an offer, can the value be left out.
      read.valid = read.valid && (bits || (is_offer && !value)) && !read.client_max_window_bits_named;
      read.client_max_window_bits_named = true;
      read.client_max_window_bits = bits;
    } else {
      read.valid = false;
    }
  }
  return read;
}

/// The extension with its parameters; `client_bits` of 0: without a value.
[[nodiscard]] Extension write_parameters(bool server_no_takeover, bool client_no_takeover,
                                         std::optional<int> server_bits, std::optional<int> client_bits) {
  Extension extension{std::string(kName), {}};
  const auto add = [&](std::string_view name, std::optional<std::string> value) {
    extension.parameters.push_back({std::string(name), std::move(value)});
  };
  if (server_no_takeover) add(kServerNoContextTakeover, std::nullopt);
  if (client_no_takeover) add(kClientNoContextTakeover, std::nullopt);
  if (server_bits) add(kServerMaxWindowBits, std::to_string(*server_bits));
  if (client_bits)
    add(kClientMaxWindowBits, *client_bits == 0 ? std::nullopt : std::optional(std::to_string(*client_bits)));
  return extension;
}

[[nodiscard]] std::optional<DeflateAgreement> accept_offer(const Extension& offer, const DeflateOptions& options) {
  const ReadParameters asked = read_parameters(offer.parameters, true);
  if (!asked.valid) return std::nullopt;
  // 8 bits is not ours to promise, neither when asked for nor by our own options.
  if (asked.server_max_window_bits == 8) return std::nullopt;
  const int server_bits =
      std::min(asked.server_max_window_bits.value_or(15), std::max(clamp_bits(options.server_max_window_bits), 9));
  // A client that doesn't name its parameter can't be asked to limit its window (section 7.1.2.2).
  const int client_bits = asked.client_max_window_bits_named ? std::min(asked.client_max_window_bits.value_or(15),
                                                                        clamp_bits(options.client_max_window_bits))
                                                             : 15;

  DeflateAgreement agreement;
  agreement.parameters.server_no_context_takeover =
      asked.server_no_context_takeover || options.server_no_context_takeover;
  agreement.parameters.client_no_context_takeover =
      asked.client_no_context_takeover || options.client_no_context_takeover;
  agreement.parameters.server_max_window_bits = server_bits;
  agreement.parameters.client_max_window_bits = client_bits;
  const bool say_server = asked.server_max_window_bits || server_bits < 15;
  const bool say_client = asked.client_max_window_bits || client_bits < 15;
  agreement.response = write_parameters(
      agreement.parameters.server_no_context_takeover, agreement.parameters.client_no_context_takeover,
      say_server ? std::optional(server_bits) : std::nullopt, say_client ? std::optional(client_bits) : std::nullopt);
  return agreement;
}

/// zlib counts input in 32 bits.
[[nodiscard]] uInt input_size(std::size_t size) noexcept {
  return static_cast<uInt>(std::min<std::size_t>(size, std::size_t{1} << 30));
}

/// zlib reads through a pointer to non-const, but writes nothing there.
[[nodiscard]] Bytef* input_data(Octets octets) noexcept { return const_cast<Bytef*>(octets.data()); }

}  // namespace

Extension deflate_offer(const DeflateOptions& options) {
  const int server_bits = clamp_bits(options.server_max_window_bits);
  const int client_bits = clamp_bits(options.client_max_window_bits);
  return write_parameters(options.server_no_context_takeover, options.client_no_context_takeover,
                          server_bits < 15 ? std::optional(server_bits) : std::nullopt,
                          client_bits < 15 ? client_bits : 0);
}

std::optional<DeflateAgreement> accept_deflate(const std::vector<Extension>& offers, const DeflateOptions& options) {
  for (const Extension& offer : offers) {
    if (offer.name != kName) continue;
    if (auto agreement = accept_offer(offer, options)) return agreement;
  }
  return std::nullopt;
}

std::variant<DeflateParameters, Rule> confirm_deflate(const Extension& response, const DeflateOptions& offered) {
  const ReadParameters answer = read_parameters(response.parameters, false);
  const int server_limit = clamp_bits(offered.server_max_window_bits);
  const int client_limit = clamp_bits(offered.client_max_window_bits);
  // A server accepts what the offer asks of it by saying it again (sections 7.1.1.1 and 7.1.2.1).
  const bool keeps_to_offer = response.name == kName &&
                              (answer.server_no_context_takeover || !offered.server_no_context_takeover) &&
                              answer.server_max_window_bits.value_or(15) <= server_limit &&
                              answer.client_max_window_bits.value_or(8) <= client_limit;
  if (!(answer.valid && keeps_to_offer)) return Rule::kExtensionParameters;

  DeflateParameters parameters;
  parameters.server_no_context_takeover = answer.server_no_context_takeover;
  // What we offered to do without being told to, we do.
  parameters.client_no_context_takeover = answer.client_no_context_takeover || offered.client_no_context_takeover;
  parameters.server_max_window_bits = answer.server_max_window_bits.value_or(15);
  parameters.client_max_window_bits = std::min(answer.client_max_window_bits.value_or(15), client_limit);
  return parameters;
}

struct Deflater::Stream {
  Stream(int window_bits, int level) {
    // Raw deflate (negative) with zlib's default memory level.
    const int bits = std::clamp(window_bits, 9, 15);
    if (deflateInit2(&z, std::clamp(level, -1, 9), Z_DEFLATED, -bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Stream() { deflateEnd(&z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Runs until zlib has taken all the input and has nothing more to give.
  void run(int flush, std::size_t room, std::vector<std::uint8_t>& out) {
    do {
      const std::size_t size = out.size();
      out.resize(size + room);
      z.next_out = out.data() + size;
      z.avail_out = static_cast<uInt>(room);
      // Z_BUF_ERROR means that there was nothing to do, and there are no other errors.
      (void)deflate(&z, flush);
      out.erase(out.end() - static_cast<std::ptrdiff_t>(z.avail_out), out.end());
    } while (z.avail_in > 0 || z.avail_out == 0);
  }

  z_stream z{};
};

Deflater::Deflater(int window_bits, bool no_context_takeover, int level)
    : stream_(std::make_unique<Stream>(window_bits, level)), no_context_takeover_(no_context_takeover) {}
Deflater::~Deflater() = default;
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;

void Deflater::message(Octets payload, std::vector<std::uint8_t>& out) {
  if (payload.empty()) {
    // The last message ended at an octet's border, so this is all there is to an empty block (7.2.3.6).
    out.push_back(0);
    return;
  }
  constexpr std::size_t kMaxRoom = 64U << 10;
  const std::size_t room = std::min(payload.size() + payload.size() / 512 + 64, kMaxRoom);
  while (!payload.empty()) {
    const Octets part = payload.first(input_size(payload.size()));
    payload = payload.subspan(part.size());
    stream_->z.next_in = input_data(part);
    stream_->z.avail_in = static_cast<uInt>(part.size());
    // Z_BLOCK ends the block without the marker of a sync flush: where `out` was filled to the last
    // octet, one can't know whether a marker is complete, and asking again would add a second one.
    stream_->run(payload.empty() ? Z_BLOCK : Z_NO_FLUSH, room, out);
  }
  // So the marker comes alone, in a room that it can't fill: at most 2 octets and the tail.
  stream_->run(Z_SYNC_FLUSH, 16, out);
  out.erase(out.end() - kTail.size(), out.end());
  if (no_context_takeover_) deflateReset(&stream_->z);
}

struct Inflater::Stream {
  Stream() {
    if (inflateInit2(&z, -15) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { inflateEnd(&z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  z_stream z{};
  bool ended = false;  // a block with BFINAL is complete, and nothing came after it yet
  std::uint64_t steps = 0;
};

Inflater::Inflater(int /*window_bits*/, bool no_context_takeover)
    : stream_(std::make_unique<Stream>()), no_context_takeover_(no_context_takeover) {}
Inflater::~Inflater() = default;
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;

std::uint64_t Inflater::steps() const noexcept { return stream_->steps; }

std::optional<Rule> Inflater::feed(Octets piece, std::vector<std::uint8_t>& out, std::uint64_t max_size) {
  // Output goes through here, so `out` grows by what was really produced.
  std::array<std::uint8_t, 16U << 10> chunk;
  Stream& s = *stream_;
  bool pending = false;  // zlib filled its room: it may have more to give
  while (!piece.empty() || pending) {
    if (s.ended) {
      // Octets after a block with BFINAL begin a new series of blocks. This reset, unlike inflateReset,
      // keeps the window where it is: nothing is copied however many such blocks there are.
      inflateResetKeep(&s.z);
      s.ended = false;
    }
    const std::uint64_t left = max_size - std::min<std::uint64_t>(out.size(), max_size);
    const std::size_t room = left < chunk.size() ? static_cast<std::size_t>(left) + 1 : chunk.size();
    s.z.next_in = input_data(piece);
    s.z.avail_in = input_size(piece.size());
    s.z.next_out = chunk.data();
    s.z.avail_out = static_cast<uInt>(room);
    const uInt given = s.z.avail_in;
    const int result = inflate(&s.z, Z_SYNC_FLUSH);
    ++s.steps;
    piece = piece.subspan(given - s.z.avail_in);

    const std::size_t produced = room - s.z.avail_out;
    const bool exceeds = produced > left;
    const auto taken = static_cast<std::ptrdiff_t>(exceeds ? left : produced);
    out.insert(out.end(), chunk.begin(), chunk.begin() + taken);
    if (exceeds) return Rule::kInflatedTooBig;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    // Z_BUF_ERROR: pending was in vain.
    s.ended = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Rule::kInflateFailed;
    pending = s.z.avail_out == 0 && !s.ended;
  }
  return std::nullopt;
}

std::optional<Rule> Inflater::finish(std::vector<std::uint8_t>& out, std::uint64_t max_size) {
  Stream& s = *stream_;
  if (const auto broken = feed(kTail, out, max_size)) return broken;
  // The data is complete if the tail's last octet ended a block: with BFINAL, or else zlib says 128, and
  // no bits are left over (section 7.2.2).
  const bool complete = s.ended || s.z.data_type == 128;
  if (!complete) return Rule::kInflateFailed;
  if (no_context_takeover_) {
    inflateReset(&s.z);
    s.ended = false;
  }
  return std::nullopt;
}

}  // namespace ws
