// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/exportdialog.h"

#include "base/text.h"
#include "ui_exportdialog.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Format
{
    TextFormat format;
    const char *suffix;
    QString text;
};

QList<Format> formats()
{
    return {{TextFormat::Csv, "csv", ExportDialog::tr("CSV, as psql's \\copy writes it")},
            {TextFormat::Tsv, "tsv", ExportDialog::tr("TSV, for spreadsheets")},
            {TextFormat::Json, "json", ExportDialog::tr("JSON, one array of objects")},
            {TextFormat::NdJson, "ndjson", ExportDialog::tr("NDJSON, an object on each line")},
            {TextFormat::Markdown, "md", ExportDialog::tr("Markdown, a table")},
            {TextFormat::Insert, "sql", ExportDialog::tr("INSERT, a statement for each row")}};
}

QString suffixOf(TextFormat format)
{
    for (const Format &each : formats())
        if (each.format == format)
            return QLatin1String(each.suffix);
    return {};
}

bool areNamesUnique(const QList<Column> &columns)
{
    QSet<QString> names;
    for (const Column &column : columns)
        names << column.name;
    return names.size() == columns.size();
}

} // namespace

QString suggestedFileName(const QString &name, TextFormat format)
{
    QString kept;
    for (const QChar c : name.left(100))
        kept += c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.' ? c : u'_';
    while (kept.startsWith(u'.') || kept.startsWith(u'-'))
        kept.remove(0, 1);
    return (kept.isEmpty() ? u"rows"_s : kept) + u'.' + suffixOf(format);
}

struct ExportDialog::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ExportDialog)
public:
    Private(ExportDialog *dialog, Connection *link, ExportOffer given);

    void fill();
    void connectFields();
    void showFormat();
    void browse();
    TextFormat format() const { return TextFormat(ui.format->currentData().toInt()); }
    ExportPlan plan() const;
    void start(bool mayReplace);
    void showProgress();
    void end(const Result<ExportSummary> &result);
    void showButtons();
    double estimate() const;

    ExportDialog *const q;
    QPointer<Connection> connection;
    const ExportOffer offer;
    Ui::ExportDialog ui;
    std::unique_ptr<Export> stream;
    QElapsedTimer since;
    QTimer tick; // the time goes on where no row comes
    QString suffix, path;
    qint64 rows = 0, bytes = 0;
};

ExportDialog::Private::Private(ExportDialog *dialog, Connection *link, ExportOffer given)
    : q(dialog), connection(link), offer(std::move(given))
{
    ui.setupUi(q);
    for (QWidget *widget : q->findChildren<QWidget *>())
        if (!widget->objectName().isEmpty() && !widget->objectName().startsWith("qt_"_L1) &&
            !widget->objectName().startsWith(u"columns."_s))
            widget->setObjectName(u"export."_s + widget->objectName());
    q->setObjectName(u"export"_s);
    ui.start->setProperty("primary", true);
    ui.notice->clear();
    tick.setInterval(500ms);
    fill();
    connectFields();
    showFormat();
    showButtons();
}

void ExportDialog::Private::fill()
{
    const QString filter = offer.filter.isEmpty() ? tr("all rows") : tr("where %1").arg(offer.filter);
    ui.what->setText(marked(offer.name + u'\n' + filter.simplified().left(400)));
    ui.everything->setText(offer.filter.isEmpty() ? tr("All rows") : tr("Everything the filter selects"));
    if (offer.estimatedRows >= 0)
        ui.everything->setText(ui.everything->text() + tr(", about %1").arg(countText(qint64(offer.estimatedRows))));
    ui.everything->setChecked(true);
    ui.selected->setText(tr("The %1 selected").arg(exactCount(offer.selectedRows)));
    ui.selected->setVisible(offer.selection.has_value());
    for (const Format &each : formats())
        if (each.format != TextFormat::Insert || !offer.plan.insertTable.isEmpty())
            ui.format->addItem(each.text, int(each.format));
    ui.format->setCurrentIndex(std::max(0, ui.format->findData(int(offer.plan.format))));
    ui.header->setChecked(offer.plan.withHeader);
    ui.nullText->setText(QString::fromUtf8(offer.plan.nullText));
    suffix = suffixOf(format());
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    ui.path->setText(offer.plan.path.isEmpty() ? QDir(folder).filePath(suggestedFileName(offer.name, format()))
                                               : offer.plan.path);

    QSet<int> checked;
    for (int column = 0; column < offer.columns.size(); ++column)
        if (offer.plan.columns.isEmpty() || offer.plan.columns.contains(offer.columns[column].name))
            checked << column;
    ui.columns->setColumns(offer.columns, checked);
    const bool isChoice = offer.columns.size() > 1 && areNamesUnique(offer.columns);
    ui.columns->setVisible(isChoice);
    ui.columnsLabel->setVisible(isChoice);
}

