// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

class QAction;

namespace oriel {

// A connection text whose passwords are drawn as ••••. The whole text (url()) and what is shown (text()) are kept apart: the
// field itself holds only bullets, so neither a picture, the accessibility tree, undo nor the clipboard can give a password
// away. An edit that touches the bullets replaces the whole password; one that is being typed is hidden as soon as the cursor
// leaves it. The eye shows all until it is pressed again; even then what is copied lacks the password. GUI thread.
class UrlLine final : public QLineEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UrlLine)
public:
    struct Mark
    {
        int offset = 0, length = 0; // in url(), UTF-16 units; length 0 is not drawn
        bool isWrong = false;       // error's colour, else warning's
        QString message;            // the tooltip there; plain text
    };
    struct Span // of the whole text
    {
        int begin = 0, end = 0;
        bool operator==(const Span &) const = default;
    };

    explicit UrlLine(QWidget *parent = nullptr);
    QString url() const { return m_url; } // with its passwords
    void setUrl(const QString &url);
    void setMarks(const QList<Mark> &marks); // they move with the text as it is edited; those that an edit touches go
    QString selectedWithoutPasswords() const;

public Q_SLOTS: // in place of QLineEdit's, also for its context menu
    void copy() const;
    void cut();

Q_SIGNALS:
    void urlChanged(const QString &url); // by the user or by setUrl()

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void takeEdit(const QString &now);
    void hidePasswords(bool alsoAtCursor);
    void become(const QString &url, const QList<Span> &hidden, int cursor);
    void moveMarks(const QString &now);
    void drawMarks();
    void giveSelection() const;
    QString shown() const;
    int shownAt(int whole, bool isEnd = false) const;
    int wholeAt(int shown, bool isEnd = false) const;

    QString m_url;
    QList<Span> m_hidden; // in order
    QList<Mark> m_marks;
    QAction *m_eye;
    bool m_isOwnEdit = false;
};

} // namespace oriel
