// SPDX-License-Identifier: GPL-3.0-or-later
// A token of `aws rds generate-db-auth-token`: a presigned URL without its scheme that stands for a password for 15 minutes.
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "engines/pg/conninfo.h"

#include <QDateTime>

namespace oriel {

struct IamToken
{
    QString host, user;
    int port = 0;
    QDateTime from, until; // UTC: X-Amz-Date, and X-Amz-Expires later
};

bool looksLikeIamToken(const Secret &password);        // whole, cut or encoded once too often
Result<IamToken> readIamToken(const Secret &password); // Error (code "iam-token") names what is wrong with its form

// What can be said of a token as the password of these parameters: that it has expired and when, belongs to another host, port or
// user, is cut or still percent-encoded; else until when it is valid. Empty where the password is no token. Local time.
struct IamWord
{
    QString text;
    bool isProblem = false;
};
IamWord iamWord(const Secret &password, const pg::ConnInfo &info, const QDateTime &now = QDateTime::currentDateTimeUtc());

} // namespace oriel
