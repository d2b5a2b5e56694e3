// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/connectdialog.h"

#include "base/text.h"
#include "engines/pg/audit.h"
#include "jobs/outside.h"
#include "panels/database/connectdialogprivate.h"
#include "panels/database/connectioncolour.h"
#include "panels/database/connecttext.h"
#include "widgets/filterline.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QScopedValueRollback>
#include <QStyle>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

// A row of the filter matches by its keyword, value or meaning.
class AnyColumn final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
            if (sourceModel()->index(row, column, parent).data().toString().contains(filterRegularExpression()))
                return true;
        return false;
    }
};

// What Oriel itself settles is left out, and that a text cannot be read is told by its reading.
AuditLine::Audit auditOf(const QString &text)
{
    static const QStringList settled{u"no-sslmode"_s, u"no-root-file"_s, u"unreadable"_s};
    pg::Audited audited = pg::audit(text, {});
    audited.remarks.removeIf([](const Remark &remark) { return settled.contains(remark.code); });
    return {audited.remarks, audited.corrected};
}

} // namespace

ConnectDialog::Private::Private(ConnectDialog *dialog, Profile given, QStringList names)
    : q(dialog), profile(std::move(given)), services(std::move(names)), info(profile.info)
{
    ui.setupUi(q);
    arrange();
    fillCombos();
    fillWays();
    connectFields();
    connectWays();
    ui.name->setText(profile.name);
    ui.production->setChecked(profile.isProduction);
    ui.readOnly->setChecked(profile.isReadOnly);
    showFields(nullptr);
}

void ConnectDialog::Private::arrange()
{
    for (QWidget *widget : q->findChildren<QWidget *>())
        if (!widget->objectName().isEmpty() && !widget->objectName().startsWith("qt_"_L1))
            widget->setObjectName(u"connect."_s + widget->objectName());
    q->setObjectName(u"connect"_s);
    q->setAcceptDrops(true);
    ui.url->setAcceptDrops(false); // a dropped text comes from outside: the dialog takes it
    for (QLineEdit *field : dataFields())
        connect(field, &QLineEdit::textChanged, &scope, [this] { chooseFonts(); });
    chooseFonts();
    ui.urlSays->hide();
    ui.audit->follow(ui.url, auditOf);
    ui.connect->setProperty("primary", true);
    ui.notice->clear();

    reveal = ui.password->addAction(Theme::icon(u"view-visible"_s), QLineEdit::TrailingPosition);
    reveal->setCheckable(true);
    reveal->setText(tr("Show the password"));
    setPlainToolTip(reveal, reveal->text());

    model = new ParameterModel(q);
    filtered = new AnyColumn(q);
    filtered->setSourceModel(model);
    filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    filter = new FilterLine(tr("Filter parameters"), ui.parametersPage);
    filter->setObjectName(u"connect.filter"_s);
    ui.parametersLayout->insertWidget(0, filter);
    ui.parameters->setModel(filtered);
    ui.parameters->setItemDelegate(new ParameterDelegate(ui.parameters));
    ui.parameters->setAlternatingRowColors(false);
    ui.parameters->setWordWrap(false);
    ui.parameters->setShowGrid(false);
    ui.parameters->setTabKeyNavigation(false);
    ui.parameters->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed |
                                   QAbstractItemView::DoubleClicked);
    ui.parameters->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    ui.parameters->verticalHeader()->hide();
    ui.parameters->verticalHeader()->setDefaultSectionSize(3 * unit);
    ui.parameters->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    ui.parameters->horizontalHeader()->setHighlightSections(false);
    ui.parameters->horizontalHeader()->setStretchLastSection(true);
    ui.parameters->resizeColumnToContents(ParameterModel::Keyword);
    ui.parameters->setColumnWidth(ParameterModel::Value, 23 * unit);
    meaning = plainLabel(tr("Click a row to change its value; an empty value is not set."), ui.parametersPage);
    meaning->setObjectName(u"connect.meaning"_s);
    meaning->setProperty("muted", true);
    meaning->setWordWrap(true);
    meaning->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    meaning->setMinimumHeight(2 * meaning->fontMetrics().lineSpacing());
    ui.parametersLayout->addWidget(meaning);
}

QList<QLineEdit *> ConnectDialog::Private::dataFields() const
{
    return {ui.url, ui.host, ui.port, ui.database, ui.user, ui.rootCert, ui.sshHost, ui.wayCommand, ui.passwordCommand};
}

