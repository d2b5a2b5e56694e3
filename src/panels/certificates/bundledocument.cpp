// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/bundledocument.h"

#include "base/text.h"
#include "engines/tls/threadend.h"
#include "panels/certificates/bundlemodel.h"
#include "ui_bundledocument.h"
#include "widgets/command.h"
#include "widgets/filterline.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QTextEdit>
#include <QToolButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int wide = 110 * unit; // px: from here on the details stand beside the list

struct Loaded // what a background job hands over
{
    Result<tls::Bundle> bundle;
    std::optional<Result<tls::Bundle>> other; // to compare with
    tls::Bundle::Kind kind = tls::Bundle::Kind::Other;
    QString region;
    QList<BundleRow> rows;
};

Loaded load(const QString &path, const QByteArray &pem, const Secret &passphrase, const QString &otherPath,
            const QList<tls::Certificate> &sent, const QDateTime &now)
{
    Loaded loaded{.bundle = pem.isEmpty() ? tls::Bundle::open(path, passphrase) : tls::Bundle::read(pem)};
    if (!loaded.bundle)
        return loaded;
    loaded.kind = loaded.bundle->kind();
    loaded.region = loaded.bundle->region();
    if (!otherPath.isEmpty())
        loaded.other = tls::Bundle::open(otherPath);
    loaded.rows = loaded.other && *loaded.other ? rowsOf(*loaded.bundle, **loaded.other, now) : rowsOf(*loaded.bundle, sent, now);
    return loaded;
}

} // namespace

struct BundleDocument::Private
{
    explicit Private(BundleDocument *document);
    void connectWidgets();
    void makeSides();
    void makeCommands();
    void showMenu(const QPoint &at);
    void read(const Secret &passphrase = {});
    void show(const Loaded &loaded);
    void showFacts(const Loaded &loaded);
    void showSides(const Loaded &loaded);
    void showProblem(const Error &error);
    void showShown();
    void showDetails();
    void ask(const QString &title, void (BundleDocument::*chosen)(const QString &));
    QString kindText(const Loaded &loaded) const;
    qsizetype count(auto is) const { return std::ranges::count_if(rows, is); }
    QByteArray selectedPem() const;
    QTextEdit *detailsText() const { return ui.details->findChild<QTextEdit *>(u"certificate.text"_s); }

    BundleDocument *const q;
    Ui::BundleDocument ui;
    FilterLine *filterLine = nullptr;
    QButtonGroup *sideButtons;
    BundleModel *model;
    BundleFilter *filter;
    QString path, otherPath;
    QByteArray sentPem; // what a server sent; path names it then
    QList<tls::Certificate> sent;
    QList<BundleRow> rows;
    QDateTime now;
    QList<QAction *> ofCertificate; // the menu of the list
    bool isDue = false;             // to be read when first shown
    Job job;
};

BundleDocument::Private::Private(BundleDocument *document)
    : q(document), sideButtons(new QButtonGroup(q)), model(new BundleModel(q)), filter(new BundleFilter(model, q))
{
    ui.setupUi(q);
    for (QWidget *widget : q->findChildren<QWidget *>())
        if (const QString name = widget->objectName(); !name.isEmpty() && !name.startsWith("qt_"_L1) && !name.contains(u'.'))
            widget->setObjectName(u"bundle."_s + name);
    filterLine = new FilterLine(tr("Filter certificates"), q);
    filterLine->setObjectName(u"bundle.filter"_s);
    ui.tools->insertWidget(0, filterLine, 1);
    ui.list->setModel(filter);
    ui.list->setProperty("roomy", true);
    ui.list->sortByColumn(-1, Qt::AscendingOrder); // as they stand in the file
    ui.list->setContextMenuPolicy(Qt::CustomContextMenu);
    ui.split->setStretchFactor(0, 3);
    ui.split->setStretchFactor(1, 2);
    for (QWidget *part : QWidgetList{ui.expired, ui.soon, ui.remarks, ui.locked, ui.sides})
        part->hide();
    ui.path->setText(tr("Choose a file of certificates: PEM, DER or PKCS#12"));
    ui.compare->setEnabled(false);
    makeSides();
    makeCommands();
    connectWidgets();
    q->setFocusProxy(ui.list);
}

void BundleDocument::Private::makeSides()
{
    const QStringList segments{u"first"_s, u"middle"_s, u"middle"_s, u"last"_s};
    const QStringList names{u"all"_s, u"onlyHere"_s, u"onlyThere"_s, u"both"_s};
    for (int i = 0; i < segments.size(); ++i) {
        auto *button = new QToolButton(ui.sides);
        button->setObjectName(u"bundle."_s + names[i]);
        button->setCheckable(true);
        button->setProperty("segment", segments[i]);
        sideButtons->addButton(button, i);
        ui.sidesRow->addWidget(button);
    }
    sideButtons->button(0)->setChecked(true);
}

