#pragma once
#include <string>

namespace gauntlet::testing {

/// Writes a certificate that is its own authority, and its key, as PEM. `names` as OpenSSL takes them for
/// subjectAltName.
void write_certificate(const std::string& certificate_file, const std::string& key_file,
                       const std::string& names = "DNS:localhost,IP:127.0.0.1");

}  // namespace gauntlet::testing
