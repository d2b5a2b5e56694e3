// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/certificatedocument.h"

#include "base/text.h"
#include "jobs/connection.h"
#include "panels/certificates/certificateprivate.h"
#include "panels/certificates/certificatewords.h"
#include "panels/certificates/copyasmenu.h"
#include "widgets/command.h"
#include "widgets/grid.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QResizeEvent>
#include <QScrollBar>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

namespace {

constexpr int twoColumns = 960; // px of the tab

bool isJudgedIn(const Diagnosis &diagnosis)
{
    return std::ranges::any_of(diagnosis.verdicts,
                               [](const tls::Verdict &each) { return each.connects || !each.code.isEmpty(); });
}

} // namespace

CertificateDocument::CertificateDocument(CertificateAccess access, QWidget *parent)
    : Document(parent), d(std::make_unique<Private>(this, std::move(access)))
{
    d->ui.setupUi(this);
    d->doctor = new Doctor(this);
    d->arrange();
    d->makeCommands();
    d->connectWidgets();
    d->placeCards();
    d->showState();
}

CertificateDocument::~CertificateDocument() = default;

void CertificateDocument::Private::arrange()
{
    for (QWidget *widget : std::initializer_list<QWidget *>{ui.url, ui.test, ui.deepScan, ui.copyAs, ui.production, ui.empty,
                                                            ui.verdict, ui.stages, ui.scan, ui.notice})
        widget->setObjectName(u"certificate."_s + widget->objectName());
    for (QWidget *part : ui.audit->findChildren<QWidget *>())
        part->setObjectName(u"certificate."_s + part->objectName());
    q->setObjectName(u"certificate"_s);
    q->setFocusProxy(ui.url);
    ui.url->setFont(Theme::dataFont());
    ui.line->setProperty("rule", true);
    ui.verdict->hide();
    ui.production->hide();
    ui.notice->clear();
    ui.empty->setProperty("muted", true);
    ui.empty->setContentsMargins(0, 8 * unit, 0, 0);
    ui.empty->setText(tr("Paste a DATABASE_URL or host:port above and press Test.\nOriel says why TLS to that server works or "
                         "does not, for every sslmode. No password is sent."));
    auto *menu = new CopyAsMenu(ui.copyAs);
    connect(menu, &CopyAsMenu::chosen, q, [this](const QString &form, bool isWithPassword) { copyAs(form, isWithPassword); });
    connect(menu, &CopyAsMenu::runWanted, q, [this] { runPsql(); });
    ui.copyAs->setMenu(menu);
    ui.scroll->viewport()->setAutoFillBackground(false);
    ui.content->setAutoFillBackground(false);
}

void CertificateDocument::Private::makeCommands()
{
    const auto command = [this](const char *name, const QString &text, const QKeySequence &key, std::function<void()> triggered) {
        return addCommand(q, name, text, {key}, std::move(triggered));
    };
    testCommand = command("certificate.testCommand", tr("Test the connection"), {}, [this] { startTest(); });
    stopCommand = command("certificate.stopCommand", tr("Stop the test"), {}, [this] { stop(); });
    scanCommand = command("certificate.scanCommand", tr("Deep scan…"), {}, [this] { ui.deepScan->click(); });
    command("certificate.asSentCommand", tr("Chain as sent"), {}, [this] { ui.chain->setBuilt(false); });
    command("certificate.asBuiltCommand", tr("Chain as built"), {}, [this] { ui.chain->setBuilt(true); });
}

