// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of write() that its .cpp files share; nobody else includes this. Any thread.
#pragma once

#include "engines/pg/conntext.h"
#include "engines/pg/forms.h"

#include <QSet>

namespace oriel::pg::writing {

struct Label
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::Form)
};

// A connection on its way into a form: what the form does not take is lost, and said.
class Source final
{
public:
    Source(const ConnInfo &info, bool withPassword) : m_info(info), m_withPassword(withPassword) {}

    const ConnInfo &info() const { return m_info; }
    QString take(const QString &keyword) // secrets only where they are asked for
    {
        m_taken.insert(keyword);
        if (keyword == QLatin1String("password"))
            return m_withPassword ? QString::fromUtf8(m_info.password().reveal()) : QString();
        const Option *option = conntext::optionFor(keyword);
        return option && option->isSecret && !m_withPassword ? QString() : m_info.value(keyword);
    }
    QStringList left() const // keywords not yet taken, in their order, the password last
    {
        QStringList keywords = m_info.keywords();
        if (!m_info.password().isEmpty())
            keywords.append(QStringLiteral("password"));
        keywords.removeIf([&](const QString &keyword) { return m_taken.contains(keyword); });
        return keywords;
    }
    Written written(const QString &text, const QString &tool) const
    {
        QStringList lost = m_lost;
        for (const QString &keyword : left())
            lost.append(Label::tr("%1 has no %2").arg(tool, keyword));
        return {text, lost};
    }
    void lose(const QString &what) { m_lost.append(what); }

private:
    const ConnInfo &m_info;
    const bool m_withPassword;
    QSet<QString> m_taken;
    QStringList m_lost;
};

// A string literal that Python and JavaScript read alike.
QString scriptString(const QString &text);

// In formsdrivers.cpp: those that do not go through libpq.
Written writeJdbc(Source source);
Written writeNode(Source source);
Written writeDotnet(Source source);
Written writeDatagrip(Source source);

} // namespace oriel::pg::writing
