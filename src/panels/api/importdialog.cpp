// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/importdialog.h"

#include "base/text.h"
#include "jobs/requestlibrary.h"
#include "panels/api/requestwords.h"
#include "widgets/filedrop.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/taborder.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qint64 mostBytes = 64 << 20;

QString nameOf(const http::Request &request) { return withMarks((request.name.isEmpty() ? request.url : request.name).left(80)); }

bool isWithinFolder(const QString &file)
{
    const QString clean = QDir::cleanPath(file);
    return QDir::isRelativePath(clean) && clean != ".."_L1 && !clean.startsWith("../"_L1) && !clean.startsWith(u'~');
}

// Whatever the other tool thought of it: the values of these are secrets, unless a variable stands for them.
void markSecrets(http::Request &request)
{
    static const QRegularExpression names(u"^((proxy-)?authorization|cookie|x-api-key|x-auth-token)$"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    for (http::Field &header : request.headers)
        if (names.match(header.name).hasMatch() && !header.value.contains("{{"_L1))
            header.isSecret = true;
}

http::Request withoutSecrets(const http::Request &request) { return http::requestFromJson(http::toJson(request)); }

Result<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile()) // a FIFO would never end
        return std::unexpected(Error{ImportDialog::tr("%1 is no file.").arg(path), u"file"_s, {}});
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(Error{ImportDialog::tr("%1 cannot be read: %2").arg(path, file.errorString()), u"file"_s, {}});
    QByteArray bytes = file.read(mostBytes + 1);
    if (bytes.size() > mostBytes)
        return std::unexpected(Error{ImportDialog::tr("%1 is longer than 64 MB: too long to import.").arg(path), u"size"_s, {}});
    return bytes;
}

} // namespace

QStringList confine(http::Request &request)
{
    QStringList remarks;
    const QString name = nameOf(request);
    const auto keepInside = [&](QString &file) {
        if (file.isEmpty() || isWithinFolder(file))
            return;
        remarks << ImportDialog::tr("%1: the file %2 is outside of the folder and was left out; choose it yourself.")
                       .arg(name, withMarks(file.left(200)));
        file.clear();
    };
    keepInside(request.body.file);
    for (http::Field &field : request.body.fields)
        keepInside(field.file);
    http::Options &options = request.options;
    for (QString *file : {&options.caFile, &options.certificateFile, &options.keyFile})
        if (!file->isEmpty()) {
            remarks << ImportDialog::tr("%1: certificates and keys are not imported (%2).").arg(name, withMarks(file->left(200)));
            file->clear();
        }
    if (!options.proxy.isEmpty() && options.proxy != "none"_L1) {
        remarks << ImportDialog::tr("%1: the proxy %2 was left out.").arg(name, withMarks(redacted(options.proxy.left(200))));
        options.proxy.clear();
    }
    return remarks;
}

ImportDialog::ImportDialog(RequestLibrary *library, const QString &folder, QWidget *parent) : QDialog(parent), m_library(library)
{
    setObjectName(u"import"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import requests"));
    auto *about =
        plainLabel(tr("Paste cURL lines or the text of a .http file, or choose a file: .http, a Postman collection, OpenAPI "
                      "(JSON or YAML), HAR."),
                   this);
    about->setWordWrap(true);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"import.text"_s);
    m_text->setAccessibleName(tr("Text to import"));
    m_text->setPlaceholderText(u"curl 'http://127.0.0.1:5000/invoices' -H 'Accept: application/json'"_s);
    m_text->setFont(Theme::dataFont());
    m_text->setTabChangesFocus(true);
    m_text->setAcceptDrops(false); // the dialog takes files
    m_file = plainLabel({}, this);
    m_file->setObjectName(u"import.file"_s);
    auto *chooser = new QPushButton(tr("Choose file…"), this);
    chooser->setObjectName(u"import.choose"_s);
    chooser->setAutoDefault(false);
    m_says = plainLabel(tr("Nothing to import yet."), this);
    m_says->setObjectName(u"import.says"_s);
    m_says->setWordWrap(true);
    m_notice = new NoticeBar(this);
    m_notice->setObjectName(u"import.notice"_s);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"import.cancel"_s);
    cancel->setAutoDefault(false);
    m_import = new QPushButton(tr("Import"), this);
    m_import->setObjectName(u"import.import"_s);
    m_import->setProperty("primary", true);

    auto *source = new QHBoxLayout;
    source->setSpacing(unit);
    source->addWidget(chooser);
    source->addWidget(m_file, 1);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(unit);
    foot->addStretch(1);
    foot->addWidget(cancel);
    foot->addWidget(m_import);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    rows->setSpacing(unit);
    rows->addWidget(about);
    rows->addWidget(m_text, 2);
    rows->addLayout(source);
    rows->addWidget(m_notice);
    rows->addWidget(m_says);
    m_foundPart = makeFound();
    rows->addWidget(m_foundPart, 3);
    rows->addLayout(foot);
    resize(640, 600);
    tabAsLaidOut(this);
    m_folder->setEditText(folder);
    m_foundPart->hide();
    judge();

    new FileDrop(this, {}, 1, [this](const QString &path) { readFile(path); });
    m_soon.setSingleShot(true);
    m_soon.setInterval(150); // ms after the last key
    connect(&m_soon, &QTimer::timeout, this, [this] { read({}, m_text->toPlainText().toUtf8()); });
    connect(m_text, &QPlainTextEdit::textChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(chooser, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &ImportDialog::take);
}