void CertificateDocument::Private::connectWidgets()
{
    connect(ui.url, &UrlLine::urlChanged, q, [this] {
        showState();
        Q_EMIT q->stateChanged();
    });
    connect(ui.url, &QLineEdit::returnPressed, q, [this] { startTest(); });
    audit();
    connect(ui.test, &QPushButton::clicked, q, [this] { isBusy() ? stop() : startTest(); });
    connect(ui.deepScan, &QPushButton::clicked, q, [this] {
        if (!readUrl())
            return;
        through(info, [this](const pg::ConnInfo &reached) {
            tls::Target target = shown ? shown->evidence.report.target : tls::Target();
            target.host = reached.value(u"host"_s);
            target.address = reached.value(u"hostaddr"_s);
            target.port = words::portOf(reached);
            ui.scan->ask(target);
        });
        QMetaObject::invokeMethod(q, [this] { ui.scroll->ensureWidgetVisible(ui.scan); }, Qt::QueuedConnection);
    });
    connect(ui.scan, &ScanPane::runningChanged, q, [this] { showState(); });
    connect(ui.scan->grid(), &Grid::copied, q, [this](qint64 rows, const QString &) {
        ui.notice->show(NoticeBar::Tone::Info, rows == 1 ? tr("1 row copied.") : tr("%1 rows copied.").arg(exactCount(rows)));
    });
    connect(doctor, &Doctor::progressed, q, [this](const Diagnosis &soFar) { q->show(asOurs(soFar)); });
    connect(doctor, &Doctor::finished, q, [this](const Diagnosis &found) { finished(found); });
    connect(ui.verdict, &VerdictNotice::applyAsked, q, [this] { apply(); });
    connect(ui.verdict, &VerdictNotice::copyUrlAsked, q, [this](bool isWithPassword) { copyUrl(isWithPassword); });
    connect(ui.verdict, &VerdictNotice::envChangeAsked, q, [this] { changeEnv(); });
    connect(ui.verdict, &VerdictNotice::psqlAsked, q, [this] {
        if (readUrl())
            Q_EMIT q->wished(OpenPsql{connectionId, {}, info.toKeywords(), info.password()});
    });
    connect(ui.verdict, &VerdictNotice::bundlePlaceAsked, q, [this](bool isInProject) { chooseBundlePlace(isInProject); });
    connect(ui.matrix, &MatrixView::reportWanted, q, [this] { copyReport(); });
    connect(ui.chain, &ChainView::copied, q, [this](const QString &what) { ui.notice->show(NoticeBar::Tone::Info, what); });
    connect(ui.chain, &ChainView::saveAsked, q, [this](const QByteArray &pem, const QString &name) { savePem(pem, name); });
    connect(ui.chain, &ChainView::switched, q, &CertificateDocument::stateChanged);
    connect(ui.bundle, &BundleCard::inspectAsked, q, [this](const QString &path) {
        QList<QByteArray> chain;
        for (const tls::Certificate &each : shown->evidence.report.sent)
            chain << each.der;
        Q_EMIT q->wished(OpenBundle{path, chain});
    });
    connect(ui.bundle, &BundleCard::dropped, q, [this](const QString &path) { useBundle(path); });
    connect(ui.session, &SessionCard::logInAsked, q, [this] { logIn(); });
    connect(ui.session, &SessionCard::plaintextAsked, q, [this] { tryOpening(tls::Opening::SslRequest); });
    connect(ui.session, &SessionCard::directAsked, q, [this] { tryOpening(tls::Opening::Direct); });
    connect(ui.drivers, &DriverPane::folderAsked, q, [this] { chooseFolder(); });
    connect(ui.drivers, &DriverPane::tryAsked, q, [this] { tryDrivers(); });
    connect(ui.drivers, &DriverPane::runningChanged, q, [this] { showState(); });
    connect(ui.parameters, &TlsForm::edited, q, [this](const QString &keyword, const QString &value) {
        if (!readUrl() || info.value(keyword) == value)
            return;
        info.set(keyword, value);
        ui.url->setUrl(info.toUrl(pg::ConnInfo::Show::WithPassword));
    });
    connect(ui.parameters, &TlsForm::clientKeyChosen, q, [this](bool isUsed) { withClientKey = isUsed; });
}

