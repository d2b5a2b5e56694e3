// SPDX-License-Identifier: GPL-3.0-or-later
// Guests that do what a test says.
#pragma once

#include "shell/guest.h"
#include "shell/memory.h"

#include <QHash>
#include <QLineEdit>
#include <QSet>
#include <QVBoxLayout>

namespace oriel::test {

struct FakeStore
{
    QHash<QString, QJsonObject> values;
    int writes = 0;
    Memory memory()
    {
        return {[this](const QString &key) { return values.value(key); },
                [this](const QString &key, const QJsonObject &value) {
                    values[key] = value;
                    ++writes;
                }};
    }
};

template<typename Base>
class Fake : public Base
{
public:
    explicit Fake(const QString &title = {}, QWidget *parent = nullptr) : Base(parent), name(title), edit(new QLineEdit(this))
    {
        auto *column = new QVBoxLayout(this);
        column->addWidget(edit);
        column->addStretch(1);
    }
    QString kind() const override { return QStringLiteral("fake"); }
    QString title() const override { return name; }
    QIcon icon() const override { return {}; }
    QWidget *home() override { return edit; }
    QList<StatusItem> status() const override { return items; }
    bool can(Verb verb) const override { return verbs.contains(int(verb)); }
    void act(Verb verb) override { acted.append(verb); }
    QJsonObject state() const override { return {{QStringLiteral("name"), name}}; }
    void restore(const QJsonObject &json) override { name = json[QLatin1String("name")].toString(); }
    QList<Stake> stakes(Leaving leaving) const override { return leaving == Leaving::Tab ? tabStakes : windowStakes; }
    void settle(Answer answer, Done done) override
    {
        answers.append(answer);
        if (isSlow)
            pending = std::move(done);
        else if (failure.isEmpty())
            done({});
        else
            done(std::unexpected(Error{failure, {}, {}}));
    }

    QAction *addCommand(const QString &objectName, const QString &text, const QString &key)
    {
        auto *action = new QAction(text, this);
        action->setObjectName(objectName);
        action->setShortcut(QKeySequence(key));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        this->addAction(action);
        return action;
    }

    QString name;
    QLineEdit *edit;
    QList<StatusItem> items;
    QSet<int> verbs;
    QList<Verb> acted;
    QList<Stake> tabStakes, windowStakes;
    QList<Answer> answers;
    QString failure;
    bool isSlow = false;
    Done pending;
};

class FakeDocument final : public Fake<Document>
{
public:
    using Fake::Fake;
    QString key() const override { return QStringLiteral("fake:") + name; }
    bool isModified() const override { return modified; }
    bool isProduction() const override { return production; }
    bool modified = false, production = false;
};

class FakePanel final : public Fake<Panel>
{
public:
    using Fake::Fake;
    QString kind() const override { return kindName; }
    QString kindName = QStringLiteral("database");
    Qt::DockWidgetArea area() const override { return Qt::LeftDockWidgetArea; }
};

} // namespace oriel::test
