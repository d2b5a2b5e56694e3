// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/driverpane.h"

#include "base/text.h"
#include "panels/certificates/certificatewords.h"
#include "panels/certificates/factdelegate.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QThreadPool>
#include <QTreeWidget>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

namespace {

void addRow(QTreeWidget *rows, const QString &name, const words::Told &told, const QString &detail)
{
    auto *item = new QTreeWidgetItem(rows, {withMarks(name.left(200))});
    item->setData(0, FactDelegate::SignRole, int(FactDelegate::signOf(told.role)));
    item->setData(0, FactDelegate::FactRole, withMarks(told.text.left(300)));
    item->setData(0, FactDelegate::FactColour, told.role == "error"_L1 ? told.role : QString());
    item->setData(0, Qt::ToolTipRole, plain(detail));
    rows->setFixedHeight(rows->topLevelItemCount() * FactDelegate::rowHeight + 2);
}

} // namespace

DriverPane::DriverPane(QWidget *parent)
    : Card(parent),
      m_says(plainLabel({}, this)),
      m_pythons(new QComboBox(this)),
      m_choose(new QPushButton(tr("Project folder…"), this)),
      m_try(new QPushButton(tr("Try"), this)),
      m_rows(new QTreeWidget(this))
{
    setTitle(tr("With my application's driver"));
    m_says->setObjectName(u"certificate.driverSays"_s);
    m_says->setProperty("muted", true);
    m_says->setWordWrap(true);
    m_pythons->setObjectName(u"certificate.pythons"_s);
    m_pythons->setAccessibleName(tr("Python environment"));
    m_pythons->setMinimumContentsLength(8);
    m_pythons->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choose->setObjectName(u"certificate.chooseFolder"_s);
    m_try->setObjectName(u"certificate.tryDrivers"_s);
    m_rows->setObjectName(u"certificate.drivers"_s);
    m_rows->setAccessibleName(tr("libpq and the project's drivers"));
    FactDelegate::dress(m_rows, true);
    m_rows->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *line = new QHBoxLayout;
    line->setSpacing(unit);
    line->addWidget(m_pythons, 1);
    line->addWidget(m_try);
    line->addWidget(m_choose);
    line->addStretch(0);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    top->setSpacing(unit);
    top->addWidget(m_says);
    top->addLayout(line);
    body()->addWidget(m_rows);
    body()->addLayout(top);
    body()->addStretch(1);
    connect(m_choose, &QPushButton::clicked, this, &DriverPane::folderAsked);
    connect(m_try, &QPushButton::clicked, this, [this] { m_isRunning ? stop() : askTrust(); });
    setFolder({});
}

void DriverPane::setFolder(const QString &folder)
{
    m_folder = folder;
    m_pythons->clear();
    m_pythons->hide();
    m_try->hide();
    if (folder.isEmpty()) {
        m_says->setText(tr("Works in psql, not in my app? Choose the project: its own psycopg, psycopg2, asyncpg or pg8000 "
                           "connects with this URL."));
        return;
    }
    m_says->setText(tr("Looking for Python environments…"));
    m_looking = inBackground(
        this, QThreadPool::globalInstance(), [folder](std::stop_token) { return pythonsIn(folder); },
        [this](const QStringList &found) {
            for (const QString &python : found)
                m_pythons->addItem(withMarks(QDir(m_folder).relativeFilePath(python)), python);
            m_pythons->setVisible(!found.isEmpty());
            m_try->setVisible(!found.isEmpty());
            m_says->setText(marked(found.isEmpty()
                                       ? tr("%1 holds no Python environment (a folder with pyvenv.cfg).").arg(m_folder)
                                       : tr("In %1, with this environment:").arg(m_folder)));
        });
}

void DriverPane::askTrust()
{
    m_python = m_pythons->currentData().toString();
    if (m_python.isEmpty())
        return;
    if (m_trusted.contains(m_python)) {
        Q_EMIT tryAsked();
        return;
    }
    auto *box = new QMessageBox(this);
    box->setObjectName(u"certificate.trust"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Run this project's Python?"));
    setPlainText(
        box, tr("Run %1 in the folder %2?").arg(m_python.left(500), m_folder.left(500)),
        tr("It loads the drivers installed there and gives them this URL with its password. Do so only if you trust what "
           "is in the folder."));
    auto *yes = box->addButton(tr("Trust and run"), QMessageBox::AcceptRole);
    yes->setObjectName(u"certificate.trustYes"_s);
    auto *no = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    connect(box, &QMessageBox::finished, this, [this, box, yes, python = m_python] {
        if (box->clickedButton() != yes)
            return;
        m_trusted.insert(python);
        Q_EMIT tryAsked();
    });
    box->open();
}

void DriverPane::run(const QString &urlWithPassword)
{
    setRunning(true);
    m_says->setText(tr("Trying…"));
    m_running = inBackground(
        this, QThreadPool::globalInstance(),
        [python = m_python, folder = m_folder, urlWithPassword](std::stop_token stop) {
            return tryDrivers(python, folder, urlWithPassword, stop);
        },
        [this](const Result<QList<DriverWord>> &words) {
            setRunning(false);
            show(words);
        });
}

void DriverPane::stop()
{
    if (!m_isRunning)
        return;
    m_running.cancel();
    setRunning(false);
    m_says->setText(tr("Stopped."));
}

void DriverPane::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_try->setText(isRunning ? tr("Stop") : tr("Try"));
    Q_EMIT runningChanged();
}

void DriverPane::show(const Diagnosis &diagnosis)
{
    m_rows->clear();
    const tls::Verdict &verdict = diagnosis.verdicts[size_t(diagnosis.mode)];
    words::Told told = words::modeCell(verdict);
    if (!verdict.connects)
        told.text = verdict.reason;
    addRow(m_rows, tr("%1, %2").arg(pg::libraryVersion(), tls::modeName(diagnosis.mode)), told, words::libpqSays(diagnosis));
}

void DriverPane::show(const Result<QList<DriverWord>> &drivers)
{
    while (m_rows->topLevelItemCount() > 1)
        delete m_rows->takeTopLevelItem(1);
    if (!drivers) {
        m_says->setText(marked(drivers.error().message));
        return;
    }
    QStringList refusals; // whole: a row has room for their begin
    for (const DriverWord &word : *drivers) {
        const QString name = word.libpq.isEmpty() ? u"%1 %2"_s.arg(word.driver, word.version)
                                                  : tr("%1 %2, libpq %3").arg(word.driver, word.version, word.libpq);
        const words::Told told = !word.connects     ? words::Told{word.message.simplified(), u"error"_s}
                                 : word.isEncrypted ? words::Told{tr("connects, encrypted"), u"success"_s}
                                                    : words::Told{tr("connects in plaintext"), u"warning"_s};
        addRow(m_rows, name, told, word.message.isEmpty() ? told.text : word.message);
        if (!word.connects)
            refusals << tr("%1 says: %2").arg(word.driver, word.message.simplified().left(600));
    }
    refusals << tr("In %1, with this environment:").arg(m_folder);
    m_says->setText(drivers->isEmpty() ? tr("This environment has none of psycopg, psycopg2, asyncpg and pg8000.")
                                       : marked(refusals.join(u'\n')));
}

} // namespace oriel
