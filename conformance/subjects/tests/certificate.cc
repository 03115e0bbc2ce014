#include "conformance/subjects/tests/certificate.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>

namespace gauntlet::testing {

void write_certificate(const std::string& certificate_file, const std::string& key_file, const std::string& names) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509* const made = certificate.get();
  X509_set_version(made, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
  X509_gmtime_adj(X509_getm_notBefore(made), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made), 3600);
  X509_set_pubkey(made, key.get());
  X509_NAME* name = X509_get_subject_name(made);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(made, name);
  const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()), X509_EXTENSION_free);
  X509_add_ext(made, extension.get(), -1);
  X509_sign(made, key.get(), EVP_sha256());
  const std::unique_ptr<FILE, int (*)(FILE*)> to_certificate(std::fopen(certificate_file.c_str(), "wb"), std::fclose);
  const std::unique_ptr<FILE, int (*)(FILE*)> to_key(std::fopen(key_file.c_str(), "wb"), std::fclose);
  ASSERT_TRUE(to_certificate && to_key);
  PEM_write_X509(to_certificate.get(), made);
  PEM_write_PrivateKey(to_key.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

}  // namespace gauntlet::testing
