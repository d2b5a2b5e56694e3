// SPDX-License-Identifier: GPL-3.0-or-later
// A diagnosis for people: what the certificate tab shows, as text. Pure.
#pragma once

#include "jobs/diagnosis.h"

namespace oriel::cli {

// Marks for a terminal, or none.
struct Ink
{
    bool isOn = false;
    QString strong(const QString &text) const { return drawn("1", text); }
    QString faint(const QString &text) const { return drawn("2", text); }
    QString good(const QString &text) const { return drawn("32", text); }
    QString warning(const QString &text) const { return drawn("33", text); }
    QString bad(const QString &text) const { return drawn("31", text); }

private:
    QString drawn(const char *code, const QString &text) const
    {
        return isOn ? QStringLiteral("\033[%1m%2\033[0m").arg(QLatin1String(code), text) : text;
    }
};

QString heading(const QString &title, const QString &remark, const Ink &ink); // with an empty line before it
QString certificateText(const tls::Certificate &certificate, const QDateTime &now, const Ink &ink); // two lines, no indent
QString diagnosisText(const Diagnosis &diagnosis, const Ink &ink);

} // namespace oriel::cli