void ConnectDialog::Private::chooseFonts()
{
    for (QLineEdit *field : dataFields())
        field->setFont(field->text().isEmpty() ? Theme::interfaceFont() : Theme::dataFont());
}

void ConnectDialog::Private::fillCombos()
{
    ui.sslmode->addItem({}, QString());
    for (const auto mode : {pg::SslMode::VerifyFull, pg::SslMode::VerifyCa, pg::SslMode::Require, pg::SslMode::Prefer,
                            pg::SslMode::Allow, pg::SslMode::Disable})
        ui.sslmode->addItem(connecttext::sslModeText(sslModeName(mode)), sslModeName(mode));

    if (const QString set = profile.info.value(u"service"_s); !set.isEmpty() && !services.contains(set))
        services.append(set);
    ui.service->addItem(tr("none"), QString());
    for (const QString &service : std::as_const(services))
        ui.service->addItem(service, service);
    ui.service->setVisible(!services.isEmpty());
    ui.serviceLabel->setVisible(!services.isEmpty());

    ui.colour->addItem(connectionColourName({}), QString());
    for (const QString &colour : connectionColours())
        ui.colour->addItem(connectionColourName(colour), colour);
    ui.colour->setCurrentIndex(std::max(0, ui.colour->findData(profile.colour)));
    showMarks();
}

void ConnectDialog::Private::connectFields()
{
    const auto field = [this](QLineEdit *edit, const QString &keyword) {
        connect(edit, &QLineEdit::textEdited, &scope, [this, edit, keyword] { onField(edit, keyword); });
    };
    field(ui.host, u"host"_s);
    field(ui.port, u"port"_s);
    field(ui.database, u"dbname"_s);
    field(ui.user, u"user"_s);
    field(ui.password, u"password"_s);
    field(ui.rootCert, u"sslrootcert"_s);
    connect(ui.url, &UrlLine::urlChanged, &scope, [this](const QString &text) {
        if (!isShowing)
            onUrl(text);
    });
    connect(ui.url, &QLineEdit::editingFinished, &scope, [this] { settleUrl(); });
    const auto combo = [this](QComboBox *box, const QString &keyword) {
        connect(box, &QComboBox::activated, &scope, [this, box, keyword] {
            pg::ConnInfo changed = info;
            changed.set(keyword, box->currentData().toString());
            take(changed, box);
        });
    };
    combo(ui.sslmode, u"sslmode"_s);
    combo(ui.service, u"service"_s);
    connect(model, &ParameterModel::edited, &scope, [this](const QString &keyword, const QString &value) {
        pg::ConnInfo changed = info;
        changed.set(keyword, value);
        take(changed, ui.parameters);
    });
    connect(filter, &FilterLine::filterChanged, &scope, [this](const QString &text) { filtered->setFilterFixedString(text); });
    connect(filter, &FilterLine::moved, &scope, [this] {
        ui.parameters->setCurrentIndex(filtered->index(0, ParameterModel::Value));
        ui.parameters->setFocus();
    });
    connect(ui.parameters, &QTableView::clicked, &scope, [this](const QModelIndex &index) { // anywhere in the row
        ui.parameters->setCurrentIndex(index.siblingAtColumn(ParameterModel::Value));
        ui.parameters->edit(ui.parameters->currentIndex());
    });
    connect(ui.parameters->selectionModel(), &QItemSelectionModel::currentRowChanged, &scope, [this](const QModelIndex &index) {
        if (index.isValid())
            meaning->setText(index.siblingAtColumn(ParameterModel::Meaning).data().toString());
    });
    connect(reveal, &QAction::toggled, &scope, [this](bool isShown) {
        ui.password->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::Password);
        reveal->setIcon(Theme::icon(isShown ? u"view-hidden"_s : u"view-visible"_s));
    });
    connect(ui.choose, &QPushButton::clicked, &scope, [this] { chooseRootCert(); });
    connect(ui.download, &QPushButton::clicked, &scope, [this] { download(); });
    connect(ui.test, &QPushButton::clicked, &scope, [this] { toggleTest(); });
    connect(ui.cancel, &QPushButton::clicked, q, &QDialog::reject);
    connect(ui.save, &QPushButton::clicked, &scope, [this] { accept(false); });
    connect(ui.connect, &QPushButton::clicked, &scope, [this] { accept(true); });
}