void BundleDocument::Private::makeCommands()
{
    const auto command = [this](const char *name, const QString &text, std::function<void()> run) {
        return addCommand(q, name, text, {}, std::move(run));
    };
    QAction *const open = command("bundle.openFile", tr("Open certificates…"),
                                  [this] { ask(tr("Open a file of certificates"), &BundleDocument::openFile); });
    QAction *const compare = command("bundle.compareFile", tr("Compare certificates…"), [this] {
        if (otherPath.isEmpty())
            ask(tr("Compare with another file of certificates"), &BundleDocument::compareWith);
        else
            q->compareWith({});
    });
    QObject::connect(ui.open, &QPushButton::clicked, open, &QAction::trigger);
    QObject::connect(ui.compare, &QPushButton::clicked, compare, &QAction::trigger);
    ofCertificate = {command("bundle.copyPem", tr("Copy as PEM"),
                             [this] { QGuiApplication::clipboard()->setText(QString::fromLatin1(selectedPem())); }),
                     command("bundle.copyFingerprint", tr("Copy SHA-256 fingerprint"),
                             [this] {
                                 if (ui.list->currentIndex().isValid())
                                     QGuiApplication::clipboard()->setText(
                                         filter->row(ui.list->currentIndex()).certificate.fingerprint());
                             }),
                     command("bundle.savePem", tr("Save as PEM…"), [this] { ui.details->askWhereToSave(); })};
    QObject::connect(ui.list, &QWidget::customContextMenuRequested, q, [this](const QPoint &at) { showMenu(at); });
}

void BundleDocument::Private::showMenu(const QPoint &at)
{
    if (!ui.list->currentIndex().isValid())
        return;
    auto *menu = new QMenu(q);
    menu->setObjectName(u"bundle.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(ofCertificate);
    menu->popup(ui.list->viewport()->mapToGlobal(at));
}

void BundleDocument::Private::connectWidgets()
{
    const auto unlock = [this] { read(Secret(ui.passphrase->text().toUtf8())); };
    QObject::connect(ui.unlock, &QPushButton::clicked, q, unlock);
    QObject::connect(ui.passphrase, &QLineEdit::returnPressed, q, unlock);
    QObject::connect(filterLine, &FilterLine::filterChanged, q, [this](const QString &text) {
        filter->setText(text);
        showShown();
    });
    QObject::connect(filterLine, &FilterLine::moved, ui.list, qOverload<>(&QWidget::setFocus));
    QObject::connect(sideButtons, &QButtonGroup::idClicked, q, [this](int id) {
        filter->setSide(id == 0 ? std::nullopt : std::optional(BundleRow::Side(id - 1)));
        showShown();
    });
    QObject::connect(ui.list->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { showDetails(); });
}

void BundleDocument::Private::ask(const QString &title, void (BundleDocument::*chosen)(const QString &))
{
    auto *dialog = new QFileDialog(q, title);
    dialog->setObjectName(u"bundle.fileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Certificates (*.pem *.crt *.cer *.der *.p12 *.pfx)"), tr("All files (*)")});
    if (!path.isEmpty())
        dialog->setDirectory(QFileInfo(path).path());
    QObject::connect(dialog, &QFileDialog::fileSelected, q, chosen);
    dialog->open();
}

void BundleDocument::Private::read(const Secret &passphrase)
{
    isDue = false;
    now = QDateTime::currentDateTimeUtc();
    ui.passphrase->clear();
    ui.path->setText(withMarks(path));
    ui.what->setText(tr("Reading…"));
    job = inBackground(
        q, QThreadPool::globalInstance(),
        [path = path, pem = sentPem, passphrase, other = otherPath, sent = sent, now = now](std::stop_token) {
            const Loaded loaded = load(path, pem, passphrase, other, sent, now);
            tls::endThread();
            return loaded;
        },
        [this](const Loaded &loaded) { show(loaded); });
}

