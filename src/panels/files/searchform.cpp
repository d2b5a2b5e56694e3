// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/searchform.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRemembered = 30;

QByteArrayList globsOf(const QString &text) // "*.py, templates"
{
    QByteArrayList globs;
    int depth = 0;
    QString one;
    for (const QChar c : text + u',') {
        depth += c == u'{' ? 1 : c == u'}' ? -1 : 0;
        if (c != u',' || depth > 0) {
            one += c;
            continue;
        }
        if (!one.trimmed().isEmpty())
            globs << one.trimmed().toUtf8();
        one.clear();
        depth = 0;
    }
    return globs;
}

} // namespace

SearchForm::SearchForm(QWidget *parent) : QWidget(parent)
{
    m_more = new QToolButton(this);
    m_more->setObjectName(u"search.more"_s);
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setText(u"⇄"_s);
    setPlainToolTip(m_more, tr("Replace"));
    m_more->setAccessibleName(tr("Replace"));
    m_pattern = new QComboBox(this);
    m_pattern->setObjectName(u"search.pattern"_s);
    m_pattern->setEditable(true);
    m_pattern->setInsertPolicy(QComboBox::NoInsert);
    m_pattern->setCompleter(nullptr);
    m_pattern->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_pattern->setMinimumContentsLength(12);
    m_pattern->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_pattern->lineEdit()->setPlaceholderText(tr("Find in files"));
    m_pattern->setAccessibleName(tr("Find in files"));
    m_pattern->lineEdit()->setFont(Theme::dataFont());
    m_pattern->lineEdit()->installEventFilter(this);
    setFocusProxy(m_pattern);
    m_case = option("search.case", u"Aa"_s, tr("Capitals count"));
    m_word = option("search.word", u"W"_s, tr("Whole words"));
    m_regex = option("search.regex", u".*"_s, tr("Regular expression"));
    m_find = new QPushButton(tr("Find"), this);
    m_find->setObjectName(u"search.find"_s);
    m_find->setProperty("primary", true);
    m_replaceRow = new QWidget(this);
    m_replacement = new QLineEdit(m_replaceRow);
    m_replacement->setObjectName(u"search.replacement"_s);
    m_replacement->setPlaceholderText(tr("Replace with"));
    m_replacement->setAccessibleName(tr("Replace with"));
    m_replacement->setFont(Theme::dataFont());
    m_replace = new QPushButton(tr("Replace…"), m_replaceRow);
    m_replace->setObjectName(u"search.replace"_s);
    auto *replaceRow = new QHBoxLayout(m_replaceRow);
    replaceRow->setContentsMargins(0, 0, 0, 0);
    replaceRow->setSpacing(unit);
    replaceRow->addWidget(m_replacement, 1);
    replaceRow->addWidget(m_replace);
    m_replaceRow->hide();
    makeFiles();

    auto *first = new QHBoxLayout;
    first->setSpacing(unit / 2);
    first->addWidget(m_pattern, 1);
    for (QToolButton *one : {m_case, m_word, m_regex})
        first->addWidget(one);
    first->addSpacing(unit / 2);
    first->addWidget(m_find);
    auto *third = new QHBoxLayout;
    third->setSpacing(unit);
    third->addWidget(m_include, 1);
    third->addWidget(m_exclude, 1);
    third->addWidget(m_scope);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(unit / 2, unit, unit, unit);
    grid->setHorizontalSpacing(unit / 2);
    grid->setVerticalSpacing(unit);
    grid->addWidget(m_more, 0, 0);
    grid->addLayout(first, 0, 1);
    grid->addWidget(m_replaceRow, 1, 1);
    grid->addLayout(third, 2, 1);

    connect(m_pattern->lineEdit(), &QLineEdit::textEdited, this, &SearchForm::edited);
    connect(m_pattern, &QComboBox::activated, this, &SearchForm::asked);
    connect(m_pattern->lineEdit(), &QLineEdit::returnPressed, this, &SearchForm::asked);
    connect(m_find, &QPushButton::clicked, this, [this] {
        if (m_isBusy)
            Q_EMIT stopAsked();
        else
            Q_EMIT asked();
    });
    connect(m_more, &QToolButton::toggled, this, &SearchForm::openReplacing);
    connect(m_replacement, &QLineEdit::textEdited, this, &SearchForm::replacementEdited);
    connect(m_replacement, &QLineEdit::returnPressed, m_replace, &QPushButton::click);
    connect(m_replace, &QPushButton::clicked, this, &SearchForm::replaceAsked);
}

QToolButton *SearchForm::option(const char *name, const QString &sign, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setText(sign);
    button->setCheckable(true);
    button->setAutoRaise(true);
    setPlainToolTip(button, text);
    button->setAccessibleName(text);
    connect(button, &QToolButton::toggled, this, &SearchForm::edited);
    return button;
}

