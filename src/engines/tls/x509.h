// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tls: between OpenSSL's certificates and ours.
#pragma once

#include "base/owned.h"
#include "engines/tls/certificate.h"

struct stack_st_X509;
struct x509_st;

namespace oriel::tls {

std::optional<Certificate> certificateOf(x509_st *x509);
std::shared_ptr<x509_st> x509Of(const Certificate &certificate); // null: OpenSSL's default providers cannot read it

void freeBytes(void *bytes); // OPENSSL_free is a macro
void freeStack(stack_st_X509 *certificates);
using OwnedBytes = Owned<unsigned char, freeBytes>;

} // namespace oriel::tls
