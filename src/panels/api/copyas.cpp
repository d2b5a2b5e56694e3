// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/copyas.h"

#include "base/text.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct CopyWords
{
    Q_DECLARE_TR_FUNCTIONS(oriel::CopyWords)
};

} // namespace

QList<CopyWay> copyWays()
{
    const auto ofFirst = [](http::Exported (*write)(const http::Request &)) {
        return [write](const QList<http::Request> &requests) { return write(requests.first()); };
    };
    return {{"copyCurl", u"cURL"_s, CopyWords::tr("Copied as a cURL line."), true, ofFirst(http::toCurl)},
            {"copyHttp", u".http"_s, CopyWords::tr("Copied as the text of a .http file."), false,
             [](const QList<http::Request> &requests) { return http::toHttpFile(requests, {}); }},
            {"copyPython", u"Python"_s, CopyWords::tr("Copied as Python for requests."), true, ofFirst(http::toPython)},
            {"copyGetItems", u"get_items()"_s, CopyWords::tr("Copied as a Python function get_items()."), true,
             ofFirst(http::toGetItems)}};
}

QString copyAs(const CopyWay &way, const QList<http::Request> &requests)
{
    const http::Exported exported = way.write(requests);
    QGuiApplication::clipboard()->setText(exported.text);
    return way.copied + leftOut(exported.left);
}

QString leftOut(const QStringList &names)
{
    return names.isEmpty() ? QString()
                           : u' ' + CopyWords::tr("Values of variables and secrets are not in it: put them in for %1.")
                                        .arg(withMarks(names.join(u", "_s)));
}

} // namespace oriel
