// SPDX-License-Identifier: GPL-3.0-or-later
// A real schema that is not ours, browsed in full: every object in the tree with its details, every relation as a table.
#include "day.h"
#include "pagila.h"

#include "shell/window.h"
#include "support/server.h"
#include "widgets/grid.h"

#include <QFile>
#include <QTest>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestPagila final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    QString m_database;

    QStringList namesBelow(const QStringList &path) const
    {
        const QModelIndex row = m_day->row(path);
        m_day->tree()->expand(row);
        return m_day->rowsBelow(m_day->row(path)).split(u'\n', Qt::SkipEmptyParts);
    }
    QByteArray count(const QByteArray &kinds) const
    {
        return m_server->psql(m_database, "select count(*) from pg_class where relnamespace = 'public'::regnamespace and "
                                          "relkind in (" +
                                              kinds + ")");
    }
    // No row of the tree tells of an error or still waits.
    QString troubles() const
    {
        QStringList said;
        for (QModelIndex index = m_day->objects().index(0, 0); index.isValid(); index = m_day->tree()->indexBelow(index))
            if (m_day->objects().place(index).what == ObjectTree::What::Note)
                said << index.data().toString();
        return said.join(u'\n');
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        const auto made = pagila(*m_server);
        if (!made)
            QSKIP("Pagila is not at ../shared/data/sql");
        m_database = *made;
        QCOMPARE(m_server->psql(m_database, "select count(*) from rental"), "16044");
        m_day = std::make_unique<Day>();
        QVERIFY(m_day->connectTo(m_server->url(m_database), u"pagila"_s));
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void everyObjectIsInTheTree()
    {
        const QStringList top{u"pagila"_s, u"public"_s};
        QTRY_COMPARE(namesBelow(top).join(u' '), u"Tables Views Materialized views Sequences Functions Types"_s);
        QStringList all;
        for (const QString &group : namesBelow(top)) {
            const QStringList names = namesBelow(top + QStringList{group});
            QVERIFY2(!names.isEmpty(), qPrintable(group));
            all += names;
        }
        QCOMPARE(QByteArray::number(namesBelow(top + QStringList{u"Views"_s}).size()), count("'v'"));
        QCOMPARE(QByteArray::number(namesBelow(top + QStringList{u"Materialized views"_s}).size()), count("'m'"));
        QCOMPARE(QByteArray::number(namesBelow(top + QStringList{u"Sequences"_s}).size()), count("'S'"));
        const QStringList parts = namesBelow(top + QStringList{u"Tables"_s, u"payment"_s, u"Partitions"_s});
        QCOMPARE(QByteArray::number(namesBelow(top + QStringList{u"Tables"_s}).size() + parts.size()), count("'r', 'p'"));
        for (const QString &group : {u"Tables"_s, u"Views"_s, u"Materialized views"_s})
            for (const QString &name : namesBelow(top + QStringList{group})) {
                m_day->tree()->expand(m_day->row(top + QStringList{group, name}));
                QTRY_VERIFY2_WITH_TIMEOUT(!namesBelow(top + QStringList{group, name}).isEmpty() && troubles().isEmpty(),
                                          qPrintable(name + u": "_s + troubles()), patience);
                for (const QString &list : {u"Indexes"_s, u"Constraints"_s, u"Triggers"_s})
                    if (namesBelow(top + QStringList{group, name}).contains(list))
                        QVERIFY2(!namesBelow(top + QStringList{group, name, list}).isEmpty(), qPrintable(name + list));
            }
        QVERIFY2(troubles().isEmpty(), qPrintable(troubles()));
    }

    // pg_dump loads it so: the server's words stand in the document's own place, with what to do.
    void aMaterializedViewWithoutRowsSaysSo()
    {
        m_day->choose(m_day->row({u"pagila"_s, u"public"_s, u"Materialized views"_s, u"rental_by_category"_s}));
        m_day->press(Qt::Key_Return);
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->words("table.notice").contains(u"REFRESH MATERIALIZED VIEW"_s),
                                  qPrintable(m_day->words("table.notice")), patience);
        m_server->psql(m_database, "refresh materialized view rental_by_category");
        m_day->focus("table.grid");
        m_day->press(Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(m_day->see<Grid>("table.grid")->model()->rowCount(), 16, patience);
        QCOMPARE(m_day->words("table.notice"), QString());
        m_day->press(QKeySequence(u"Ctrl+W"_s));
        QTRY_VERIFY(m_day->window()->documents().isEmpty());
    }

    void everyRelationOpensToItsLastRow()
    {
        const QStringList top{u"pagila"_s, u"public"_s};
        QList<QStringList> paths;
        for (const QString &group : {u"Tables"_s, u"Views"_s, u"Materialized views"_s})
            for (const QString &name : namesBelow(top + QStringList{group}))
                paths << top + QStringList{group, name};
        for (const QString &part : namesBelow(top + QStringList{u"Tables"_s, u"payment"_s, u"Partitions"_s}))
            paths << top + QStringList{u"Tables"_s, u"payment"_s, u"Partitions"_s, part};
        for (const QStringList &path : std::as_const(paths)) {
            const QByteArray rows = m_server->psql(m_database, "select count(*) from public." + path.last().toUtf8());
            m_day->choose(m_day->row(path));
            m_day->press(Qt::Key_Return);
            QTRY_VERIFY_WITH_TIMEOUT(m_day->window()->currentDocument() &&
                                         m_day->window()->currentDocument()->title().startsWith(path.last()),
                                     patience);
            QTRY_VERIFY2_WITH_TIMEOUT(m_day->see<Grid>("table.grid") && m_day->words("table.place").contains(u"row"_s),
                                      qPrintable(path.last() + m_day->words("table.place")), patience);
            m_day->focus("table.grid");
            m_day->press(QKeySequence(u"Ctrl+End"_s));
            QTRY_VERIFY2_WITH_TIMEOUT(m_day->see<Grid>("table.grid")->model()->rowCount() >= std::min(rows.toInt(), 100),
                                      qPrintable(path.last() + u": "_s + m_day->words("table.place")), patience);
            QVERIFY2(m_day->words("table.notice").isEmpty(), qPrintable(path.last() + u": "_s + m_day->words("table.notice")));
            m_day->press(QKeySequence(u"Ctrl+W"_s));
            QTRY_VERIFY_WITH_TIMEOUT(m_day->window()->documents().isEmpty(), patience);
        }
        QVERIFY(paths.size() > 25);
    }
};

QTEST_MAIN(TestPagila)
#include "tst_pagila.moc"