void ConnectDialog::Private::onField(QLineEdit *edit, const QString &keyword)
{
    pg::ConnInfo changed = info;
    changed.set(keyword, keyword == "password"_L1 ? edit->text() : edit->text().trimmed());
    take(changed, edit);
}

void ConnectDialog::Private::onUrl(const QString &text)
{
    const bool isPasted = connecttext::wasPasted(urlBefore, text);
    urlBefore = text;
    isUrlUnsettled = true;
    if (text.trimmed().isEmpty()) {
        told.clear();
        sayUrl({}, false);
        return take({}, ui.url);
    }
    const auto reading = pg::ConnInfo::read(text);
    if (!reading) {
        isUrlBad = true;
        sayUrl(reading.error().message, true);
        return showMarks();
    }
    told = connecttext::told(*reading);
    sayUrl({}, false);
    take(reading->info, ui.url);
    if (isPasted) // what was rewritten is shown as it is now
        settleUrl();
}

void ConnectDialog::Private::settleUrl()
{
    if (!isUrlUnsettled || isUrlBad)
        return;
    sayUrl(told, false);
    showUrl();
    ui.url->home(false);
}

void ConnectDialog::Private::showUrl()
{
    const QScopedValueRollback showing(isShowing, true);
    isUrlUnsettled = false;
    urlBefore = info.keywords().isEmpty() && info.password().isEmpty() ? QString() : info.toUrl(pg::ConnInfo::Show::WithPassword);
    if (ui.url->url() != urlBefore)
        ui.url->setUrl(urlBefore);
}

void ConnectDialog::Private::sayUrl(const QString &text, bool isError)
{
    const auto mark = [](QWidget *widget, const char *property, const QVariant &value) {
        if (widget->property(property) == value)
            return;
        widget->setProperty(property, value);
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    };
    mark(ui.urlSays, "role", isError ? u"error"_s : QString());
    mark(ui.urlSays, "muted", !isError);
    mark(ui.url, "invalid", isError);
    ui.urlSays->setText(marked(text));
    ui.urlSays->setVisible(!text.isEmpty());
}

void ConnectDialog::Private::take(const pg::ConnInfo &changed, QWidget *source)
{
    info = changed;
    isUrlBad = false;
    if (source != ui.url)
        sayUrl({}, false);
    dropNotice();
    showFields(source);
}

void ConnectDialog::Private::showFields(QWidget *source)
{
    const auto show = [source](QLineEdit *edit, const QString &text) {
        if (edit == source || edit->text() == text)
            return;
        edit->setText(text);
        edit->home(false); // long names show how they begin
    };
    show(ui.host, info.value(u"host"_s));
    show(ui.port, info.value(u"port"_s));
    show(ui.database, info.value(u"dbname"_s));
    show(ui.user, info.value(u"user"_s));
    show(ui.password, QString::fromUtf8(info.password().reveal()));
    show(ui.rootCert, info.value(u"sslrootcert"_s));
    if (source != ui.url)
        showUrl();
    if (source != ui.parameters)
        model->setInfo(info);
    showModes();
    showMarks();
}

// What follows from the parameters: the modes' words, placeholders, which buttons can do something.
void ConnectDialog::Private::showModes()
{
    ui.sslmode->setItemText(0, profile.way.isSet() ? tr("not set (through a tunnel: verify-full)")
                                                   : connecttext::unsetModeText(info));
    const QString mode = info.value(u"sslmode"_s), service = info.value(u"service"_s);
    const int index = ui.sslmode->findData(mode);
    ui.sslmode->setCurrentIndex(std::max(0, index));
    if (const int at = ui.service->findData(service); at >= 0) {
        ui.service->setCurrentIndex(at);
    } else {
        ui.service->addItem(service, service);
        ui.service->setCurrentIndex(ui.service->count() - 1);
        ui.service->show();
        ui.serviceLabel->show();
    }
    const pg::ConnInfo leading = profile.way.isSet() ? wayin::through(info, 0) : info;
    const bool isVerified = leading.effectiveSslMode() >= pg::SslMode::VerifyCa;
    const QString root = pg::cabundle::isNeeded(leading) ? tr("Amazon's bundle is needed") : leading.effectiveRootCert();
    ui.rootCert->setPlaceholderText(isVerified ? root : tr("not used: the certificate is not verified"));
    const bool isOfService = info.has(u"service"_s);
    ui.host->setPlaceholderText(isOfService ? tr("of the service") : tr("local socket"));
    ui.port->setPlaceholderText(u"5432"_s);
    ui.user->setPlaceholderText(isOfService ? tr("of the service") : tr("your name here"));
    ui.database->setPlaceholderText(isOfService ? tr("of the service") : tr("as the user"));
    ui.name->setPlaceholderText(connecttext::suggestedName(info));
    ui.download->setVisible(pg::cabundle::regionFor(info).has_value());
    showWays();
}

