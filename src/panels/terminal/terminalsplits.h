// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QSplitter>

#include <functional>

namespace oriel {

class TerminalPane;

// The terminals of one tab, beside and below each other. It is never empty: who takes its last terminal deletes it. GUI thread.
class TerminalSplits final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalSplits)
public:
    using Make = std::function<TerminalPane *(QWidget *parent)>;
    explicit TerminalSplits(Make make, QWidget *parent = nullptr); // empty until start() or restore()
    ~TerminalSplits() override;
    TerminalPane *start();
    TerminalPane *split(TerminalPane *beside, Qt::Orientation orientation); // Horizontal: to the right
    void remove(TerminalPane *pane);                                        // deletes it
    QList<TerminalPane *> panes() const;                                    // as they are read
    TerminalPane *current() const;                                          // the one that has, or had, the focus
    TerminalPane *next(int step) const;

    QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void currentChanged();

private:
    TerminalPane *add(QSplitter *to, int place);
    QJsonObject stateOf(const QSplitter *splitter) const;
    void restore(QSplitter *splitter, const QJsonObject &state, int depth);
    void dissolve(QSplitter *splitter); // with one child it is no split

    Make m_make;
    QSplitter *m_root;
    TerminalPane *m_current = nullptr;
};

} // namespace oriel
