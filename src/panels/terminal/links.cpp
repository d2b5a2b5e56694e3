// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/links.h"

#include <QDir>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int reach = 2048; // UTF-16 units that are looked at on each side

QRegularExpression expression(const QString &pattern)
{
    QRegularExpression made(pattern, QRegularExpression::UseUnicodePropertiesOption);
    made.optimize();
    return made;
}

// A sentence's end is no part of the address, nor is a bracket that was opened before it.
QString withoutTail(QString url)
{
    const auto isUnopened = [&url](QChar close, QChar open) { return url.endsWith(close) && url.count(close) > url.count(open); };
    while (!url.isEmpty() && (u".,;:!?'*"_s.contains(url.back()) || isUnopened(u')', u'(') || isUnopened(u']', u'[')))
        url.chop(1);
    return url;
}

using Make = std::optional<TerminalLink> (*)(const QRegularExpressionMatch &);

TerminalLink linkOf(TerminalLink::Kind kind, const QRegularExpressionMatch &match, const QString &target)
{
    return {kind, int(match.capturedStart()), int(match.capturedEnd()), target};
}

std::optional<TerminalLink> pythonFrame(const QRegularExpressionMatch &match)
{
    TerminalLink link = linkOf(TerminalLink::Kind::File, match, match.captured(1));
    link.line = match.captured(2).toInt();
    return link.target.startsWith(u'<') ? std::nullopt : std::optional(link); // "<stdin>"
}

std::optional<TerminalLink> request(const QRegularExpressionMatch &match)
{
    TerminalLink link = linkOf(TerminalLink::Kind::Request, match, match.captured(2));
    link.method = match.captured(1);
    link.status = match.captured(3).toInt();
    return link;
}

std::optional<TerminalLink> url(const QRegularExpressionMatch &match)
{
    const QString address = withoutTail(match.captured());
    TerminalLink link = linkOf(TerminalLink::Kind::Url, match, address);
    link.to = link.from + int(address.size());
    return QUrl(address, QUrl::StrictMode).host().isEmpty() ? std::nullopt : std::optional(link);
}

std::optional<TerminalLink> pytestNode(const QRegularExpressionMatch &match)
{
    TerminalLink link = linkOf(TerminalLink::Kind::File, match, match.captured(1));
    link.test = match.captured(2);
    return link;
}

std::optional<TerminalLink> pathWithLine(const QRegularExpressionMatch &match)
{
    TerminalLink link = linkOf(TerminalLink::Kind::File, match, match.captured(1));
    const bool isBracketed = match.hasCaptured(4);
    link.line = match.captured(isBracketed ? 4 : 2).toInt();
    link.column = match.captured(isBracketed ? 5 : 3).toInt();
    if (link.line == 0 && link.target.endsWith(u'.')) { // a sentence's end
        link.target.chop(1);
        --link.to;
    }
    const bool hasLetter = std::any_of(link.target.begin(), link.target.end(), [](QChar c) { return c.isLetter(); });
    const bool isNamed = link.target.contains(u'/') || (link.line > 0 && (!isBracketed || link.target.contains(u'.')));
    return hasLetter && isNamed ? std::optional(link) : std::nullopt;
}

struct Form
{
    QRegularExpression pattern;
    Make make;
};

