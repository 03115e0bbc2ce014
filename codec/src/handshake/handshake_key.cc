#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>

#include "handshake/field_text.h"
#include "ws/handshake.h"

namespace ws {
namespace {

constexpr std::size_t kNonceSize = 16;
constexpr std::size_t kKeySize = 24;
constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// One hash context a thread: to look up SHA-1 and to make a context costs several times as much as to
/// hash a key. libcrypto refuses neither unless it is out of memory.
class Sha1 {
 public:
  using Digest = std::array<std::uint8_t, 20>;

  static Sha1& of_this_thread() {
    static thread_local Sha1 sha1;
    return sha1;
  }

  [[nodiscard]] Digest digest(std::string_view first, std::string_view second) {
    Digest out{};
    if (EVP_DigestInit_ex(context_.get(), algorithm_.get(), nullptr) != 1 ||
        EVP_DigestUpdate(context_.get(), first.data(), first.size()) != 1 ||
        EVP_DigestUpdate(context_.get(), second.data(), second.size()) != 1 ||
        EVP_DigestFinal_ex(context_.get(), out.data(), nullptr) != 1) {
      throw std::bad_alloc();
    }
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD* algorithm) const noexcept { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };

  Sha1() : algorithm_(EVP_MD_fetch(nullptr, "SHA1", nullptr)), context_(EVP_MD_CTX_new()) {
    if (!algorithm_ || !context_) throw std::bad_alloc();
  }

  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

template <std::size_t N>
[[nodiscard]] std::string base64(const std::array<std::uint8_t, N>& octets) {
  std::array<unsigned char, (N + 2) / 3 * 4 + 1> text{};  // EVP_EncodeBlock adds a NUL
  const int size = EVP_EncodeBlock(text.data(), octets.data(), static_cast<int>(N));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

}  // namespace

std::string make_key(const RandomSource& random) {
  std::array<std::uint8_t, kNonceSize> nonce{};
  random(nonce);
  return base64(nonce);
}

bool is_valid_key(std::string_view key) noexcept {
  if (key.size() != kKeySize || !key.ends_with("==")) return false;
  for (const char c : key.substr(0, kKeySize - 2)) {
    if (!is_in(kBase64Char, c)) return false;
  }
  // 16 octets are 21 characters and 2 bits. The other 4 bits of the 22nd character are padding that an
  // encoder leaves zero (RFC 4648 section 3.5), but RFC 6455's own example in section 4.1 does not.
  return true;
}

std::string accept_value(std::string_view key) { return base64(Sha1::of_this_thread().digest(key, kGuid)); }

}  // namespace ws