void ConnectDialog::Private::showMarks()
{
    const bool isReadable = !isUrlBad && (!info.keywords().isEmpty());
    for (QPushButton *button : {ui.test, ui.save, ui.connect})
        button->setEnabled(isReadable);
    for (int i = 0; i < ui.colour->count(); ++i)
        ui.colour->setItemIcon(i, connectionColourIcon(ui.colour->itemData(i).toString(), Theme::current().mode()));
}

void ConnectDialog::Private::hold(const QList<QPair<QString, QString>> &parameters)
{
    ui.notice->show(NoticeBar::Tone::Warning, tr("Not taken from this text: %1. Such parameters can lead the connection "
                                                 "elsewhere; take them only if you know why they are there.")
                                                  .arg(heldText(parameters)));
    QPushButton *button = ui.notice->addButton(tr("Take them"), [this, parameters] {
        pg::ConnInfo changed = info;
        for (const auto &[keyword, value] : parameters)
            changed.set(keyword, value);
        take(changed, nullptr);
    });
    button->setObjectName(u"connect.takeHeld"_s);
}

void ConnectDialog::Private::accept(bool connects)
{
    settleUrl();
    if (isUrlBad || info.keywords().isEmpty() || (connects && !hasBundle()))
        return;
    if (const auto problem = wayProblem()) {
        ui.pages->setCurrentWidget(ui.wayPage);
        return ui.notice->show(*problem);
    }
    endTest();
    wantsConnection = connects;
    const bool isKept = ui.keep->isEnabled() && ui.keep->isChecked();
    const Secret secret = info.password();
    q->accept();
    Q_EMIT q->chosen(q->profile(), secret, isKept);
}

ConnectDialog::ConnectDialog(const Profile &profile, const QStringList &services, QWidget *parent)
    : QDialog(parent), d(std::make_unique<Private>(this, profile, services))
{
    d->ui.url->setFocus();
}

ConnectDialog::~ConnectDialog() = default;

void ConnectDialog::setText(const QString &pasted)
{
    const auto reading = pg::ConnInfo::read(pasted);
    if (!reading)
        return d->ui.url->setUrl(pasted.left(4096));
    const auto outside = fromOutside(reading->info);
    d->take(outside.taken, nullptr);
    d->sayUrl(connecttext::told(*reading), false);
    if (!outside.held.isEmpty())
        d->hold(outside.held);
}

Profile ConnectDialog::profile() const
{
    Profile chosen = d->profile;
    chosen.info = d->info;
    chosen.info.setPassword({});
    const QString name = d->ui.name->text().trimmed();
    chosen.name = name.isEmpty() ? connecttext::suggestedName(d->info) : name;
    chosen.colour = d->ui.colour->currentData().toString();
    chosen.isProduction = d->ui.production->isChecked();
    chosen.isReadOnly = d->ui.readOnly->isChecked();
    return chosen;
}

void ConnectDialog::setKept(bool isKept)
{
    d->wasKept = isKept;
    d->ui.keep->setChecked(isKept);
    d->showModes();
}

bool ConnectDialog::wasKept() const { return d->wasKept; }

bool ConnectDialog::wantsConnection() const { return d->wantsConnection; }

void ConnectDialog::setBundleAddress(const QUrl &address) { d->bundleAddress = address; }

void ConnectDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasText())
        event->acceptProposedAction();
}

void ConnectDialog::dropEvent(QDropEvent *event)
{
    setText(event->mimeData()->text());
    event->acceptProposedAction();
}

bool ConnectDialog::event(QEvent *event)
{
    const bool isDone = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest && layout()) // wrapped sentences and the notice need their height
        if (const int needed = layout()->totalHeightForWidth(width()); needed > height())
            resize(width(), needed);
    return isDone;
}

void ConnectDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !d)
        return;
    d->showMarks();
    // A new style sheet gives the fields the font they had at first, after this.
    QMetaObject::invokeMethod(this, [this] { d->chooseFonts(); }, Qt::QueuedConnection);
}

} // namespace oriel
