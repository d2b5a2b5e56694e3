// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/http/requesttext.h"

#include <QDialog>
#include <QStringList>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace oriel {

class NoticeBar;
class RequestLibrary;

// Requests that come from elsewhere: pasted, chosen or dropped. It says what was found before anything is taken, and takes it
// without secrets unless the user ticks them (SAFETY 8). Deletes itself when closed. GUI thread.
class ImportDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ImportDialog)
public:
    // folder: of the library, proposed; the library outlives it
    ImportDialog(RequestLibrary *library, const QString &folder, QWidget *parent = nullptr);
    void setText(const QString &text);
    void readFile(const QString &path); // off the GUI thread, 64 MB at most

Q_SIGNALS:
    void imported(const QStringList &ids);

private:
    struct Read // what a text or file gave
    {
        Result<http::Imported> found;
        QString name; // of the file; empty: pasted
        int secrets = 0;
    };
    QWidget *makeFound();
    void chooseFile();
    void read(const QString &path, const QByteArray &text);
    void showRead(const Read &read);
    void judge();
    void fillPlaces(const QString &name);
    QList<http::Request> chosen() const;
    void take();
    void takeNext(QList<http::Request> left, QStringList ids);
    void takeVariables(const QStringList &ids);

    RequestLibrary *m_library;
    http::Imported m_found;
    Job m_reading;
    QTimer m_soon;
    QPlainTextEdit *m_text, *m_remarks;
    QLabel *m_file, *m_says;
    QListWidget *m_list;
    QComboBox *m_folder, *m_environment;
    QWidget *m_foundPart, *m_environmentPart;
    QCheckBox *m_secrets;
    NoticeBar *m_notice;
    QPushButton *m_import;
};

// What an imported request may not bring along: files outside of the folder it is sent from, keys, certificates, a proxy. They
// are taken out, a sentence for each.
QStringList confine(http::Request &request);

} // namespace oriel
