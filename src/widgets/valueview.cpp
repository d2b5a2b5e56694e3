// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valueview.h"

#include "base/text.h"
#include "widgets/hexview.h"
#include "widgets/jsontree.h"
#include "widgets/noticebar.h"
#include "widgets/panebar.h"
#include "widgets/partmodel.h"
#include "widgets/parttree.h"
#include "widgets/pictureview.h"
#include "widgets/plain.h"
#include "widgets/theme.h"
#include "widgets/valuefile.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype atOnce = 32 * 1024; // bytes that are read on the GUI thread

// How values of a type were looked at last, while the program runs.
QHash<QString, ValueMode> &lastModes()
{
    static QHash<QString, ValueMode> modes;
    return modes;
}

} // namespace

ValueView::ValueView(QWidget *parent)
    : QWidget(parent),
      m_bar(new PaneBar(QStringLiteral("value"), tr("Close the viewer"), this)),
      m_switch(new QWidget(this)),
      m_narrow(new QHBoxLayout),
      m_modes(new QButtonGroup(this)),
      m_pages(new QStackedWidget(this)),
      m_text(new TextPane(this))
{
    setObjectName(QStringLiteral("value"));
    m_switch->setAccessibleName(tr("How the value is shown"));
    setMinimumWidth(30 * unit);
    auto *segments = new QHBoxLayout(m_switch);
    segments->setContentsMargins(0, 0, 0, 0);
    segments->setSpacing(0);
    m_bar->insertWidget(0, m_switch);
    m_wrap = m_bar->addTool(QStringLiteral("wrap"), tr("Wrap"));
    m_wrap->setCheckable(true);
    m_wrap->setChecked(true);
    m_copy = m_bar->addTool(QStringLiteral("copy"), tr("Copy"), QStringLiteral("edit-copy"));
    setPlainToolTip(m_copy, tr("Copy the value as the server sent it"));
    m_tab = m_bar->addTool(QStringLiteral("tab"), tr("Open in a tab"), QStringLiteral("tab-new"), false);
    setPlainToolTip(m_tab, tr("Open in a tab: filter by JSONPath, search, rows as a table"));
    m_save = m_bar->addTool(QStringLiteral("save"), tr("Save to a file…"), QStringLiteral("document-save"), false);
    m_pages->addWidget(m_text);
    connect(m_bar, &PaneBar::closeAsked, this, &ValueView::closeAsked);
    connect(m_wrap, &QToolButton::toggled, m_text, &TextPane::setWrapped);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(shownText(m_cell.text, m_cell.text.size())); });
    connect(m_tab, &QToolButton::clicked, this, [this] { Q_EMIT documentAsked(m_cell.text, m_title); });
    connect(m_save, &QToolButton::clicked, this, &ValueView::askWhereToSave);
    connect(m_modes, &QButtonGroup::idClicked, this, [this](int mode) { choose(ValueMode(mode)); });

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    m_narrow->setContentsMargins(unit + unit / 2, 0, unit, 0);
    m_narrow->addStretch();
    rows->addLayout(m_narrow);
    rows->addWidget(m_pages, 1);
    showEmpty();
}

void ValueView::showValue(const Column &column, const Cell &cell, const QString &title)
{
    const bool isLarge = cell.text.size() > atOnce;
    present(title, QStringLiteral("NULL"),
            cell.isNull ? tr("NULL: no value")
            : isLarge   ? tr("Reading the value…")
                        : tr("An empty text"));
    m_column = column;
    m_cell = cell;
    m_copy->setEnabled(!cell.isNull && !cell.isCut());
    m_save->setEnabled(m_copy->isEnabled());
    if (cell.isNull)
        return;
    m_bar->setFacts(sizeText(valueSize()));
    const QStringList fields = m_fields ? m_fields(column) : QStringList();
    if (isLarge)
        m_job = inBackground(
            this, QThreadPool::globalInstance(),
            [column, cell, fields](std::stop_token stop) { return readValue(column, cell, fields, stop); },
            [this](const ValueReading &reading) { adopt(reading); });
    else
        adopt(readValue(column, cell, fields));
}

void ValueView::showLoading(const QString &title) { present(title, {}, tr("Reading the whole value…")); }

void ValueView::showEmpty()
{
    present(tr("Value"), {}, tr("Press Return on a cell, or double-click it, to read its whole value here."));
}

void ValueView::setJsonCommands(bool hasCommands)
{
    m_hasJsonCommands = hasCommands;
    if (m_tree)
        m_tree->setCommands(hasCommands);
}