void ExportDialog::Private::connectFields()
{
    QObject::connect(ui.format, &QComboBox::currentIndexChanged, q, [this] { showFormat(); });
    QObject::connect(ui.columns, &ColumnChecks::changed, q, [this] { showButtons(); });
    QObject::connect(ui.path, &QLineEdit::textChanged, q, [this] {
        ui.notice->clear();
        showButtons();
    });
    QObject::connect(ui.browse, &QPushButton::clicked, q, [this] { browse(); });
    QObject::connect(ui.start, &QPushButton::clicked, q, [this] { start(false); });
    QObject::connect(ui.stop, &QPushButton::clicked, q, &ExportDialog::reject);
    QObject::connect(ui.close, &QPushButton::clicked, q, &ExportDialog::reject);
    QObject::connect(&tick, &QTimer::timeout, q, [this] { showProgress(); });
}

// What a format has, and its suffix in the name where the one of the format before stands.
void ExportDialog::Private::showFormat()
{
    const bool isSeparated = format() == TextFormat::Csv || format() == TextFormat::Tsv;
    ui.header->setVisible(isSeparated);
    ui.nullText->setVisible(isSeparated);
    ui.nullLabel->setVisible(isSeparated);
    const QString now = suffixOf(format());
    if (ui.path->text().endsWith(u'.' + suffix))
        ui.path->setText(ui.path->text().chopped(suffix.size()) + now);
    suffix = now;
    QString note = tr("Text is UTF-8.");
    if (!offer.plan.timeZone.isEmpty())
        note += u' ' + tr("Times are in %1.").arg(withMarks(offer.plan.timeZone));
    if (!offer.plan.insertTable.isEmpty() && format() == TextFormat::Insert)
        note += u' ' + tr("Into %1.").arg(withMarks(offer.plan.insertTable));
    ui.note->setText(note);
}