void CertificateDocument::Private::placeCards()
{
    const int wanted = q->width() >= twoColumns ? 2 : 1;
    if (wanted == columns)
        return;
    columns = wanted;
    delete ui.cards->layout();
    auto *beside = new QHBoxLayout(ui.cards);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(unit * 3 / 2);
    const QList<QWidgetList> sides =
        wanted == 2 ? QList<QWidgetList>{{ui.matrix, ui.bundle, ui.drivers}, {ui.chain, ui.session, ui.parameters}}
                    : QList<QWidgetList>{{ui.matrix, ui.chain, ui.bundle, ui.session, ui.drivers, ui.parameters}};
    for (const QWidgetList &side : sides) {
        auto *column = new QVBoxLayout;
        column->setSpacing(unit * 3 / 2);
        for (QWidget *card : side)
            column->addWidget(card);
        column->addStretch(1);
        beside->addLayout(column, 1);
    }
}

bool CertificateDocument::Private::isBusy() const { return isOnItsWay || doctor->isRunning() || bundle; }

void CertificateDocument::Private::showState()
{
    const bool hasText = !ui.url->url().trimmed().isEmpty(), isRunning = isBusy();
    ui.test->setText(isRunning ? tr("&Stop") : tr("&Test"));
    ui.test->setEnabled(hasText || isRunning);
    ui.deepScan->setEnabled(hasText && !ui.scan->isRunning());
    ui.copyAs->setEnabled(hasText);
    testCommand->setEnabled(hasText && !isRunning);
    stopCommand->setEnabled(isRunning || ui.scan->isRunning() || ui.drivers->isRunning());
    scanCommand->setEnabled(ui.deepScan->isEnabled());
    const bool isTried = shown.has_value();
    ui.empty->setVisible(!isTried && ui.verdict->isHidden());
    ui.audit->setQuiet(isTried);
    ui.stages->setVisible(isTried);
    ui.cards->setVisible(isTried);
    ui.production->setVisible(q->isProduction());
    Q_EMIT q->changed();
}

void CertificateDocument::openCertificate(const QString &connection, const QString &text)
{
    d->connectionId = connection;
    d->ui.verdict->hide();
    d->shown.reset();
    d->isAdopted = connection.isEmpty();
    if (d->isAdopted)
        d->ui.url->setUrl(text);
    else if (isVisible())
        d->adopt();
    d->showState();
    Q_EMIT stateChanged();
}

void CertificateDocument::Private::adopt()
{
    if (isAdopted)
        return;
    const Connection *found = connection();
    if (!found) {
        ui.verdict->showProblem({tr("This connection was removed."), u"removed"_s, {}});
        return;
    }
    isAdopted = true;
    info = found->profile().info;
    ui.url->setUrl(info.toUrl());
    showState();
}

void CertificateDocument::Private::showVerdict()
{
    if (!shown)
        ui.verdict->hide();
    else if (isJudgedIn(*shown))
        ui.verdict->show(*shown, corrected(), bundlePath());
    else if (shown->isComplete && shown->evidence.report.failure)
        ui.verdict->showProblem(*shown->evidence.report.failure);
}

void CertificateDocument::show(const Diagnosis &diagnosis)
{
    const bool isFirst = !d->shown;
    d->shown = diagnosis;
    const tls::Report &report = diagnosis.evidence.report;
    d->ui.stages->show(report);
    const bool isJudged = isJudgedIn(diagnosis);
    d->showVerdict();
    const bool isReached = isJudged && !report.address.isEmpty();
    for (QWidget *card : std::initializer_list<QWidget *>{d->ui.matrix, d->ui.bundle})
        card->setVisible(isJudged);
    for (QWidget *card : std::initializer_list<QWidget *>{d->ui.session, d->ui.drivers})
        card->setVisible(isReached);
    d->ui.chain->setVisible(isReached && !report.sent.isEmpty());
    if (isJudged) {
        d->ui.matrix->show(diagnosis);
        d->ui.chain->show(diagnosis);
        d->ui.bundle->show(diagnosis);
        d->ui.session->show(diagnosis);
        d->ui.drivers->show(diagnosis);
    }
    d->ui.parameters->show(diagnosis.info);
    d->showState();
    if (isFirst)
        d->ui.scroll->verticalScrollBar()->setValue(0);
}

