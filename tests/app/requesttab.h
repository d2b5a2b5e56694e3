// SPDX-License-Identifier: GPL-3.0-or-later
// The request tab of a Day's window, used as a user does.
#pragma once

#include "day.h"
#include "engines/http/request.h"

#include <QModelIndex>

namespace oriel {
class BodyView;
class RequestDocument;
} // namespace oriel

namespace oriel::test {

class RequestTab final
{
public:
    explicit RequestTab(Day *day) : m_day(day) {}

    RequestDocument *document() const; // qFatal where another kind of document is in front
    template<typename T>
    T *part(const char *name) const // also one that is out of sight
    {
        T *const found = within()->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    void openNew() const; // by its key
    void open(const http::Request &request) const;
    void go(const QString &url) const;            // typed over what is there, sent, awaited to the end of its body
    bool send() const;                            // by its key, awaited to its end
    bool start(const QString &status = {}) const; // sent; that status has come, the rest may not
    bool isDone() const;                          // nothing is on its way
    bool chooseEnvironment(const QString &name) const;
    QString status() const;
    QString notice() const { return m_day->words("response.notice"); }
    void press(const QString &button) const; // of a notice, by its words
    BodyView *body() const;
    bool isRead() const; // the body, to its end

    bool showTab(const QString &name) const; // of the answer: "TLS", without what is counted behind it
    QString tabs() const;                    // those that are to be seen

    QModelIndex node(const QStringList &names) const;              // of the tree, below what is on top; opened on the way
    QString value(const QStringList &names, int column = 1) const; // 1: the value, 2: the remark
    void choose(const QStringList &names) const;                   // by a click

    // Light and dark, in a wide window and a narrow one, where $ORIEL_PICTURES names a folder.
    void picture(const QString &name, QWidget *of = nullptr) const;

private:
    const QWidget *within() const;

    Day *m_day;
};

QString columnOf(const RowModel *rows, const QString &name); // its cells, "a|b|c"

} // namespace oriel::test
