// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/diagnosis.h"
#include "panels/certificates/card.h"

class QToolButton;
class QTreeWidget;

namespace oriel {

class CertificateDetails;

// The chain as the server sent it and as it was built against the user's bundle, with what is wrong about each certificate, and
// the current one in full. GUI thread.
class ChainView final : public Card
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChainView)
public:
    explicit ChainView(QWidget *parent = nullptr);
    void show(const Diagnosis &diagnosis);
    bool isBuilt() const; // as built is shown
    void setBuilt(bool isBuilt);
    bool canCopy() const; // a certificate is current and the list has the focus
    void copyCurrent();

Q_SIGNALS:
    void switched();
    void copied(const QString &what);
    void saveAsked(const QByteArray &pem, const QString &suggestedName);

private:
    struct Row
    {
        tls::Certificate certificate; // empty der: one that nobody has
        QString name;
        int sign = 0; // FactDelegate::Sign
        QString fact, role, explanation;
    };
    QList<Row> rows(bool isBuilt) const;
    Row rowOf(const tls::Certificate &certificate, int depth, bool isBuilt) const;
    void fill();
    void showCurrent();
    void fillPemMenu();
    const tls::Certificate *current() const;
    QByteArray chainPem() const;

    Diagnosis m_diagnosis;
    QList<Row> m_rows;
    QDateTime m_now;
    QToolButton *m_asSent, *m_asBuilt, *m_pem;
    QTreeWidget *m_tree;
    CertificateDetails *m_details;
};

} // namespace oriel
