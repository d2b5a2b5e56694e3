// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/reportdialog.h"

#include "base/text.h"
#include "engines/sql/splitter.h"
#include "panels/table/columnchecks.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostShown = 64'000; // characters: the preview is looked at, not scrolled through

} // namespace

QString withoutLiterals(const QString &sql)
{
    QString masked = sql;
    const QList<sql::Token> tokens = sql::tokens(sql);
    for (auto token = tokens.crbegin(); token != tokens.crend(); ++token) {
        const bool isLongNumber = token->kind == sql::TokenKind::Number && token->end - token->begin >= 6;
        if (token->kind == sql::TokenKind::String || isLongNumber)
            masked.replace(token->begin, token->end - token->begin, u"'••••'"_s);
    }
    return masked;
}

ReportDialog::ReportDialog(const RowSource &rows, const Report &report, QWidget *parent)
    : QDialog(parent),
      m_rows(rows),
      m_report(report),
      m_title(new QLineEdit(this)),
      m_withSql(new QCheckBox(tr("With the SQL; where a column is masked, its literals are too"), this)),
      m_masks(new ColumnChecks(this)),
      m_preview(new QPlainTextEdit(this))
{
    build();
    QSet<int> secret;
    const QList<Column> columns = m_rows.columns();
    for (int column = 0; column < columns.size(); ++column)
        if (looksSecret(columns[column].name))
            secret << column;
    m_masks->setColumns(columns, secret);
    m_title->setText(report.title);
    m_withSql->setChecked(!report.sql.isEmpty());
    m_withSql->setVisible(!report.sql.isEmpty());
    connect(m_title, &QLineEdit::textChanged, this, &ReportDialog::preview);
    connect(m_withSql, &QCheckBox::toggled, this, &ReportDialog::preview);
    connect(m_masks, &ColumnChecks::changed, this, &ReportDialog::preview);
    preview();
}

void ReportDialog::build()
{
    setObjectName(u"report"_s);
    setWindowTitle(tr("Copy for a report"));
    m_title->setObjectName(u"report.title"_s);
    m_title->setPlaceholderText(tr("Title"));
    m_withSql->setObjectName(u"report.sql"_s);
    m_preview->setObjectName(u"report.preview"_s);
    m_preview->setReadOnly(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(Theme::dataFont());
    m_preview->setTabChangesFocus(true);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *take = new QPushButton(tr("Copy"), this);
    take->setObjectName(u"report.copy"_s);
    take->setProperty("primary", true);
    buttons->addButton(take, QDialogButtonBox::ActionRole);
    take->setDefault(true);
    connect(take, &QPushButton::clicked, this, &ReportDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *left = new QVBoxLayout;
    left->setSpacing(unit);
    left->addWidget(plainLabel(tr("Mask the values of"), this));
    left->addWidget(m_masks, 1);
    auto *right = new QVBoxLayout;
    right->setSpacing(unit);
    right->addWidget(m_title);
    right->addWidget(m_preview, 1);
    right->addWidget(m_withSql);
    auto *halves = new QHBoxLayout;
    halves->setSpacing(2 * unit);
    halves->addLayout(left, 1);
    halves->addLayout(right, 3);
    auto *whole = new QVBoxLayout(this);
    whole->setSpacing(2 * unit);
    whole->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    whole->addLayout(halves, 1);
    whole->addWidget(buttons);
    resize(112 * unit, 66 * unit);
}

QByteArray ReportDialog::text() const
{
    Report report = m_report;
    const QList<int> masked = m_masks->checked();
    report.masked = QSet<int>(masked.begin(), masked.end());
    report.title = m_title->text();
    if (!m_withSql->isChecked())
        report.sql.clear();
    else if (!masked.isEmpty())
        report.sql = withoutLiterals(report.sql);
    return reportText(m_rows, report);
}

// Drawn with marks; what is copied is as the server sent it.
void ReportDialog::preview()
{
    QStringList lines = QString::fromUtf8(text()).left(mostShown).split(u'\n');
    std::ranges::transform(lines, lines.begin(), withMarks);
    m_preview->setPlainText(lines.join(u'\n'));
}

void ReportDialog::copy()
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text()));
    Q_EMIT copied(m_rows.rowCount());
    accept();
}

} // namespace oriel