QWidget *ImportDialog::makeFound()
{
    auto *part = new QWidget(this);
    m_list = new QListWidget(part);
    m_list->setObjectName(u"import.list"_s);
    m_list->setAccessibleName(tr("Requests found"));
    m_list->setFrameShape(QFrame::StyledPanel);
    m_list->setUniformItemSizes(true);
    m_list->setSpacing(unit / 4);
    m_remarks = new QPlainTextEdit(part);
    m_remarks->setObjectName(u"import.remarks"_s);
    m_remarks->setAccessibleName(tr("What is not taken along"));
    m_remarks->setReadOnly(true);
    m_remarks->setMaximumHeight(10 * unit);
    m_folder = new QComboBox(part);
    m_folder->setObjectName(u"import.folder"_s);
    m_folder->setEditable(true);
    m_folder->addItem(QString());
    m_folder->addItems(m_library->folders());
    m_folder->lineEdit()->setPlaceholderText(tr("none: at the top"));
    m_environment = new QComboBox(part);
    m_environment->setObjectName(u"import.environment"_s);
    m_secrets = new QCheckBox(part);
    m_secrets->setObjectName(u"import.secrets"_s);
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(unit);
    form->addRow(tr("Into &folder"), m_folder);
    m_environmentPart = plainLabel(tr("Variables into"), part);
    form->addRow(m_environmentPart, m_environment);
    form->addRow(m_secrets);
    auto *rows = new QVBoxLayout(part);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(unit);
    rows->addWidget(m_list, 1);
    rows->addWidget(m_remarks);
    rows->addLayout(form);
    connect(m_list, &QListWidget::itemChanged, this, &ImportDialog::judge);
    return part;
}

void ImportDialog::setText(const QString &text) { m_text->setPlainText(text); }

void ImportDialog::chooseFile()
{
    auto *chooser = new QFileDialog(this, tr("Import requests"), QDir::homePath(),
                                    tr("Requests (*.http *.rest *.json *.yaml *.yml *.har *.sh *.txt);;All files (*)"));
    chooser->setObjectName(u"import.fileDialog"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, &ImportDialog::readFile);
    chooser->open();
}

void ImportDialog::readFile(const QString &path)
{
    const QSignalBlocker quiet(m_text);
    m_text->clear();
    m_soon.stop();
    read(path, {});
}

void ImportDialog::read(const QString &path, const QByteArray &text)
{
    m_notice->clear();
    m_file->setText(marked(QFileInfo(path).fileName()));
    if (path.isEmpty() && text.trimmed().isEmpty()) {
        m_reading.cancel();
        return showRead({http::Imported(), {}, 0});
    }
    m_reading = inBackground(
        this, QThreadPool::globalInstance(),
        [path, text](std::stop_token) {
            const QString name = QFileInfo(path).fileName();
            const Result<QByteArray> bytes = path.isEmpty() ? Result<QByteArray>(text) : bytesOf(path);
            if (!bytes)
                return Read{std::unexpected(bytes.error()), name};
            Read read{http::fromAnything(*bytes, name), name};
            if (!read.found)
                return read;
            for (http::Request &request : read.found->requests) {
                read.found->remarks += confine(request);
                markSecrets(request);
                read.secrets += http::secretsOf(request).isEmpty() ? 0 : 1;
            }
            for (const http::Field &variable : std::as_const(read.found->variables))
                read.secrets += variable.isSecret && !variable.value.isEmpty() ? 1 : 0;
            return read;
        },
        [this](const Read &read) { showRead(read); });
}

void ImportDialog::fillPlaces(const QString &name)
{
    m_environment->clear();
    const QList<ApiEnvironment> known = m_library->environments();
    for (const ApiEnvironment &each : known)
        m_environment->addItem(withMarks(each.name), each.id);
    const QString fresh = name.isEmpty() ? tr("Imported") : name;
    m_environment->addItem(tr("A new environment “%1”").arg(withMarks(fresh)), u"new:"_s + fresh);
    m_environment->addItem(tr("Nowhere: leave them out"), QString());
    const int current = m_environment->findData(m_library->currentEnvironment());
    m_environment->setCurrentIndex(m_library->currentEnvironment().isEmpty() || current < 0 ? int(known.size()) : current);
}