void BundleDocument::Private::show(const Loaded &loaded)
{
    const bool hadFocus = ui.list->hasFocus() || ui.passphrase->hasFocus();
    const bool isCompared = loaded.other && *loaded.other;
    const bool isLocked = !loaded.bundle && loaded.bundle.error().code == "passphrase"_L1;
    rows = loaded.rows;
    model->setRows(rows, isCompared ? tr("Stands") : sent.isEmpty() ? QString() : tr("For this server"));
    ui.notice->clear();
    ui.locked->setVisible(isLocked);
    ui.compare->setEnabled(loaded.bundle.has_value());
    ui.compare->setText(isCompared ? tr("End comparison") : tr("Compare with…"));
    showFacts(loaded);
    showSides(loaded);
    ui.list->setColumnHidden(BundleModel::Mark, !isCompared && sent.isEmpty());
    for (int column = 0; column < BundleModel::Organization; ++column)
        ui.list->resizeColumnToContents(column);
    if (!loaded.bundle) {
        showProblem(loaded.bundle.error());
    } else if (loaded.other && !*loaded.other) {
        otherPath.clear();
        showProblem(loaded.other->error());
    } else if (loaded.kind == tls::Bundle::Kind::RdsRetired && !isCompared) {
        ui.notice->show(NoticeBar::Tone::Warning,
                        tr("Amazon has retired this bundle: no RDS server is signed by it any more. Use "
                           "the bundle of the server's region, or the global one."));
    } else if (!sent.isEmpty() && !isCompared && count([](const BundleRow &row) { return !row.isIrrelevant; }) == 0) {
        ui.notice->show(NoticeBar::Tone::Warning,
                        tr("None of these certificates signed this server's: the server is not trusted by this file."));
    }
    ui.list->setCurrentIndex(filter->index(0, 0));
    showShown();
    showDetails();
    if (isLocked && (hadFocus || q->isAncestorOf(QApplication::focusWidget())))
        ui.passphrase->setFocus();
    else if (hadFocus)
        ui.list->setFocus();
    Q_EMIT q->changed();
}

void BundleDocument::Private::showProblem(const Error &error)
{
    ui.notice->show(error.code == "passphrase"_L1 ? NoticeBar::Tone::Info : NoticeBar::Tone::Error, error.message, error.detail);
}

QString BundleDocument::Private::kindText(const Loaded &loaded) const
{
    using Kind = tls::Bundle::Kind;
    using Format = tls::Bundle::Format;
    switch (loaded.kind) {
    case Kind::RdsRetired:
        return tr("Amazon's retired RDS bundle of 2019");
    case Kind::RdsGlobal:
        return tr("Amazon's global RDS bundle");
    case Kind::RdsRegion:
        return tr("Amazon's RDS bundle for %1").arg(loaded.region);
    case Kind::AmazonTrust:
        return tr("Amazon's public roots, for RDS Proxy");
    case Kind::Other:
        break;
    }
    if (!sentPem.isEmpty())
        return tr("As the server sent them");
    return loaded.bundle->format == Format::Der      ? tr("A DER file")
           : loaded.bundle->format == Format::Pkcs12 ? tr("A PKCS#12 file")
                                                     : tr("A PEM file");
}

void BundleDocument::Private::showFacts(const Loaded &loaded)
{
    const auto has = [&](Validity::State state) {
        return count([&](const BundleRow &row) { return row.side != BundleRow::Side::Second && row.validity.state == state; });
    };
    const auto expired = has(Validity::State::Expired), soon = has(Validity::State::Soon);
    const bool isRead = loaded.bundle.has_value();
    const auto all = isRead ? loaded.bundle->certificates.size() : 0;
    ui.what->setText(!isRead    ? QString()
                     : all == 1 ? tr("%1, 1 certificate").arg(kindText(loaded))
                                : tr("%1, %2 certificates").arg(kindText(loaded), exactCount(all)));
    ui.expired->setVisible(expired > 0);
    ui.expired->setText(expired == all && all > 1 ? tr("✕ all %1 expired").arg(exactCount(all))
                                                  : tr("✕ %1 expired").arg(exactCount(expired)));
    ui.soon->setVisible(soon > 0);
    ui.soon->setText(soon == 1 ? tr("! 1 expires within %1 days").arg(expiresSoon)
                               : tr("! %1 expire within %2 days").arg(exactCount(soon)).arg(expiresSoon));
    ui.remarks->setVisible(isRead && !loaded.bundle->remarks.isEmpty());
    if (isRead)
        ui.remarks->setText(marked(loaded.bundle->remarks.join(u'\n')));
}

void BundleDocument::Private::showSides(const Loaded &loaded)
{
    using Side = BundleRow::Side;
    const bool isCompared = loaded.other && *loaded.other;
    const auto on = [this](Side side) { return exactCount(count([&](const BundleRow &row) { return row.side == side; })); };
    ui.sides->setVisible(isCompared);
    ui.path->setText(withMarks(isCompared ? tr("%1, compared with %2").arg(path, otherPath) : path));
    if (isCompared) {
        sideButtons->button(0)->setText(tr("All"));
        sideButtons->button(1)->setText(tr("Only here (%1)").arg(on(Side::First)));
        sideButtons->button(2)->setText(tr("Only there (%1)").arg(on(Side::Second)));
        sideButtons->button(3)->setText(tr("In both (%1)").arg(on(Side::Both)));
    } else {
        sideButtons->button(0)->setChecked(true);
        filter->setSide({});
    }
}