void ValueView::setFieldNames(std::function<QStringList(const Column &)> fields) { m_fields = std::move(fields); }

void ValueView::present(const QString &title, const QString &facts, const QString &placeholder)
{
    m_job.cancel();
    m_cell = {};
    m_reading = {};
    m_copy->setEnabled(false);
    m_save->setEnabled(false);
    m_tab->hide();
    m_bar->setTitle(m_title = title);
    m_bar->setFacts(facts);
    m_switch->hide();
    m_wrap->show();
    if (m_notice)
        m_notice->clear();
    if (m_tree)
        m_tree->show(nullptr);
    if (m_parts)
        m_parts->show(nullptr);
    if (m_hex)
        m_hex->show({});
    if (m_picture)
        m_picture->show({});
    m_text->clear(placeholder);
    m_pages->setCurrentWidget(m_text);
}

void ValueView::adopt(const ValueReading &reading)
{
    m_reading = reading;
    makeSwitch();
    const auto last = lastModes().constFind(plainType(m_column.type));
    const bool applies = last != lastModes().constEnd() && reading.modes.contains(*last);
    showMode(applies ? *last : reading.modes.first());
}

void ValueView::makeSwitch()
{
    for (QAbstractButton *button : m_modes->buttons())
        delete button;
    const QList<ValueMode> &modes = m_reading.modes;
    for (const ValueMode mode : modes) {
        auto *button = new QToolButton(m_switch);
        button->setObjectName(QStringLiteral("value.mode.") + modeName(mode));
        button->setText(modeLabel(mode, m_reading));
        button->setCheckable(true);
        button->setProperty("segment", mode == modes.first()  ? QStringLiteral("first")
                                       : mode == modes.last() ? QStringLiteral("last")
                                                              : QStringLiteral("middle"));
        m_modes->addButton(button, int(mode));
        m_switch->layout()->addWidget(button);
    }
    m_switch->setVisible(modes.size() > 1);
    m_tab->setVisible(m_reading.json != nullptr && !m_cell.isCut());
}

void ValueView::choose(ValueMode mode)
{
    lastModes().insert(plainType(m_column.type), mode);
    showMode(mode);
}

void ValueView::showMode(ValueMode mode)
{
    const bool hadFocus = m_pages->isAncestorOf(window()->focusWidget());
    m_job.cancel();
    if (QAbstractButton *button = m_modes->button(int(mode)))
        button->setChecked(true);
    m_bar->setFacts(factsOf(mode));
    QWidget *page = showPage(mode);
    m_wrap->setVisible(page == m_text);
    m_pages->setCurrentWidget(page);
    if (hadFocus)
        page->setFocus();
}

QWidget *ValueView::showPage(ValueMode mode)
{
    const auto added = [this](auto *page) {
        m_pages->addWidget(page);
        return page;
    };
    switch (mode) {
    case ValueMode::Tree:
        if (!m_tree) {
            m_tree = added(new JsonTree(this));
            m_tree->setCommands(m_hasJsonCommands);
            connect(m_tree, &JsonTree::filterAsked, this, &ValueView::jsonFilterAsked);
            connect(m_tree, &JsonTree::columnAsked, this, &ValueView::jsonColumnAsked);
        }
        m_tree->show(m_reading.json);
        return m_tree;
    case ValueMode::List:
        if (!m_list)
            m_list = added(new PartTree(QStringLiteral("value.list"), tr("Parts of the value"), this));
        showList();
        return m_list;
    case ValueMode::Hex:
        if (!m_hex)
            m_hex = added(new HexView(this));
        m_hex->show(m_cell.text);
        return m_hex;
    case ValueMode::Picture:
        if (!m_picture) {
            m_picture = added(new PictureView(this));
            connect(m_picture, &PictureView::decoded, this, [this](const QString &facts) {
                if (m_pages->currentWidget() == m_picture)
                    m_bar->setFacts(tr("%1, %2").arg(facts, sizeText(valueSize())));
            });
        }
        m_picture->show(m_cell.text);
        return m_picture;
    case ValueMode::Wkt:
    case ValueMode::Formatted:
    case ValueMode::Text:
        break;
    }
    showText(mode);
    return m_text;
}