void CertificateDocument::test() { d->startTest(); }

void CertificateDocument::setBundleAddress(const QUrl &address) { d->bundleAddress = address; }

QString CertificateDocument::title() const
{
    QString where;
    if (const Connection *found = d->connection())
        where = found->profile().name;
    else if (const auto reading = words::readTarget(d->ui.url->url()); reading)
        where = reading->info.value(u"host"_s);
    return where.isEmpty() ? tr("Certificate") : tr("Certificate · %1").arg(withMarks(where.left(60)));
}

QIcon CertificateDocument::icon() const { return Theme::icon(u"object-locked"_s); }

QString CertificateDocument::key() const
{
    if (!d->connectionId.isEmpty())
        return u"certificate:"_s + d->connectionId;
    const auto reading = words::readTarget(d->ui.url->url());
    return reading ? u"certificate:%1:%2"_s.arg(reading->info.value(u"host"_s), reading->info.value(u"port"_s)) : QString();
}

bool CertificateDocument::isProduction() const
{
    const Connection *found = d->connection();
    return found && found->profile().isProduction;
}

QWidget *CertificateDocument::home() { return d->ui.url; }

QList<StatusItem> CertificateDocument::status() const
{
    if (d->isBusy())
        return {{u"certificate.state"_s, d->bundle ? tr("downloading the bundle…") : tr("testing…"), {}, {}}};
    if (!d->shown)
        return {};
    const tls::Report &report = d->shown->evidence.report;
    const QString took = durationText(qint64(report.totalMs * 1000));
    return {{u"certificate.state"_s,
             report.address.isEmpty() ? took : tr("%1, %2").arg(report.address, took),
             tr("The address that answered, and how long the probe took"),
             {}}};
}

bool CertificateDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Run:
    case Verb::Refresh:
        return d->testCommand->isEnabled();
    case Verb::Stop:
        return d->stopCommand->isEnabled();
    case Verb::Copy:
        return d->canCopy();
    case Verb::GoTo:
        return true;
    default:
        return false;
    }
}

void CertificateDocument::act(Verb verb)
{
    switch (verb) {
    case Verb::Run:
    case Verb::Refresh:
        d->startTest();
        break;
    case Verb::Stop:
        d->stop();
        break;
    case Verb::Copy:
        d->copyFocused();
        break;
    case Verb::GoTo:
        d->ui.url->setFocus();
        d->ui.url->selectAll();
        break;
    default:
        break;
    }
}

QJsonObject CertificateDocument::state() const
{
    QJsonObject state{{u"connection"_s, d->connectionId}, {u"folder"_s, d->folder}, {u"isBuilt"_s, d->ui.chain->isBuilt()}};
    if (const auto reading = words::readTarget(d->ui.url->url()); reading) // an unreadable text may hold a password anywhere
        state[u"url"_s] = reading->info.toUrl();
    return state;
}

void CertificateDocument::restore(const QJsonObject &state)
{
    d->folder = state[u"folder"_s].toString();
    d->ui.drivers->setFolder(d->folder);
    d->ui.chain->setBuilt(state[u"isBuilt"_s].toBool());
    openCertificate(state[u"connection"_s].toString(), state[u"url"_s].toString());
}

void CertificateDocument::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && d->ui.notice->isVisible() && !d->bundle)
        d->ui.notice->clear();
    else if (event->key() == Qt::Key_Escape && d->stopCommand->isEnabled())
        d->stop();
    else
        Document::keyPressEvent(event);
}

void CertificateDocument::resizeEvent(QResizeEvent *event)
{
    Document::resizeEvent(event);
    d->placeCards();
}

void CertificateDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    d->adopt();
}

} // namespace oriel
