// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodyform.h"

#include "panels/api/fieldtable.h"
#include "panels/api/fileline.h"
#include "widgets/codeeditor.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;
using Kind = http::Body::Kind;

namespace {

constexpr int checkAfter = 150; // ms after the last key
enum Page { NonePage, TextPage, FieldsPage, FilePage };

Page pageOf(Kind kind)
{
    switch (kind) {
    case Kind::None:
        return NonePage;
    case Kind::Json:
    case Kind::Raw:
        return TextPage;
    case Kind::Form:
    case Kind::Multipart:
        return FieldsPage;
    case Kind::File:
        return FilePage;
    }
    return NonePage;
}

} // namespace

BodyForm::BodyForm(QWidget *parent)
    : QWidget(parent),
      m_kind(new QComboBox(this)),
      m_type(new QLineEdit(this)),
      m_format(new QAction(tr("Format the body"), this)),
      m_says(plainLabel({}, this)),
      m_pages(new QStackedLayout),
      m_editor(new CodeEditor(this)),
      m_fields(new FieldTable(tr("Name"), tr("Value"), this)),
      m_file(new FileLine(u"request.body.file"_s, tr("The file to send"), this))
{
    m_kind->setObjectName(u"request.body.kind"_s);
    m_kind->addItems({tr("No body"), tr("JSON"), tr("Form"), tr("Multipart"), tr("Text"), tr("File")});
    m_type->setObjectName(u"request.body.type"_s);
    m_type->setFont(Theme::dataFont());
    m_type->setPlaceholderText(tr("Content type"));
    m_type->setAccessibleName(m_type->placeholderText());
    m_kind->setAccessibleName(tr("Kind of body"));
    m_editor->setAccessibleName(tr("Body"));
    m_fields->setAccessibleName(tr("Fields of the body"));
    m_format->setObjectName(u"request.formatBody"_s);
    m_format->setIconText(tr("Format"));
    m_editor->setObjectName(u"request.body.text"_s);
    m_fields->setObjectName(u"request.body.fields"_s);
    m_says->setObjectName(u"request.body.says"_s);
    m_says->setMinimumWidth(1);
    auto *format = new QToolButton(this);
    format->setDefaultAction(m_format);
    m_formatButton = format;

    auto *head = new QHBoxLayout;
    head->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    head->setSpacing(unit);
    head->addWidget(m_kind);
    head->addWidget(m_type, 1);
    head->addWidget(m_says, 1);
    head->addStretch(0);
    head->addWidget(m_formatButton);
    auto *none = plainLabel(tr("This request carries no body."), this);
    none->setProperty("muted", true);
    none->setAlignment(Qt::AlignCenter);
    auto *file = new QWidget(this);
    auto *fileLayout = new QVBoxLayout(file);
    fileLayout->setContentsMargins(unit * 3 / 2, 0, unit * 3 / 2, unit);
    fileLayout->addWidget(m_file);
    fileLayout->addStretch(1);
    for (QWidget *page : {static_cast<QWidget *>(none), static_cast<QWidget *>(m_editor), static_cast<QWidget *>(m_fields), file})
        m_pages->addWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addLayout(m_pages, 1);

    m_typing.setSingleShot(true);
    m_typing.setInterval(checkAfter);
    connect(&m_typing, &QTimer::timeout, this, &BodyForm::check);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &BodyForm::showKind);
    connect(m_kind, &QComboBox::activated, this, &BodyForm::edited);
    connect(m_type, &QLineEdit::textEdited, this, &BodyForm::edited);
    connect(m_fields, &FieldTable::edited, this, &BodyForm::edited);
    connect(m_file, &FileLine::edited, this, &BodyForm::edited);
    connect(m_format, &QAction::triggered, this, &BodyForm::format);
    connect(m_editor, &QsciScintilla::textChanged, this, [this] {
        checkSoon();
        if (!m_isOurs)
            Q_EMIT edited();
    });
    showKind();
}

void BodyForm::showKind()
{
    const auto kind = Kind(m_kind->currentIndex());
    const bool isJson = kind == Kind::Json;
    m_pages->setCurrentIndex(pageOf(kind));
    m_type->setVisible(kind == Kind::Raw || kind == Kind::File);
    m_says->setVisible(!m_type->isVisible());
    m_formatButton->setVisible(isJson);
    m_format->setEnabled(isJson);
    m_fields->setFilesShown(kind == Kind::Multipart);
    if (pageOf(kind) == TextPage)
        m_editor->setLanguage(isJson ? "json" : "");
    m_editor->setPlaceholder(isJson ? tr("Write JSON here; {{variables}} are put in when it is sent.")
                                    : tr("Write the body here."));
    checkSoon();
}

void BodyForm::checkSoon()
{
    m_editor->clearMarks();
    m_says->clear();
    m_typing.start();
}

void BodyForm::check()
{
    if (Kind(m_kind->currentIndex()) != Kind::Json)
        return;
    m_check = inBackground(
        this, QThreadPool::globalInstance(), [text = m_editor->wholeText()](std::stop_token) { return flawOf(text); },
        [this](const std::optional<JsonFlaw> &flaw) {
            if (m_typing.isActive() || !flaw)
                return;
            const auto [begin, end] = m_editor->selectedRange();
            const qsizetype caret = m_editor->caret();
            const int top = m_editor->firstVisibleLine();
            m_editor->markError(flaw->offset, 1, flaw->message);
            if (begin == end && m_editor->caret() != caret)
                m_editor->setCaret(caret);
            m_editor->setFirstVisibleLine(top); // who types is not led away
            setLook(m_says, "role", u"error"_s);
            m_says->setText(marked(flaw->message));
        });
}

void BodyForm::format()
{
    if (const auto text = indented(m_editor->wholeText()); text && *text != m_editor->wholeText()) {
        m_editor->beginUndoAction();
        m_editor->selectAll();
        m_editor->replaceSelectedText(*text);
        m_editor->endUndoAction();
        m_editor->setCaret(0);
    } else if (!text) {
        check();
    }
}

http::Body BodyForm::body() const
{
    http::Body body;
    body.kind = Kind(m_kind->currentIndex());
    switch (pageOf(body.kind)) {
    case NonePage:
        break;
    case TextPage:
        body.text = m_editor->wholeText();
        break;
    case FieldsPage:
        body.fields = m_fields->fields();
        break;
    case FilePage:
        body.file = m_file->path();
        break;
    }
    if (body.kind == Kind::Raw || body.kind == Kind::File)
        body.type = m_type->text().trimmed();
    return body;
}

void BodyForm::setBody(const http::Body &body)
{
    const QScopedValueRollback ours(m_isOurs, true);
    m_kind->setCurrentIndex(int(body.kind));
    m_type->setText(body.type);
    if (m_editor->wholeText() != body.text)
        m_editor->setText(body.text);
    m_fields->setFields(body.fields);
    m_file->setPath(body.file);
}

QString bodyName(Kind kind)
{
    switch (kind) {
    case Kind::None:
        return {};
    case Kind::Json:
        return BodyForm::tr("JSON");
    case Kind::Form:
        return BodyForm::tr("form");
    case Kind::Multipart:
        return BodyForm::tr("multipart");
    case Kind::Raw:
        return BodyForm::tr("text");
    case Kind::File:
        return BodyForm::tr("file");
    }
    return {};
}

} // namespace oriel
