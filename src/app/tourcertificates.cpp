// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through the certificate tab: a good server, one that deserves a warning, a bundle that does not fit, the bundle
// itself, a deep scan.
#include "app/tour.h"

#include "app/workspace.h"

#include <QAbstractButton>
#include <QFile>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

// Any bundle that does not hold the sample server's authority: this system's, else a page that was saved in its place.
QString wrongBundle(const QString &folder)
{
    const QString path = folder + u"/rds-combined-ca-bundle.pem"_s;
    if (QFile::copy(u"/etc/ssl/certs/ca-certificates.crt"_s, path))
        return path;
    QFile page(path);
    if (page.open(QIODevice::WriteOnly))
        page.write("<!DOCTYPE html><title>Not found</title>\n");
    return path;
}

} // namespace

void Tour::planCertificates()
{
    const auto isDone = [this](const QString &tone) {
        const auto *button = qobject_cast<QAbstractButton *>(find("certificate.test"));
        const QWidget *verdict = find("certificate.verdict");
        return button && verdict && button->text() == u"&Test"_s && verdict->property("tone").toString() == tone;
    };
    const auto changed = [this](const QString &keyword, const QString &value) {
        pg::ConnInfo info = m_workspace->connection(u"sandbox"_s)->profile().info;
        info.setPassword({});
        info.set(keyword, value);
        return info.toUrl();
    };
    m_steps << Step{u"The sample's certificate tab is opened"_s,
                    [this] { m_workspace->answer(OpenCertificate{u"sandbox"_s, {}}); },
                    [this] { return find("certificate.test"); },
                    {},
                    {}};
    m_steps << Step{u"Its certificate is good, libpq agrees in every mode"_s,
                    [this] { click("certificate.test"); },
                    [isDone] { return isDone(u"success"_s); },
                    u"certificate-good"_s,
                    {}};
    m_steps << Step{u"The same server without verify-full deserves a warning"_s,
                    [this, changed] {
                        m_workspace->answer(OpenCertificate{{}, changed(u"sslmode"_s, u"require"_s)});
                        click("certificate.test");
                    },
                    [isDone] { return isDone(u"warning"_s); },
                    u"certificate-warning"_s,
                    {}};
    m_steps << Step{u"A bundle that does not hold its authority"_s,
                    [this, changed] {
                        m_workspace->answer(OpenCertificate{{}, changed(u"sslrootcert"_s, wrongBundle(m_files.path()))});
                        click("certificate.test");
                    },
                    [isDone] { return isDone(u"error"_s); },
                    u"certificate-failing"_s,
                    {}};
    m_steps << Step{u"A deep scan asks first"_s,
                    [this] { click("certificate.deepScan"); },
                    [this] { return find("certificate.startScan"); },
                    {},
                    {}};
    m_steps << Step{u"Then lists what the server accepts"_s,
                    [this] { click("certificate.startScan"); },
                    [this] { return find("certificate.scanned") && !find("certificate.stopScan"); },
                    u"scan"_s,
                    {}};
    m_steps << Step{u"The bundle itself, certificate by certificate"_s,
                    [this] { click("certificate.inspect"); },
                    [this] { return find("bundle.list"); },
                    u"bundle"_s,
                    {}};
}

} // namespace oriel