void ImportDialog::showRead(const Read &read)
{
    m_found = read.found ? *read.found : http::Imported();
    if (!read.found)
        m_notice->show(read.found.error());
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const http::Request &request : std::as_const(m_found.requests)) {
        const QString folder = request.folder.isEmpty() ? QString() : withMarks(request.folder) + u" / "_s;
        auto *item = new QListWidgetItem(
            u"%1  %2%3"_s.arg(requestwords::method(withMarks(request.method)), folder, nameOf(request)), m_list);
        item->setCheckState(Qt::Checked);
        item->setData(Qt::ToolTipRole, plain(request.url));
    }
    m_remarks->setPlainText(marked(m_found.remarks.join(u'\n')));
    m_remarks->setVisible(!m_found.remarks.isEmpty());
    m_environmentPart->setVisible(!m_found.variables.isEmpty());
    m_environment->setVisible(!m_found.variables.isEmpty());
    const QString name = QFileInfo(read.name).completeBaseName();
    fillPlaces(name);
    if (m_folder->currentText().isEmpty() && m_found.requests.size() > 1)
        m_folder->setEditText(name);
    m_secrets->setText(read.secrets == 1 ? tr("With the secret in this text: it goes to the keychain")
                                         : tr("With the &secrets in this text (%1): they go to the keychain").arg(read.secrets));
    m_secrets->setChecked(false);
    m_secrets->setVisible(read.secrets > 0);
    m_foundPart->setVisible(!m_found.requests.isEmpty() || !m_found.remarks.isEmpty());
    judge();
}

void ImportDialog::judge()
{
    const auto count = m_found.requests.size(), variables = m_found.variables.size(), remarks = m_found.remarks.size();
    QStringList found{count == 1 ? tr("1 request") : tr("%1 requests").arg(count)};
    if (variables > 0)
        found << (variables == 1 ? tr("1 variable") : tr("%1 variables").arg(variables));
    if (remarks > 0)
        found << (remarks == 1 ? tr("1 remark") : tr("%1 remarks").arg(remarks));
    const bool isAny = count + variables + remarks > 0;
    m_says->setText(isAny ? tr("Found %1.").arg(found.join(u", "_s)) : tr("Nothing to import yet."));
    m_says->setVisible(isAny || m_notice->message().isEmpty());
    const auto taken = chosen().size();
    m_import->setText(taken > 1 ? tr("Import %1 requests").arg(taken) : tr("Import"));
    m_import->setEnabled(taken > 0);
}

QList<http::Request> ImportDialog::chosen() const
{
    QList<http::Request> requests;
    for (int row = 0; row < m_list->count() && row < m_found.requests.size(); ++row)
        if (m_list->item(row)->checkState() == Qt::Checked)
            requests << m_found.requests.at(row);
    return requests;
}

void ImportDialog::take()
{
    m_notice->clear();
    m_import->setEnabled(false); // until the keychain has answered
    QList<http::Request> requests = chosen();
    const QString folder = m_folder->currentText();
    for (http::Request &request : requests) {
        if (!m_secrets->isChecked())
            request = withoutSecrets(request);
        request.id.clear();
        request.folder = folder + u'/' + request.folder;
    }
    takeNext(requests, {});
}

// One after another: where the keychain refuses, what is left stays here.
void ImportDialog::takeNext(QList<http::Request> left, QStringList ids)
{
    if (left.isEmpty())
        return takeVariables(ids);
    const http::Request next = left.takeFirst();
    m_library->save(this, next, [this, left, ids](const Result<QString> &saved) {
        if (!saved) {
            m_notice->show(saved.error());
            for (int row = 0, taken = int(ids.size()); row < m_list->count() && taken > 0; ++row) // not twice
                if (m_list->item(row)->checkState() == Qt::Checked) {
                    m_list->item(row)->setCheckState(Qt::Unchecked);
                    --taken;
                }
            return judge();
        }
        takeNext(left, ids + QStringList(*saved));
    });
}

void ImportDialog::takeVariables(const QStringList &ids)
{
    const QString place = m_environment->currentData().toString();
    const auto finish = [this, ids](const Result<QString> &saved) {
        if (!saved) {
            m_notice->show(saved.error()); // the requests are taken
            m_list->clear();
            return judge();
        }
        Q_EMIT imported(ids);
        accept();
    };
    if (m_found.variables.isEmpty() || place.isEmpty())
        return finish(QString());
    ApiEnvironment environment;
    const QList<ApiEnvironment> known = m_library->environments();
    if (const auto at = std::ranges::find(known, place, &ApiEnvironment::id); at != known.end())
        environment = *at;
    else
        environment.name = place.sliced(u"new:"_s.size());
    for (http::Field variable : std::as_const(m_found.variables)) {
        if (variable.isSecret && !m_secrets->isChecked())
            variable.value.clear();
        environment.variables.removeIf([&](const http::Field &each) { return each.name == variable.name; });
        environment.variables.append(variable);
    }
    m_library->saveEnvironment(this, environment, [this, finish, isFirst = known.isEmpty()](const Result<QString> &saved) {
        if (saved && isFirst)
            m_library->setCurrentEnvironment(*saved);
        finish(saved);
    });
}

} // namespace oriel
