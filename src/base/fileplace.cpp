// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fileplace.h"

#include <QRegularExpression>

namespace oriel {

FilePlace filePlace(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^(.*?):(\\d{1,9})?(?::(\\d{1,9})?)?$"));
    const QRegularExpressionMatch match = form.match(text);
    return match.hasMatch() ? FilePlace{match.captured(1), match.captured(2).toInt(), match.captured(3).toInt()}
                            : FilePlace{.path = text};
}

} // namespace oriel
