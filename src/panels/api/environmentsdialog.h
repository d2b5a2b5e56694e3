// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/requestlibrary.h"

#include <QDialog>
#include <QToolButton>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace oriel {

class EnvironmentVariables;
class NoticeBar;

// The environments: added, duplicated, changed, deleted. Nothing is so before Save; where the keychain refuses, the dialog stays
// and says so. Deletes itself when closed. GUI thread.
class EnvironmentsDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvironmentsDialog)
public:
    EnvironmentsDialog(RequestLibrary *library, QWidget *parent = nullptr); // the library outlives it
    void choose(const QString &id);

private:
    struct Draft
    {
        ApiEnvironment now, before; // before.id empty: a new one
        bool isAsked = false;       // the keychain, for its secrets
    };
    QWidget *makeList();
    QWidget *makeForm();
    QWidget *makeOrigins();
    QWidget *makeTaken();
    QWidget *makeEmpty();
    QString freeName(const QString &wanted) const;
    Draft *current();
    void add(const ApiEnvironment &environment);
    void duplicate();
    void askRemoval();
    void fillList(qsizetype chosen);
    void showChosen();
    void readSecrets();
    void take();                                        // what the form holds
    QList<http::Field> taken(const Draft &draft) const; // captured values that are not in it
    void showTaken();
    void keepTaken();
    void judge();
    void save();
    void saveNext();

    RequestLibrary *m_library;
    QList<Draft> m_drafts;
    QStringList m_removed; // ids
    bool m_isShowing = false;
    NoticeBar *m_notice;
    QListWidget *m_list, *m_origins, *m_taken;
    QStackedWidget *m_pages;
    QLineEdit *m_name;
    QCheckBox *m_production, *m_noBodies;
    EnvironmentVariables *m_variables;
    QTreeView *m_table;
    QLabel *m_noOrigin;
    QWidget *m_takenPart;
    QPushButton *m_duplicate, *m_remove, *m_removeVariable, *m_removeOrigin, *m_keep, *m_save;
};

// A button that names the current environment and switches it. GUI thread.
class EnvironmentPicker final : public QToolButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvironmentPicker)
public:
    EnvironmentPicker(RequestLibrary *library, QWidget *parent = nullptr); // the library outlives it

protected:
    void changeEvent(QEvent *event) override; // its colours follow the theme

private:
    void showCurrent();
    void openMenu();

    RequestLibrary *m_library;
    bool m_isProduction = false;
};

} // namespace oriel
