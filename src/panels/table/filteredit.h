// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QLineEdit>

#include <optional>

class QCompleter;
class QStringListModel;

namespace oriel {

// One line of SQL: completes names of columns and the words of conditions, marks the place of a mistake. GUI thread.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FilterEdit)
public:
    explicit FilterEdit(QWidget *parent = nullptr);
    void setColumns(const QList<Column> &columns);
    void setFlaw(std::optional<qsizetype> at); // underlined from there to the end of the word
    void clearFlaw();

Q_SIGNALS:
    void asked();         // Return
    void left();          // Esc
    void historyWanted(); // Down, or Ctrl+Down with text

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void complete(bool isForced);
    void showInvalid(bool isInvalid);
    void insert(const QString &word);
    qsizetype wordBegin() const;

    QStringListModel *m_words;
    QCompleter *m_completer;
    std::optional<qsizetype> m_flaw;
};

} // namespace oriel
