// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/fileline.h"

#include "widgets/theme.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace oriel {

FileLine::FileLine(const QString &name, const QString &title, QWidget *parent) : QWidget(parent), m_line(new QLineEdit(this))
{
    m_line->setObjectName(name);
    m_line->setFont(Theme::dataFont());
    m_line->setAccessibleName(title);
    auto *choose = new QPushButton(tr("Choose…"), this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit);
    layout->addWidget(m_line, 1);
    layout->addWidget(choose);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textEdited, this, &FileLine::edited);
    connect(choose, &QPushButton::clicked, this, [this, title] { this->choose(title); });
}

QString FileLine::path() const { return m_line->text(); }

void FileLine::setPath(const QString &path) { m_line->setText(path); }

void FileLine::choose(const QString &title)
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        setPath(path);
        Q_EMIT edited();
    });
    dialog->open();
}

} // namespace oriel