void ValueView::showText(ValueMode mode)
{
    const auto make = [column = m_column, cell = m_cell, reading = m_reading, mode] {
        return TextPane::laidOut(modeText(mode, column, cell, reading));
    };
    const auto show = [this, isJson = m_reading.isJson](const TextPane::Lines &lines) { m_text->setLines(lines, isJson); };
    if (m_cell.text.size() <= atOnce)
        return show(make());
    m_text->clear(tr("Reading the value…"));
    m_job = inBackground(this, QThreadPool::globalInstance(), [make](std::stop_token) { return make(); }, show);
}

void ValueView::showList()
{
    if (!m_parts) {
        m_parts = new PartModel(this);
        connect(m_list, &PartTree::copyAsked, this, [this] {
            if (const ValuePart *part = m_parts->partAt(m_list->currentIndex()))
                QGuiApplication::clipboard()->setText(shownText(part->text, part->text.size()));
        });
    }
    m_parts->show(m_reading.list);
    m_list->showModel(m_parts);
    const bool isNested = std::ranges::any_of(m_reading.list->parts, [](const ValuePart &part) { return !part.parts.isEmpty(); });
    m_list->setLevels(1);
    if (isNested && m_reading.list->parts.size() <= 200)
        m_list->expandToDepth(0);
}

bool ValueView::isBytes() const { return m_reading.modes.contains(ValueMode::Hex); }

qint64 ValueView::valueSize() const
{
    const qint64 size = std::max<qint64>(m_cell.size, m_cell.text.size());
    return isBytes() ? (size - 2) / 2 : size;
}

QString ValueView::factsOf(ValueMode mode) const
{
    const QString whole = sizeText(valueSize());
    if (mode == ValueMode::List && m_reading.list->count > mostListed)
        return tr("the first %1 of %2 elements, %3").arg(exactCount(mostListed), exactCount(m_reading.list->count), whole);
    const bool isText = mode == ValueMode::Text || mode == ValueMode::Formatted;
    const qint64 known = isBytes() ? (m_cell.text.size() - 2) / 2 : m_cell.text.size(),
                 shown = isText ? std::min<qint64>(known, mostOfValue) : known;
    return shown < valueSize() ? tr("the first %1 of %2").arg(sizeText(shown), whole) : whole;
}

void ValueView::askWhereToSave()
{
    auto *dialog = new QFileDialog(this, tr("Save the value to a file"));
    dialog->setObjectName(QStringLiteral("value.saveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &ValueView::save);
    dialog->open();
}

void ValueView::save(const QString &path)
{
    m_saving = inBackground(
        this, QThreadPool::globalInstance(),
        [text = m_cell.text, isHex = isBytes(), path](std::stop_token stop) { return writeValue(path, text, isHex, stop); },
        [this, path](const Result<> &result) {
            if (!result)
                return notice()->show(result.error());
            notice()->show(NoticeBar::Tone::Success, tr("Saved to %1").arg(path));
            Q_EMIT saved(path);
        });
}

NoticeBar *ValueView::notice()
{
    if (!m_notice) {
        m_notice = new NoticeBar(this);
        m_notice->setObjectName(QStringLiteral("value.notice"));
        auto *margins = new QHBoxLayout;
        margins->setContentsMargins(unit, unit / 2, unit, unit);
        margins->addWidget(m_notice);
        static_cast<QVBoxLayout *>(layout())->insertLayout(2, margins);
    }
    return m_notice;
}

// In a narrow pane the ways to look at the value have a line of their own.
void ValueView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isNarrow = width() < 64 * unit;
    if (isNarrow == m_isNarrow)
        return;
    m_isNarrow = isNarrow;
    m_switch->layout()->setContentsMargins(0, 0, 0, isNarrow ? unit / 2 : 0);
    m_copy->setToolButtonStyle(isNarrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    if (isNarrow)
        m_narrow->insertWidget(0, m_switch);
    else
        m_bar->insertWidget(0, m_switch);
}

// Esc and the search are the viewer's own while the focus is in it, whatever the window means by them.
bool ValueView::event(QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QWidget::event(event);
    auto *key = static_cast<QKeyEvent *>(event);
    const bool isSearch =
        key->matches(QKeySequence::Find) && (m_pages->currentWidget() == m_text || m_pages->currentWidget() == m_tree);
    if (key->key() != Qt::Key_Escape && !isSearch)
        return QWidget::event(event);
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (!isSearch)
        Q_EMIT closeAsked();
    else if (m_pages->currentWidget() == m_tree)
        m_tree->openSearch();
    else
        m_text->openSearch();
    return true;
}

} // namespace oriel
