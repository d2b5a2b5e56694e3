// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate tab of a Day's window, used as a user does.
#pragma once

#include "day.h"

namespace oriel::test {

class CertificateTab final
{
public:
    explicit CertificateTab(Day *day) : m_day(day) {}

    void open(const QString &url) const;          // tests nothing yet
    void openOf(const QString &connection) const; // Profile::id
    void enter(const QString &url) const;         // over what stands in the field
    bool test() const;                            // by its button, to the end
    bool says(const QString &part) const;         // at the end of a test, within our patience
    bool isDone() const;                          // nothing runs
    bool notes(const QString &part) const;        // in its notice, within our patience
    QString cause() const;                        // the verdict's sentence, or a problem's
    QString url() const;                          // the whole text of the field
    QString notice() const { return m_day->words("certificate.notice"); }
    void choose(const QString &path) const;                         // in the file chooser that is about to come
    bool apply() const;                                             // "Apply and test", where it is to be seen; to the end
    void chooseFolder(const QString &folder) const;                 // the project's; the pane is there after a test
    void picture(const QString &name, QWidget *of = nullptr) const; // dark and light, where $ORIEL_PICTURES names a folder

private:
    Day *m_day;
};

QByteArray contentOf(const QString &path);
void write(const QString &path, const QByteArray &text); // qFatal where it cannot be

// Files dragged over the middle of a widget and dropped there, as the platform delivers it; false: nobody takes them.
bool drop(QWidget *on, const QStringList &paths,
          bool withText = false); // withText: their URLs as plain text too; false: refused, or not on the screen

} // namespace oriel::test
