// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/http/request.h"
#include "panels/api/jsonbody.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedLayout;

namespace oriel {

class CodeEditor;
class FieldTable;
class FileLine;

// What a request carries: JSON whose flaws are marked while it is typed, a form, parts with files, any text, a file. GUI thread.
class BodyForm final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyForm)
public:
    explicit BodyForm(QWidget *parent = nullptr);
    http::Body body() const;
    void setBody(const http::Body &body);
    QAction *formatCommand() const { return m_format; } // "request.formatBody"
    CodeEditor *editor() const { return m_editor; }

Q_SIGNALS:
    void edited(); // by the user

private:
    void showKind();
    void checkSoon();
    void check();
    void format();

    QComboBox *m_kind;
    QLineEdit *m_type;
    QAction *m_format;
    QWidget *m_formatButton;
    QLabel *m_says;
    QStackedLayout *m_pages;
    CodeEditor *m_editor;
    FieldTable *m_fields;
    FileLine *m_file;
    QTimer m_typing;
    Job m_check;
    bool m_isOurs = false; // the text is being set
};

QString bodyName(http::Body::Kind kind); // "JSON"; empty: none

} // namespace oriel
