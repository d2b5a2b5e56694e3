// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/search.h"

#include <QJsonObject>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace oriel {

// What to search for: a pattern with its options and its history, what to put in its place, in which files. GUI thread.
class SearchForm final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchForm)
public:
    explicit SearchForm(QWidget *parent);
    project::SearchWish wish() const;
    QString replacement() const;
    bool isReplacing() const;                   // the second line is open
    QString folder() const { return m_folder; } // as given; empty: everywhere
    void setFolder(const QString &absolute, const QString &shown);
    void setPattern(const QString &pattern, bool isWord);
    void focusPattern();
    void openReplacing(bool isOpen);
    void remember();           // the pattern, as the newest of the history
    void setBusy(bool isBusy); // Find becomes Stop
    void setReplaceable(qint64 matches);
    QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void edited(); // a search for what is there now may begin soon
    void asked();  // Return, Find
    void stopAsked();
    void replacementEdited();
    void replaceAsked();
    void left(); // Down: to the results

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *option(const char *name, const QString &sign, const QString &text);
    void makeFiles();

    QComboBox *m_pattern;
    QLineEdit *m_replacement, *m_include, *m_exclude;
    QToolButton *m_case, *m_word, *m_regex, *m_more;
    QPushButton *m_find, *m_replace, *m_scope;
    QWidget *m_replaceRow;
    QString m_folder;
    bool m_isBusy = false;
};

} // namespace oriel
