// SPDX-License-Identifier: GPL-3.0-or-later
// A Flask application's routes; the oracle is `flask routes` itself.
#include "jobs/flaskroutes.h"

#include "base/hostprocess.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

const QByteArray application = R"(import functools
from flask import Flask, Blueprint
from flask.views import MethodView

print("the application talks while it is imported")
app = Flask(__name__)
shop = Blueprint("shop", __name__, url_prefix="/shop")


def logged(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        return view(*args, **kwargs)
    return wrapper


@shop.get("/invoices/<int:number>/lines/<code>")
@logged
def lines(number, code):
    return {}


class Posts(MethodView):
    def get(self):
        return {}

    def post(self):
        return {}


app.register_blueprint(shop)
app.add_url_rule("/posts", view_func=Posts.as_view("posts"))
)";

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

QList<QByteArray> environment()
{
    QList<QByteArray> all;
    for (const QString &name : QProcessEnvironment::systemEnvironment().keys())
        all << name.toLocal8Bit() + '=' + qgetenv(name.toLocal8Bit());
    return all;
}

} // namespace

class TestFlaskRoutes final : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    const QString m_python = QStandardPaths::findExecutable(u"python3"_s);

    auto routes() const { return flaskRoutes(m_python, m_folder.path(), QList<QByteArray>{"FLASK_APP=shop"} + environment()); }

private Q_SLOTS:
    void initTestCase()
    {
        const auto found = runHost({m_python, {u"-c"_s, u"import flask"_s}});
        if (!found)
            QSKIP("python3 has no Flask");
    }

    void asFlaskItselfSays()
    {
        const QString file = m_folder.filePath(u"shop.py"_s);
        write(file, application);
        auto found = routes();
        QVERIFY2(found, found ? "" : qPrintable(found.error().message + found.error().detail));
        found->removeIf([](const FlaskRoute &route) { return route.endpoint == u"static"_s; });
        const QString canonical = QFileInfo(file).canonicalFilePath();
        for (FlaskRoute &route : *found)
            route.file = QFileInfo(route.file).canonicalFilePath();
        const QList<FlaskRoute> expected{{u"GET"_s, u"/posts"_s, u"posts"_s, {}, canonical, 24},
                                         {u"POST"_s, u"/posts"_s, u"posts"_s, {}, canonical, 27},
                                         {u"GET"_s,
                                          u"/shop/invoices/<int:number>/lines/<code>"_s,
                                          u"shop.lines"_s,
                                          {u"code"_s, u"number"_s},
                                          canonical,
                                          17}}; // the decorators belong to it
        QCOMPARE(*found, expected);
        QCOMPARE(found->last().url(), u"/shop/invoices/{{number}}/lines/{{code}}"_s);
        HostCall flask{m_python, {u"-B"_s, u"-m"_s, u"flask"_s, u"routes"_s}};
        flask.folder = m_folder.path();
        flask.environment.insert(u"FLASK_APP"_s, u"shop"_s);
        const auto said = runHost(flask);
        QVERIFY(said);
        for (const FlaskRoute &route : *found)
            QVERIFY(said->output.contains(route.rule.toUtf8()) && said->output.contains(route.endpoint.toUtf8()));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{u"shop.py"_s}); // nothing was written
    }

    void aBrokenApplicationIsSaid()
    {
        write(m_folder.filePath(u"shop.py"_s), "import nosuchmodule\n");
        const auto found = routes();
        QVERIFY(!found);
        QCOMPARE(found.error().code, u"application"_s);
        QVERIFY2(found.error().message.contains(u"nosuchmodule"_s), qPrintable(found.error().message));
    }

    void noApplicationIsSaid()
    {
        QFile::remove(m_folder.filePath(u"shop.py"_s));
        const auto found = flaskRoutes(m_python, m_folder.path(), environment());
        QVERIFY(!found);
        QVERIFY2(found.error().message.contains(u"FLASK_APP"_s) || found.error().message.contains(u"--app"_s),
                 qPrintable(found.error().message));
    }
};

QTEST_GUILESS_MAIN(TestFlaskRoutes)
#include "tst_flaskroutes.moc"
