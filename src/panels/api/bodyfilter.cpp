// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodyfilter.h"

#include "base/hostprocess.h"
#include "base/jsontext.h"
#include "base/text.h"
#include "engines/json/path.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QFile>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStandardPaths>
#include <QTextCharFormat>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int typingPause = 150;                // ms
constexpr std::uint64_t mostToJq = 200'000'000; // bytes
constexpr qint64 mostFromJq = 64'000'000;       // bytes
constexpr auto jqLimit = std::chrono::seconds(60);

struct Selected
{
    std::vector<json::Value> values;
    std::optional<json::PathFault> fault;
};
struct JqAnswer
{
    std::shared_ptr<json::Document> document;
    Error error;
    qint64 lossy = 0; // numbers a double cannot hold
};

qint64 lossyNumbers(QByteArrayView text, std::stop_token stop)
{
    qint64 count = 0;
    for (qint64 at = 0; at < text.size() && !stop.stop_requested();) {
        const char c = text[at];
        const bool isNumber = c == '-' || (c >= '0' && c <= '9');
        const qint64 end = c == '"' ? json::afterString(text, at) : isNumber ? json::afterScalar(text, at) : at + 1;
        if (isNumber && end > at)
            count += json::lossOf({text.data() + at, size_t(end - at)}) != json::Loss::None;
        at = std::max(end, at + 1);
    }
    return count;
}

// In an environment without secrets: a filter can read it.
JqAnswer askJq(const QString &program, const QString &filter, const json::Document &document, std::stop_token stop)
{
    const std::string body = document.bytes(0, document.size());
    ProgramCall call;
    call.command = {QFile::encodeName(program), "-c", ' ' + filter.toUtf8()}; // the blank: it is no option
    call.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"};
    call.folder = "/";
    call.input = QByteArray(body.data(), qsizetype(body.size()));
    call.limit = jqLimit;
    call.outputLimit = mostFromJq;
    JqAnswer made;
    made.lossy = lossyNumbers(call.input, stop);
    const Result<HostAnswer> answer = runProgram(call, stop);
    if (!answer)
        made.error = answer.error();
    else if (answer->exitCode != 0)
        made.error = {QString::fromUtf8(answer->errors.trimmed().split('\n').value(0)), u"jq"_s, {}};
    else
        made.document = json::Document::ofText({answer->output.data(), size_t(answer->output.size())}, {json::Form::Many});
    return made;
}

} // namespace

BodyFilter::BodyFilter(QWidget *parent)
    : QWidget(parent),
      m_line(new QLineEdit(this)),
      m_language(new QToolButton(this)),
      m_stop(new QToolButton(this)),
      m_message(plainLabel({}, this)),
      m_wrong(plainLabel({}, this)),
      m_jq(QStandardPaths::findExecutable(u"jq"_s))
{
    m_line->setObjectName(u"body.filter"_s);
    m_line->setFont(Theme::dataFont());
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    setFocusProxy(m_line);
    m_line->setMinimumWidth(12 * unit);
    m_language->setObjectName(u"body.filter.language"_s);
    m_language->setPopupMode(QToolButton::InstantPopup);
    m_language->setVisible(!m_jq.isEmpty());
    setPlainToolTip(m_language, tr("The language of the filter"));
    auto *menu = new QMenu(m_language);
    for (const bool isJq : {false, true})
        menu->addAction(isJq ? u"jq"_s : u"JSONPath"_s, this, [this, isJq] { setJq(isJq); });
    m_language->setMenu(menu);
    m_stop->setObjectName(u"body.filter.stop"_s);
    m_stop->setText(tr("Stop"));
    m_stop->hide();
    m_message->setObjectName(u"body.filter.message"_s);
    m_message->setProperty("muted", true);
    m_wrong->setObjectName(u"body.filter.wrong"_s);
    m_wrong->setWordWrap(true);
    setLook(m_wrong, "role", u"error"_s);
    m_wrong->hide();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(unit / 2);
    auto *row = new QHBoxLayout;
    row->setSpacing(unit);
    rows->addLayout(row);
    rows->addWidget(m_wrong);
    row->addWidget(m_line, 1);
    row->addWidget(m_language);
    row->addWidget(m_message);
    row->addWidget(m_stop);
    m_typed.setSingleShot(true);
    m_typed.setInterval(typingPause);
    connect(m_line, &QLineEdit::textChanged, this, [this] {
        underline(-1);
        m_typed.start();
    });
    connect(&m_typed, &QTimer::timeout, this, &BodyFilter::run);
    connect(m_stop, &QToolButton::clicked, this, [this] {
        m_job.cancel();
        m_stop->hide();
        say(tr("stopped"), false);
    });
    setJq(false);
}