// The first form that claims a stretch of the line has it.
const QList<Form> &forms()
{
    static const QString name = uR"re([\w.+@%=~#-])re"_s;
    static const QList<Form> all{
        {expression(uR"re(File "([^"]+)", line (\d+))re"_s), pythonFrame},
        {expression(uR"re("(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/\S*) HTTP/\d(?:\.\d)?" (\d{3})\b)re"_s), request},
        {expression(uR"re(\bhttps?://[^\s<>"`{}|\\^]+)re"_s), url},
        {expression(uR"re(((?:/|\b)(?:%1++/)*+%1+\.py)::([\w:]+(?:\[[^\]\s]*\])?))re"_s.arg(name)), pytestNode},
        {expression(uR"re((?<![\w/])(?=[\w.~/])(/?(?:%1++/)*+%1*+)(?:(?::(\d+)(?::(\d+))?(?!\w))|(?:\((\d+)(?:,(\d+))?\)))?)re"_s
                        .arg(name)),
         pathWithLine},
    };
    return all;
}

} // namespace

TerminalLine::TerminalLine(const vt::Terminal::LineText &line)
{
    for (std::size_t i = 0; i < line.text.size(); ++i) {
        const QString units = QString::fromUcs4(&line.text[i], 1);
        text += units;
        cells.insert(cells.end(), std::size_t(units.size()), line.cells[i]);
    }
    cells.push_back(cells.empty() ? 0 : cells.back() + 1);
}

int TerminalLine::unitAt(int cell) const
{
    if (cell < cells.front() || cell >= cells.back())
        return -1;
    return int(std::upper_bound(cells.begin(), cells.end(), cell) - cells.begin()) - 1;
}

QList<TerminalLink> findLinks(const QString &line)
{
    QList<TerminalLink> links;
    for (const Form &form : forms())
        for (auto matches = form.pattern.globalMatch(line); matches.hasNext();) {
            const auto link = form.make(matches.next());
            const bool isFree = link && std::none_of(links.begin(), links.end(), [&](const TerminalLink &other) {
                                    return link->from < other.to && other.from < link->to;
                                });
            if (isFree)
                links << *link;
        }
    std::sort(links.begin(), links.end(), [](const TerminalLink &a, const TerminalLink &b) { return a.from < b.from; });
    return links;
}

std::optional<TerminalLink> linkAt(const QString &line, int unit)
{
    const int begin = std::max(0, unit - reach);
    for (TerminalLink link : findLinks(line.mid(begin, 2 * reach))) {
        link.from += begin;
        link.to += begin;
        if (unit >= link.from && unit < link.to)
            return link;
    }
    return {};
}

std::optional<TerminalLink> addressLink(const QString &address, const QString &hostName)
{
    const QUrl url(address, QUrl::StrictMode);
    if (!url.isValid())
        return {};
    if ((url.scheme() == u"http"_s || url.scheme() == u"https"_s) && !url.host().isEmpty())
        return TerminalLink{.kind = TerminalLink::Kind::Url, .target = url.toString(QUrl::FullyEncoded)};
    const bool isHere =
        url.host().isEmpty() || url.host() == u"localhost"_s || url.host().compare(hostName, Qt::CaseInsensitive) == 0;
    const QString path = url.path(QUrl::FullyDecoded);
    const bool hasControl = std::any_of(path.begin(), path.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
    if (url.scheme() != u"file"_s || !isHere || !path.startsWith(u'/') || hasControl)
        return {};
    return TerminalLink{.kind = TerminalLink::Kind::File, .target = path};
}

QString linkPath(const TerminalLink &link, const QString &folder, const QString &home)
{
    if (link.kind != TerminalLink::Kind::File)
        return {};
    if (link.target.startsWith(u'/'))
        return QDir::cleanPath(link.target);
    if (link.target.startsWith(u"~/"_s))
        return QDir::cleanPath(home + link.target.mid(1));
    return folder.isEmpty() ? QString() : QDir::cleanPath(folder + u'/' + link.target);
}

QString serverAddress(const QString &line)
{
    static const QRegularExpression said = expression(
        u"(?i)\\b(?:running (?:on|at)|listening (?:on|at):?|server at|local:|serving http on [^(]*\\()\\s*(https?://[^\\s'\"<>]+)"_s);
    const auto match = said.match(line);
    QUrl url(withoutTail(match.captured(1)), QUrl::StrictMode);
    if (url.host() == u"0.0.0.0"_s || url.host() == u"::"_s) // all of its own addresses
        url.setHost(u"127.0.0.1"_s);
    static const QRegularExpression here = expression(u"^(?:localhost|127(?:\\.[0-9]+){3}|::1)$"_s);
    const bool isHere = here.match(url.host()).hasMatch();
    if (!url.isValid() || !isHere)
        return {};
    const QString address = url.toString(QUrl::FullyEncoded | QUrl::RemoveQuery);
    return address.endsWith(u'/') ? address.chopped(1) : address;
}

} // namespace oriel