void BundleDocument::Private::showShown()
{
    const int shown = filter->rowCount();
    ui.shown->setText(shown == rows.size() ? QString()
                      : shown == 0         ? tr("none of %1 fits").arg(exactCount(rows.size()))
                                           : tr("%1 of %2").arg(exactCount(shown), exactCount(rows.size())));
    ui.shown->setVisible(shown != rows.size());
    if (!ui.list->currentIndex().isValid())
        ui.list->setCurrentIndex(filter->index(0, 0));
}

void BundleDocument::Private::showDetails()
{
    const QModelIndex current = ui.list->currentIndex();
    if (current.isValid())
        ui.details->show(filter->row(current).certificate, now);
    else
        ui.details->clear();
}

QByteArray BundleDocument::Private::selectedPem() const
{
    QModelIndexList chosen = ui.list->selectionModel()->selectedRows();
    std::ranges::sort(chosen, {}, &QModelIndex::row);
    QByteArray pem;
    for (const QModelIndex &index : chosen)
        pem += filter->row(index).certificate.toPem();
    return pem;
}

BundleDocument::BundleDocument(QWidget *parent) : Document(parent), d(std::make_unique<Private>(this)) {}

BundleDocument::~BundleDocument() { d->ui.list->selectionModel()->disconnect(this); } // it lives on a little

void BundleDocument::openFile(const QString &path)
{
    d->path = QFileInfo(path).absoluteFilePath();
    d->sentPem.clear();
    d->otherPath.clear();
    d->read();
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

void BundleDocument::openSent(const QList<tls::Certificate> &chain, const QString &from)
{
    d->path = from;
    for (const tls::Certificate &each : chain)
        d->sentPem += each.toPem();
    d->read();
    Q_EMIT changed();
}

void BundleDocument::compareWith(const QString &path)
{
    d->otherPath = path.isEmpty() ? QString() : QFileInfo(path).absoluteFilePath();
    d->read();
    Q_EMIT stateChanged();
}

void BundleDocument::setChain(const QList<tls::Certificate> &sent)
{
    d->sent = sent;
    if (!d->path.isEmpty() && !d->isDue)
        d->read();
}

QString BundleDocument::title() const
{
    return d->path.isEmpty() ? tr("Certificates") : withMarks(QFileInfo(d->path).fileName().left(100));
}

QIcon BundleDocument::icon() const { return Theme::icon(u"application-certificate"_s); }

QString BundleDocument::key() const { return d->path.isEmpty() || !d->sentPem.isEmpty() ? QString() : u"bundle:"_s + d->path; }

QWidget *BundleDocument::home() { return d->ui.locked->isVisible() ? static_cast<QWidget *>(d->ui.passphrase) : d->ui.list; }

QList<StatusItem> BundleDocument::status() const
{
    if (d->rows.isEmpty())
        return {};
    return {{u"bundle.count"_s,
             d->rows.size() == 1 ? tr("1 certificate") : tr("%1 certificates").arg(exactCount(d->rows.size())),
             d->path,
             {}}};
}

bool BundleDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Find:
    case Verb::Copy:
    case Verb::SelectAll:
        return !d->rows.isEmpty();
    case Verb::Refresh:
        return !d->path.isEmpty();
    default:
        return false;
    }
}

// Copy: the text chosen in the details, else the chosen certificates as PEM.
void BundleDocument::act(Verb verb)
{
    QTextEdit *const text = d->detailsText();
    switch (verb) {
    case Verb::Find:
        d->filterLine->setFocus();
        return d->filterLine->selectAll();
    case Verb::Copy:
        if (text->hasFocus() && text->textCursor().hasSelection())
            return text->copy();
        return d->ofCertificate.first()->trigger();
    case Verb::SelectAll:
        return text->hasFocus() ? text->selectAll() : d->ui.list->selectAll();
    case Verb::Refresh:
        return d->read();
    default:
        return;
    }
}

QJsonObject BundleDocument::state() const
{
    return d->sentPem.isEmpty() ? QJsonObject{{u"path"_s, d->path}, {u"compare"_s, d->otherPath}} : QJsonObject();
}

void BundleDocument::restore(const QJsonObject &state)
{
    d->path = state[u"path"_s].toString();
    d->otherPath = state[u"compare"_s].toString();
    d->isDue = !d->path.isEmpty();
    d->ui.path->setText(withMarks(d->path));
    Q_EMIT changed();
}

void BundleDocument::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape || (d->otherPath.isEmpty() && d->ui.notice->isHidden()))
        return Document::keyPressEvent(event);
    if (d->otherPath.isEmpty())
        d->ui.notice->clear();
    else
        compareWith({});
}

void BundleDocument::resizeEvent(QResizeEvent *event)
{
    Document::resizeEvent(event);
    d->ui.split->setOrientation(width() >= wide ? Qt::Horizontal : Qt::Vertical);
}

void BundleDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (d->isDue)
        d->read();
}

} // namespace oriel