void BodyFilter::setDocument(Shared document)
{
    m_document = std::move(document);
    if (!m_line->text().isEmpty() || m_isActive)
        run();
}

QString BodyFilter::text() const { return m_line->text(); }

void BodyFilter::setText(const QString &text)
{
    m_line->setText(text);
    run();
}

void BodyFilter::setJq(bool isJq)
{
    m_isJq = isJq && !m_jq.isEmpty();
    m_language->setText(m_isJq ? u"jq"_s : u"JSONPath"_s);
    m_line->setPlaceholderText(m_isJq ? tr("Filter with jq: .items[] | select(.price > 100)")
                                      : tr("Filter with JSONPath: $.items[?@.price > 100]"));
    m_line->setAccessibleName(m_line->placeholderText());
    if (!m_line->text().isEmpty())
        run();
}

void BodyFilter::run()
{
    m_typed.stop();
    m_job.cancel();
    m_stop->hide();
    Q_EMIT warned({});
    if (m_line->text().trimmed().isEmpty() || !m_document) {
        say({}, false);
        if (std::exchange(m_isActive, false))
            Q_EMIT cleared();
        return;
    }
    say(tr("searching…"), false);
    m_isJq ? runJq() : runPath();
}

void BodyFilter::runPath()
{
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [document = m_document, text = m_line->text().trimmed().toStdString()](std::stop_token stop) {
            Selected selected;
            if (const auto path = json::Path::parse(text))
                selected.values = path->select(*document, most + 1, stop);
            else
                selected.fault = path.error();
            return selected;
        },
        [this](const Selected &selected) {
            if (selected.fault) {
                const QByteArray before = m_line->text().trimmed().toUtf8().first(
                    qsizetype(std::min<std::size_t>(selected.fault->at, size_t(m_line->text().trimmed().toUtf8().size()))));
                const qsizetype blanks = m_line->text().indexOf(m_line->text().trimmed());
                return fail(selected.fault->message, blanks + QString::fromUtf8(before).size());
            }
            const bool isMore = selected.values.size() > most;
            const qint64 count = qint64(std::min(selected.values.size(), most));
            say(count == 0 ? tr("nothing")
                : isMore   ? tr("the first %1").arg(exactCount(count))
                           : tr("%1 found").arg(exactCount(count)),
                false);
            m_isActive = true;
            std::vector<json::Value> values = selected.values;
            values.resize(size_t(count));
            Q_EMIT found(values);
        });
}

void BodyFilter::runJq()
{
    if (m_document->size() > mostToJq)
        return fail(tr("jq is given bodies up to %1. JSONPath has no limit.").arg(sizeText(qint64(mostToJq))), -1);
    m_stop->show();
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [document = m_document, program = m_jq, filter = m_line->text()](std::stop_token stop) {
            return askJq(program, filter, *document, stop);
        },
        [this](const JqAnswer &answer) {
            m_stop->hide();
            if (answer.lossy > 0)
                Q_EMIT warned(
                    tr("jq reckons with doubles (all of it before 1.7): %1 numbers of this body have more digits and may "
                       "come out rounded. JSONPath keeps every digit.")
                        .arg(exactCount(answer.lossy)));
            if (!answer.document)
                return fail(answer.error.message, -1);
            say(tr("%1 found").arg(exactCount(qint64(answer.document->count(answer.document->whole())))), false);
            m_isActive = true;
            Q_EMIT transformed(answer.document);
        });
}

void BodyFilter::fail(const QString &message, qsizetype at)
{
    say(message, true);
    underline(at);
}

void BodyFilter::say(const QString &message, bool isError)
{
    for (QLabel *label : {m_message, m_wrong}) {
        const bool isIts = isError == (label == m_wrong) && !message.isEmpty();
        label->setText(isIts ? marked(message) : QString());
        label->setVisible(isIts);
    }
    setLook(m_line, "invalid", isError);
}

// From where it is wrong to the end; behind it: its last character.
void BodyFilter::underline(qsizetype at)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (const qsizetype size = m_line->text().size(); at >= 0 && size > 0) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(Theme::current().colour(u"error"_s));
        const qsizetype from = std::min(at, size - 1);
        attributes.emplaceBack(QInputMethodEvent::TextFormat, int(from) - m_line->cursorPosition(), int(size - from), format);
    }
    QInputMethodEvent event({}, attributes);
    QCoreApplication::sendEvent(m_line, &event);
}

bool BodyFilter::eventFilter(QObject *watched, QEvent *event)
{
    const bool isPress = event->type() == QEvent::KeyPress;
    if (!isPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape && !m_line->text().isEmpty()) {
        event->accept();
        if (isPress)
            setText({});
        return true;
    }
    if (isPress && (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter)) {
        if (m_typed.isActive())
            run();
        Q_EMIT moved();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace oriel
