// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

#include <functional>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace oriel {

// A line to type into and a list below it, over the top of a document: places to go to. Return takes the chosen one, Esc and
// another focus close it. Owned by its document. GUI thread.
class ChoiceSheet final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChoiceSheet)
public:
    struct Entry
    {
        QString text, detail; // from outside: shown with marks
    };
    explicit ChoiceSheet(QWidget *over);
    // Filtered by what is typed; `chosen` gets the index.
    void openList(const QString &prompt, const QList<Entry> &entries, std::function<void(qsizetype)> chosen);
    // Without a list: what is typed. `typed` answers whether that was understood; else the sheet stays.
    void openLine(const QString &prompt, std::function<bool(const QString &)> typed);
    void leave();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void open(const QString &prompt);
    void filter();
    void take();
    void place();

    QLineEdit *m_line;
    QListView *m_list;
    QStandardItemModel *m_model;
    QList<Entry> m_entries;
    std::function<void(qsizetype)> m_chosen;
    std::function<bool(const QString &)> m_typed;
    QPointer<QWidget> m_before; // had the focus
};

} // namespace oriel
