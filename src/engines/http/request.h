// SPDX-License-Identifier: GPL-3.0-or-later
// What a user wants to send, as it is written: texts may hold {{variables}}. resolve() (environment.h) makes an Outgoing of it.
#pragma once

#include "base/secret.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace oriel::http {

// A row of a table: a query parameter, a header, a field of a form, a part of a multipart body. The value of a secret one is kept
// in the keychain only: toJson() leaves it out.
struct Field
{
    QString name, value;
    bool isOn = true, isSecret = false;
    QString file = {}, type = {}; // multipart: the path of a file that is the value, the part's content type
    bool isUnnamed = false;       // multipart: the file is sent as a field, without its name (curl's -F name=<file)

    bool operator==(const Field &) const = default;
};

struct Auth
{
    enum class Kind { None, Basic, Bearer, ApiKey, Digest, ClientCredentials, AwsV4 };

    Kind kind = Kind::None;
    QString user; // Basic, Digest: the user; ApiKey: the header's or parameter's name; ClientCredentials: the client's id; AwsV4:
                  // the access key's id
    Secret secret; // password, token, key, client secret, secret access key; may be a text with {{variables}}; kept in the
                   // keychain only
    bool isInQuery = false;  // ApiKey: a query parameter instead of a header
    QString tokenUrl, scope; // ClientCredentials
    bool isInBody = false;   // ClientCredentials: id and secret in the form instead of Basic
    QString region, service; // AwsV4
    Secret sessionToken;     // AwsV4, may be empty

    bool operator==(const Auth &) const = default;
};

struct Body
{
    enum class Kind { None, Json, Form, Multipart, Raw, File };

    Kind kind = Kind::None;
    QString text;        // Json, Raw
    QString type;        // the content type of Raw and File; empty: none is sent
    QList<Field> fields; // Form, Multipart
    QString file;        // File: its path

    bool operator==(const Body &) const = default;
};

// JSONPath or header of a response into a variable of the environment.
struct Capture
{
    QString variable, from; // from: "$.token" or "header:Location"
    bool isOn = true, isSecret = false;

    bool operator==(const Capture &) const = default;
};

struct Options
{
    bool isFollowing = true;                  // redirects; else each is shown and gone on by hand
    int timeout = 30'000;                     // ms without a byte
    QString proxy;                            // "http://host:port", "socks5://…"; empty: the environment's; "none": none
    QString caFile, certificateFile, keyFile; // PEM; empty: the system's, none
    Secret keyPassphrase;                     // kept in the keychain only

    bool operator==(const Options &) const = default;
};

struct Request
{
    QString id, name, folder; // folder: "Users/Invites" of the library; id empty: never saved
    QString method = QStringLiteral("GET"), url;
    QList<Field> query, headers; // query: besides what the url holds
    Auth auth;
    Body body;
    QList<Capture> captures;
    Options options;
    QString note; // free text of the user's

    bool operator==(const Request &) const = default;
};

QJsonObject toJson(const Request &);          // no secret
Request requestFromJson(const QJsonObject &); // what is missing or odd gets its default
// Every secret of it as one text for the keychain, and back; empty where it has none.
Secret secretsOf(const Request &);
void setSecrets(Request &, const Secret &);

} // namespace oriel::http
