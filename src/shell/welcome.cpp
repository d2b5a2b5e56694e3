// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/welcome.h"

#include "shell/recentbutton.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qsizetype mostRecent = 8, mostFolders = 5;
constexpr int columnWidth = 74 * unit;

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = plainLabel(text, parent);
    QFont strong = label->font();
    strong.setWeight(QFont::DemiBold);
    label->setFont(strong);
    return label;
}

void clear(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QLayout *inner = item->layout())
            clear(inner);
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // its click may have brought us here
        }
        delete item;
    }
}

} // namespace

WelcomePage::WelcomePage(QWidget *parent)
    : QWidget(parent), m_url(new QLineEdit), m_recent(new QVBoxLayout), m_folders(new QVBoxLayout), m_keys(new QVBoxLayout)
{
    setObjectName(u"welcome"_s);
    auto *area = new QScrollArea(this); // eight recent connections do not fit every screen
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    auto *ground = new QWidget;
    area->viewport()->setAutoFillBackground(false);
    area->setWidget(ground);
    ground->setAutoFillBackground(false); // setWidget() fills it
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins({});
    whole->addWidget(area);
    auto *outer = new QHBoxLayout(ground);
    outer->setContentsMargins(3 * unit, 3 * unit, 3 * unit, 3 * unit);
    auto *page = new QWidget(ground);
    page->setMaximumWidth(columnWidth);
    outer->addStretch(1);
    outer->addWidget(page, 100);
    outer->addStretch(1);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->setSpacing(unit);

    auto *name = heading(u"Oriel"_s, page);
    QFont large = name->font();
    large.setPixelSize(32);
    name->setFont(large);
    auto *motto = plainLabel(tr("One window for a program and its PostgreSQL database."), page);
    column->addStretch(1);
    column->addWidget(name);
    column->addWidget(motto);
    column->addSpacing(2 * unit);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(unit);
    auto *sample = new QPushButton(tr("Open sample database"));
    sample->setObjectName(u"welcome.sample"_s);
    sample->setProperty("primary", true);
    auto *connectTo = new QPushButton(tr("Connect…"));
    connectTo->setObjectName(u"welcome.connect"_s);
    auto *folder = new QPushButton(tr("Open folder…"));
    folder->setObjectName(u"welcome.folder"_s);
    connect(folder, &QPushButton::clicked, this, [this] { Q_EMIT wished(OpenFolder{}); });
    connect(sample, &QPushButton::clicked, this, [this] { Q_EMIT wished(OpenSample{}); });
    connect(connectTo, &QPushButton::clicked, this, [this] { Q_EMIT wished(EditConnection{}); });
    buttons->addWidget(sample);
    buttons->addWidget(connectTo);
    buttons->addWidget(folder);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addSpacing(2 * unit);
    column->addWidget(heading(tr("Your database"), page));
    column->addLayout(makeUrlRow());
    auto *promise = plainLabel(tr("Return opens the connection dialog; nothing connects before you say so."), page);
    column->addWidget(promise);
    column->addSpacing(2 * unit);

    column->addWidget(heading(tr("Recent connections"), page));
    m_noRecent = plainLabel(tr("No connection yet: open the sample database or paste a DATABASE_URL."), page);
    m_recent->setSpacing(2);
    column->addWidget(m_noRecent);
    column->addLayout(m_recent);
    column->addSpacing(2 * unit);
    m_foldersHeading = heading(tr("Recent folders"), page);
    m_foldersHeading->hide();
    m_folders->setSpacing(2);
    column->addWidget(m_foldersHeading);
    column->addLayout(m_folders);
    column->addSpacing(2 * unit);
    m_keys->setSpacing(unit / 2);
    column->addLayout(m_keys);
    column->addStretch(2);
    for (QLabel *label : {motto, promise, m_noRecent})
        label->setProperty("muted", true);
}

QLayout *WelcomePage::makeUrlRow()
{
    m_url->setObjectName(u"welcome.url"_s);
    m_url->setPlaceholderText(tr("Paste a DATABASE_URL: postgresql://user@host:5432/name"));
    m_url->setFont(Theme::dataFont());
    m_url->setAccessibleName(tr("DATABASE_URL"));
    m_url->setMinimumHeight(4 * unit);
    connect(m_url, &QLineEdit::returnPressed, this, [this] {
        const QString text = m_url->text().trimmed();
        m_url->clear(); // it may hold a password
        if (!text.isEmpty())
            Q_EMIT wished(EditConnection{{}, text});
    });
    auto *row = new QHBoxLayout;
    row->addWidget(m_url);
    return row;
}

void WelcomePage::setRecent(const QList<RecentConnection> &recent)
{
    list(m_recent, m_url, recent.first(std::min(mostRecent, recent.size())), [](const QString &id) { return ConnectTo{id}; });
    m_noRecent->setVisible(recent.isEmpty());
}

void WelcomePage::setFolders(const QStringList &recent)
{
    QList<RecentConnection> entries;
    for (const QString &folder : recent.first(std::min(mostFolders, recent.size())))
        entries.append({folder, QFileInfo(folder).fileName(), folder});
    QLayoutItem *last = m_recent->itemAt(m_recent->count() - 1);
    list(m_folders, last ? last->widget() : m_url, entries, [](const QString &path) { return OpenFolder{path}; });
    m_foldersHeading->setVisible(!recent.isEmpty());
}

void WelcomePage::list(QVBoxLayout *in, QWidget *after, const QList<RecentConnection> &entries,
                       const std::function<Wish(const QString &id)> &wish)
{
    clear(in);
    for (const RecentConnection &each : entries) {
        auto *button = new RecentButton(each, this);
        connect(button, &QAbstractButton::clicked, this, [this, wish, id = each.id] { Q_EMIT wished(wish(id)); });
        in->addWidget(button);
        setTabOrder(after, button); // else they come last in the window
        after = button;
    }
}

void WelcomePage::setKeys(const QList<KeyHint> &keys)
{
    clear(m_keys);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(2 * unit);
    grid->setVerticalSpacing(unit / 2);
    grid->setColumnStretch(4, 1);
    int cell = 0;
    for (const KeyHint &hint : keys) {
        auto *key = plainLabel(hint.key, this);
        auto *name = plainLabel(hint.name, this);
        grid->addWidget(key, cell / 2, cell % 2 * 2);
        grid->addWidget(name, cell / 2, cell % 2 * 2 + 1);
        name->setProperty("muted", true);
        ++cell;
    }
    m_keys->addLayout(grid);
}

void WelcomePage::focusInEvent(QFocusEvent *) { m_url->setFocus(); }

void WelcomePage::paintEvent(QPaintEvent *) { QPainter(this).fillRect(rect(), Theme::current().colour(u"surface"_s)); }

} // namespace oriel
