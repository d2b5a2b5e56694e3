// SPDX-License-Identifier: GPL-3.0-or-later
// A file's document in a window of its own, over a real repository that is open and trusted; what it keeps is in a map.
#pragma once

#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "panels/files/filedocument.h"
#include "panels/files/gutter.h"
#include "support/gitroom.h"
#include "widgets/changebar.h"
#include "widgets/fileeditor.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>
#include <QtTest>

namespace oriel::test {

constexpr int patience = 30'000; // ms, for a machine under load

struct FileScene
{
    GitRoom room;
    QHash<QString, QString> texts;
    QHash<QString, QJsonObject> values;
    std::unique_ptr<Worktree> tree;
    QWidget window;
    std::unique_ptr<FileDocument> document;
    QList<Wish> wishes;

    FileScene()
    {
        new QVBoxLayout(&window);
        window.layout()->setContentsMargins(0, 0, 0, 0);
        window.resize(900, 600);
    }
    ~FileScene()
    {
        document.reset();
        tree.reset();
        QThreadPool::globalInstance()->waitForDone();
    }

    FileMemory memory()
    {
        return {[this](const QString &key) { return texts.contains(key) ? std::optional(texts[key]) : std::nullopt; },
                [this](const QString &key, const QString &text) { texts[key] = text; },
                [this](const QString &key) { texts.remove(key); },
                [this](const QString &key) { return values.value(key); },
                [this](const QString &key, const QJsonObject &value) { values[key] = value; },
                pathText(room.beside("kept")),
                [] { return 0644u; }};
    }
    QString path(const QByteArray &name) const { return pathText(room.path(name)); }
    bool trust()
    {
        tree = std::make_unique<Worktree>(pathText(room.path()));
        tree->setTrusted(true);
        return QTest::qWaitFor([this] { return tree->status() != nullptr; }, patience);
    }
    void make()
    {
        document.reset();
        document = std::make_unique<FileDocument>(memory());
        document->setWorktree(tree.get());
        window.layout()->addWidget(document.get());
        QObject::connect(document.get(), &Guest::wished, document.get(), [this](const Wish &wish) { wishes << wish; });
        window.show();
        window.activateWindow();
    }
    bool open(const QByteArray &name, int line = 0, int column = 0)
    {
        make();
        document->openFile(path(name), line, column);
        const bool isLoaded = QTest::qWaitFor([this] { return document->isLoaded(); }, patience);
        document->editor()->setFocus();
        return isLoaded && QTest::qWaitForWindowActive(&window);
    }
    FileEditor *editor() const { return document->editor(); }
    QString notice() const { return document->findChild<NoticeBar *>(QStringLiteral("file.notice"))->message(); }
    void press(const QString &text) const // a button of the notice
    {
        QPushButton *found = nullptr;
        const auto look = [&] {
            for (QPushButton *button :
                 document->findChild<NoticeBar *>(QStringLiteral("file.notice"))->findChildren<QPushButton *>())
                if (button->text() == text && button->isVisible())
                    found = button;
            return found != nullptr;
        };
        if (!QTest::qWaitFor(look))
            qFatal("no button %s in: %s", qPrintable(text), qPrintable(notice()));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void trigger(const char *name) const { document->findChild<QAction *>(QLatin1String(name))->trigger(); }
    QString item(const char *id) const // of the status bar
    {
        for (const StatusItem &each : document->status())
            if (each.id == QLatin1String(id))
                return each.text;
        return {};
    }
    bool save()
    {
        QSignalSpy saved(document.get(), &FileDocument::saved);
        document->act(Verb::Save);
        return saved.wait(patience);
    }
    void type(const QString &text) const { QTest::keyClicks(editor(), text); }
    bool compares() const // until the bars are those of the text
    {
        bool isDone = false;
        document->gutter()->whenCurrent([&isDone] { isDone = true; });
        return QTest::qWaitFor([&isDone] { return isDone; }, patience);
    }
    bool hasBase() const
    {
        return QTest::qWaitFor([this] { return document->gutter()->hasBase(); }, patience) && compares();
    }
    // "+2,1 ~4,2 -7": added, changed, removed, lines from 1; in brackets where staged.
    QString bars() const
    {
        QStringList all;
        for (const ChangeMark &mark : document->gutter()->parts().marks) {
            const char *signs = "+~-";
            QString text = QLatin1Char(signs[int(mark.kind)]) + QString::number(mark.line + 1);
            if (mark.count > 0)
                text += QLatin1Char(',') + QString::number(mark.count);
            all << (mark.isStaged ? QLatin1Char('[') + text + QLatin1Char(']') : text);
        }
        return all.join(QLatin1Char(' '));
    }
};

} // namespace oriel::test
