// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificatetab.h"

#include "app/workspace.h"
#include "shell/window.h"
#include "widgets/theme.h"
#include "widgets/urlline.h"

#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QWindow>

namespace oriel::test {

using namespace Qt::StringLiterals;

void CertificateTab::open(const QString &url) const
{
    m_day->workspace().answer(OpenCertificate{{}, url});
    if (!m_day->waitFor("certificate.url"))
        qFatal("the tab did not open");
}

void CertificateTab::openOf(const QString &connection) const
{
    m_day->workspace().answer(OpenCertificate{connection, {}});
    if (!m_day->waitFor("certificate.url"))
        qFatal("the tab did not open");
}

void CertificateTab::enter(const QString &url) const
{
    m_day->focus("certificate.url");
    m_day->paste(url);
}

bool CertificateTab::test() const
{
    m_day->click("certificate.test");
    return m_day->waitUntil([this] { return isDone() && m_day->see("certificate.verdict"); });
}

bool CertificateTab::isDone() const
{
    const auto *button = m_day->see<QPushButton>("certificate.test");
    return button && button->isEnabled() && button->text() == u"&Test"_s;
}

bool CertificateTab::says(const QString &part) const
{
    return m_day->waitUntil([&] { return isDone() && cause().contains(part); });
}

bool CertificateTab::notes(const QString &part) const
{
    return m_day->waitUntil([&] { return notice().contains(part); });
}

QString CertificateTab::cause() const
{
    const QWidget *verdict = m_day->see("certificate.verdict");
    return verdict ? verdict->accessibleName() : QString();
}

QString CertificateTab::url() const { return m_day->see<UrlLine>("certificate.url")->url(); }

void CertificateTab::choose(const QString &path) const
{
    if (!m_day->waitFor("certificate.chooser"))
        qFatal("no file chooser came");
    auto *name = m_day->see("certificate.chooser")->findChild<QLineEdit *>(u"fileNameEdit"_s);
    name->setText(path);
    QTest::keyClick(name, Qt::Key_Return);
    if (!m_day->waitUntil([this] { return !m_day->see("certificate.chooser"); }))
        qFatal("%s cannot be chosen", qPrintable(path));
}

bool CertificateTab::apply() const
{
    m_day->click("certificate.apply");
    return m_day->waitUntil([this] { return isDone(); });
}

void CertificateTab::chooseFolder(const QString &folder) const
{
    m_day->click("certificate.chooseFolder");
    choose(folder);
}

void CertificateTab::picture(const QString &name, QWidget *of) const
{
    const QString folder = qEnvironmentVariable("ORIEL_PICTURES");
    if (folder.isEmpty())
        return;
    for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::load(mode)->apply();
        QCoreApplication::processEvents(); // the style is polished anew
        (of ? of : m_day->window())
            ->grab()
            .save(folder + u"/%1-%2.png"_s.arg(name, mode == Theme::Mode::Dark ? u"dark"_s : u"light"_s));
    }
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(path));
}

bool drop(QWidget *on, const QStringList &paths, bool withText)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &path : paths)
        urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    if (withText)
        data.setText(urls.first().toString());
    QWindow *window = on->window()->windowHandle();
    const QPoint at = on->mapTo(on->window(), on->rect().center());
    if (const QWidget *there = on->window()->childAt(at); !there || (there != on && !on->isAncestorOf(there)))
        return false; // it has no place on the screen yet, and the window would open the file
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window, &enter);
    QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    move.setAccepted(enter.isAccepted()); // as QGuiApplication does
    QCoreApplication::sendEvent(window, &move);
    if (!move.isAccepted()) {
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(window, &leave);
        return false;
    }
    QDropEvent dropped(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window, &dropped);
    return dropped.isAccepted();
}

} // namespace oriel::test
