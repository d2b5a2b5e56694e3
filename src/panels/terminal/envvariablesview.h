// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTreeView;

namespace oriel {

class EnvVariablesModel;
class ProjectEnv;
struct EnvVariable;

// What .env and .flaskenv of the open folder say, as a list that follows them; nothing of it is changed here. A click on where a
// variable stands, or Return, asks for that line. Secrets are masked until they are asked for; copying takes the value. GUI
// thread.
class EnvVariablesView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvVariablesView)
public:
    explicit EnvVariablesView(const ProjectEnv *env, QWidget *parent = nullptr); // env outlives it
    void setOwn(const QStringList &names);                                       // the project's variables set in Oriel

Q_SIGNALS:
    void lineAsked(const QString &file, int line);

private:
    void make();
    void refresh();
    const EnvVariable *current() const;
    void ask(const QModelIndex &index);

    const ProjectEnv *m_env;
    EnvVariablesModel *m_model;
    QSortFilterProxyModel *m_shown;
    QTreeView *m_view;
    QStackedWidget *m_pages;
    QLabel *m_nothing, *m_says;
    QAction *m_copy;
};

} // namespace oriel
