// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/api/bodytreemodel.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace oriel {

class PartTree;

// The tree of a JSON body, and below it the path of the row at hand. Its commands are QActions of its own, "body.…". GUI thread.
class BodyTree final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyTree)
public:
    explicit BodyTree(QWidget *parent = nullptr);

    using QWidget::show;
    void show(BodyTreeModel::Shared document, bool areMany); // null: nothing
    void showOnly(BodyTreeModel::Shared document, std::vector<json::Value> values);
    void grow();
    bool reveal(std::uint64_t offset); // current, in sight; false: nothing there, or only what is found is shown
    void expandLevels(int levels);     // of all, as far as 10,000 rows go
    BodyTreeModel *model() const { return m_model; }
    QString currentPath() const; // JSONPath; empty: none
    void setCapture(bool isOffered);
    void copyCurrent(); // its value

Q_SIGNALS:
    void filterAsked(const QString &jsonPath);
    void captureAsked(const QString &jsonPath);
    void compareAsked();
    void currentChanged();
    void refused(const QString &reason); // a copy that was too large

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void addCommands();
    QAction *addCommand(const char *name, const QString &text, std::function<void()> run, const QKeySequence &key = {});
    void updateCommands();
    void showMenu(const QPoint &at);
    void openFew();
    void narrow();
    void fit();
    void expandBelow(const QModelIndex &index, int levels, int *left);
    void copy(const QString &text);
    void copyBytes(const json::Value &value, bool isDecoded);
    std::optional<json::Value> current() const;
    void goToLast();

    PartTree *m_tree;
    BodyTreeModel *m_model;
    QLabel *m_path;
    QTimer m_fit;
    QHash<QString, QAction *> m_commands;
    bool m_areMany = false, m_isCaptureOffered = true;
};

} // namespace oriel