void SearchForm::makeFiles()
{
    const auto line = [this](const char *name, const QString &text) {
        auto *made = new QLineEdit(this);
        made->setObjectName(QLatin1String(name));
        made->setPlaceholderText(text);
        made->setAccessibleName(text);
        connect(made, &QLineEdit::textEdited, this, &SearchForm::edited);
        connect(made, &QLineEdit::returnPressed, this, &SearchForm::asked);
        return made;
    };
    m_include = line("search.include", tr("in files: *.py, templates/"));
    m_exclude = line("search.exclude", tr("not in: tests/, *.min.js"));
    m_scope = new QPushButton(this);
    m_scope->setObjectName(u"search.scope"_s);
    m_scope->setIcon(Theme::icon(u"window-close"_s));
    m_scope->setLayoutDirection(Qt::RightToLeft);
    m_scope->hide();
    connect(m_scope, &QPushButton::clicked, this, [this] {
        setFolder({}, {});
        Q_EMIT edited();
    });
}

project::SearchWish SearchForm::wish() const
{
    return {.pattern = {m_pattern->currentText(), m_regex->isChecked(), m_case->isChecked(), m_word->isChecked()},
            .include = globsOf(m_include->text()),
            .exclude = globsOf(m_exclude->text())};
}

QString SearchForm::replacement() const { return m_replacement->text(); }

bool SearchForm::isReplacing() const { return m_more->isChecked(); }

void SearchForm::setFolder(const QString &absolute, const QString &shown)
{
    m_folder = absolute;
    m_scope->setVisible(!absolute.isEmpty());
    m_scope->setText(tr("in %1").arg(withMarks(shown)).replace(u'&', "&&"_L1));
    m_scope->setAccessibleName(tr("Only in %1; click to search everywhere").arg(withMarks(shown)));
    setPlainToolTip(m_scope, m_scope->accessibleName());
}

void SearchForm::setPattern(const QString &pattern, bool isWord)
{
    m_pattern->setEditText(pattern);
    const QSignalBlocker first(m_word), second(m_regex), third(m_case);
    m_word->setChecked(isWord);
    m_regex->setChecked(false);
    m_case->setChecked(isWord);
}

void SearchForm::focusPattern()
{
    m_pattern->setFocus(Qt::OtherFocusReason);
    m_pattern->lineEdit()->selectAll();
}

void SearchForm::openReplacing(bool isOpen)
{
    m_more->setChecked(isOpen);
    m_replaceRow->setVisible(isOpen);
    if (isOpen && isVisible())
        m_replacement->setFocus(Qt::OtherFocusReason);
    Q_EMIT replacementEdited();
}

void SearchForm::remember()
{
    const QString pattern = m_pattern->currentText();
    const QSignalBlocker quiet(m_pattern);
    if (const int known = m_pattern->findText(pattern, Qt::MatchExactly | Qt::MatchCaseSensitive); known >= 0)
        m_pattern->removeItem(known);
    m_pattern->insertItem(0, pattern);
    while (m_pattern->count() > mostRemembered)
        m_pattern->removeItem(m_pattern->count() - 1);
    m_pattern->setCurrentIndex(0);
}

void SearchForm::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_find->setText(isBusy ? tr("Stop") : tr("Find"));
}

void SearchForm::setReplaceable(qint64 matches)
{
    m_replace->setEnabled(matches > 0 && !m_isBusy);
    m_replace->setText(matches > 0 ? tr("Replace %1…").arg(exactCount(matches)) : tr("Replace…"));
}

QJsonObject SearchForm::state() const
{
    QJsonArray history;
    for (int i = 0; i < m_pattern->count(); ++i)
        history << m_pattern->itemText(i);
    return {{u"pattern"_s, m_pattern->currentText()}, {u"history"_s, history},
            {u"case"_s, m_case->isChecked()},         {u"word"_s, m_word->isChecked()},
            {u"regex"_s, m_regex->isChecked()},       {u"include"_s, m_include->text()},
            {u"exclude"_s, m_exclude->text()},        {u"replacement"_s, m_replacement->text()},
            {u"replacing"_s, m_more->isChecked()}};
}

void SearchForm::restore(const QJsonObject &state)
{
    const QSignalBlocker quiet(this);
    m_pattern->clear();
    for (const auto &pattern : state[u"history"_s].toArray())
        m_pattern->addItem(pattern.toString());
    m_pattern->setEditText(state[u"pattern"_s].toString());
    m_case->setChecked(state[u"case"_s].toBool());
    m_word->setChecked(state[u"word"_s].toBool());
    m_regex->setChecked(state[u"regex"_s].toBool());
    m_include->setText(state[u"include"_s].toString());
    m_exclude->setText(state[u"exclude"_s].toString());
    m_replacement->setText(state[u"replacement"_s].toString());
    openReplacing(state[u"replacing"_s].toBool());
}

bool SearchForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down &&
        !(static_cast<QKeyEvent *>(event)->modifiers() & Qt::AltModifier)) { // Alt+Down: the history
        Q_EMIT left();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace oriel
