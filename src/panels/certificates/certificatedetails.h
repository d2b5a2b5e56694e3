// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"
#include "engines/tls/certificate.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTextEdit;

namespace oriel {

constexpr int expiresSoon = 90; // days left from which on a certificate is marked

// How long a certificate is good for, in words, with a sign and a colour role that say the same.
struct Validity
{
    enum class State { Good, Soon, Expired, NotYet, Unknown };
    State state = State::Unknown;
    QString text; // "214 days left", "expired 824 days ago"
    QString sign; // "✓", "!", "✕"
    QString role; // of theme.json: "success", "warning", "error"
};
Validity validityOf(const tls::Certificate &certificate, const QDateTime &now);

// One certificate with all it says, to read, select and copy; its PEM to copy or save. Texts come from outside and stay plain.
// GUI thread.
class CertificateDetails final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CertificateDetails)
public:
    explicit CertificateDetails(QWidget *parent = nullptr);
    using QWidget::show;
    void show(const tls::Certificate &certificate, const QDateTime &now);
    void clear();
    void showWhole(); // as high as its text needs, for a place that scrolls itself
    void copyPem() const;
    void askWhereToSave();
    void savePem(const QString &path); // what came of it is said beside the buttons

Q_SIGNALS:
    void saved(const QString &path);

protected:
    void changeEvent(QEvent *event) override; // colours follow the theme

private:
    void fill();
    QList<std::pair<QString, QString>> rows() const;

    QLabel *m_name, *m_validity, *m_said;
    QTextEdit *m_text;
    QPushButton *m_copy, *m_save;
    std::optional<tls::Certificate> m_certificate;
    QDateTime m_now;
    Job m_saving;
};

} // namespace oriel