void ExportDialog::Private::browse()
{
    auto *chooser = new QFileDialog(q, tr("Export to"), ui.path->text()); // its own on close
    chooser->setObjectName(u"export.chooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setFileMode(QFileDialog::AnyFile);
    chooser->setOptions(QFileDialog::DontUseNativeDialog | QFileDialog::DontConfirmOverwrite); // asked for at the start
    chooser->setDefaultSuffix(suffix);
    QObject::connect(chooser, &QFileDialog::fileSelected, ui.path, &QLineEdit::setText);
    chooser->open();
}

ExportPlan ExportDialog::Private::plan() const
{
    ExportPlan made = ui.selected->isChecked() && offer.selection ? *offer.selection : offer.plan;
    made.format = format();
    made.withHeader = ui.header->isChecked();
    made.nullText = ui.nullText->text().toUtf8();
    made.path = ui.path->text();
    made.insertTable = offer.plan.insertTable;
    made.timeZone = offer.plan.timeZone;
    const QList<int> checked = ui.columns->checked();
    made.columns.clear();
    if (checked.size() < offer.columns.size() || !offer.plan.columns.isEmpty())
        for (const int column : checked)
            made.columns << offer.columns[column].name;
    return made;
}

double ExportDialog::Private::estimate() const
{
    return ui.selected->isChecked() && offer.selection ? double(offer.selectedRows) : offer.estimatedRows;
}

void ExportDialog::Private::start(bool mayReplace)
{
    if (!connection) {
        ui.notice->show(NoticeBar::Tone::Error, tr("The connection was removed. Close this and open the table again."));
        return;
    }
    ExportPlan chosen = plan();
    chosen.mayReplace = mayReplace;
    if (QDir::isRelativePath(chosen.path))
        chosen.path = QDir::home().filePath(chosen.path);
    path = chosen.path;
    rows = bytes = 0;
    since.start();
    tick.start();
    ui.notice->clear();
    ui.target->setText(marked(path));
    ui.pages->setCurrentWidget(ui.progressPage);
    stream = std::make_unique<Export>(*connection, chosen);
    QObject::connect(stream.get(), &Export::progressed, q, [this](qint64 nowRows, qint64 nowBytes) {
        rows = nowRows;
        bytes = nowBytes;
        showProgress();
    });
    QObject::connect(
        stream.get(), &Export::finished, q, [this](const Result<ExportSummary> &result) { end(result); }, Qt::QueuedConnection);
    showProgress();
    showButtons();
    ui.stop->setFocus();
    Q_EMIT q->runningChanged(true);
}

void ExportDialog::Private::showProgress()
{
    const double expected = estimate();
    const bool isKnown = expected >= 1 && double(rows) <= expected; // an estimate that was passed is none
    ui.bar->setRange(0, isKnown ? 1000 : 0);
    ui.bar->setValue(isKnown ? int(double(rows) / expected * 1000) : 0);
    const qint64 passed = std::max<qint64>(1, since.elapsed());
    const QString seconds = tr("%1 s").arg(passed / 1000);
    if (rows == 0) {
        ui.figures->setText(tr("Waiting for the first row · %1").arg(seconds));
        return;
    }
    const QString count = isKnown ? tr("%1 of about %2 rows").arg(exactCount(rows), countText(qint64(expected)))
                                  : tr("%1 rows").arg(exactCount(rows));
    const QString rate = tr("%1 a second").arg(sizeText(qint64(double(bytes) * 1000 / double(passed))));
    ui.figures->setText(QStringList{count, sizeText(bytes), rate, seconds}.join(u" · "_s));
}

void ExportDialog::Private::end(const Result<ExportSummary> &result)
{
    tick.stop();
    stream.reset();
    if (result) {
        ui.bar->setRange(0, 1);
        ui.bar->setValue(1);
        ui.figures->setText(
            tr("%1 rows, %2, %3").arg(exactCount(result->rows), sizeText(result->bytes), durationText(result->duration.count())));
        ui.notice->show(NoticeBar::Tone::Success, tr("Exported."));
        ui.close->show();
        ui.close->setFocus();
    } else {
        ui.pages->setCurrentWidget(ui.choosePage);
        const Error &error = result.error();
        const bool isCancelled = error.code == u"cancelled"_s;
        ui.notice->show(isCancelled                 ? NoticeBar::Tone::Info
                        : error.code == u"EEXIST"_s ? NoticeBar::Tone::Warning
                                                    : NoticeBar::Tone::Error,
                        error.message, error.detail);
        if (error.code == u"EEXIST"_s)
            ui.notice->addButton(tr("Replace it"), [this] { start(true); })->setObjectName(u"export.replace"_s);
    }
    showButtons();
    const QPointer<ExportDialog> self(q); // a slot may delete it
    Q_EMIT q->runningChanged(false);
    if (self && result)
        Q_EMIT q->exported(path, *result);
}

void ExportDialog::Private::showButtons()
{
    const bool isChoosing = ui.pages->currentWidget() == ui.choosePage;
    ui.start->setVisible(isChoosing);
    ui.start->setEnabled(!ui.path->text().trimmed().isEmpty() && (offer.columns.isEmpty() || !ui.columns->checked().isEmpty()));
    ui.stop->setVisible(stream != nullptr);
    ui.stop->setEnabled(true);
    ui.close->setVisible(!stream);
}

ExportDialog::ExportDialog(Connection *connection, const ExportOffer &offer, QWidget *parent)
    : QDialog(parent), d(std::make_unique<Private>(this, connection, offer))
{}

ExportDialog::~ExportDialog()
{
    if (d->stream)
        d->stream->disconnect(this);
}

bool ExportDialog::isRunning() const { return d->stream != nullptr; }

void ExportDialog::reject()
{
    if (!d->stream)
        return QDialog::reject();
    d->ui.stop->setEnabled(false);
    d->ui.figures->setText(tr("Cancelling…"));
    d->tick.stop();
    d->stream->cancel();
}

} // namespace oriel
