// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;

namespace oriel {

// The path of a file, typed or chosen. GUI thread.
class FileLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FileLine)
public:
    FileLine(const QString &name, const QString &title, QWidget *parent = nullptr); // name: the line's objectName
    QString path() const;
    void setPath(const QString &path);

Q_SIGNALS:
    void edited();

private:
    void choose(const QString &title);

    QLineEdit *m_line;
};

} // namespace oriel
