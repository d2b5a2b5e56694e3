// SPDX-License-Identifier: GPL-3.0-or-later
// What happens from Send to the last capture.
#include "base/text.h"
#include "engines/http/journey.h"
#include "panels/api/bodyview.h"
#include "panels/api/capturesform.h"
#include "panels/api/capturing.h"
#include "panels/api/requestform.h"
#include "panels/api/requesthead.h"
#include "panels/api/requestprivate.h"
#include "panels/api/responsepane.h"
#include "panels/api/variableline.h"
#include "widgets/noticebar.h"

#include <QHostAddress>
#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

bool isSafe(const QByteArray &method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

bool isThisComputer(const QUrl &url) { return url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback(); }

bool carriesSecret(const http::Outgoing &outgoing)
{
    return outgoing.auth.kind != http::Auth::Kind::None || !outgoing.options.certificateFile.isEmpty() ||
           std::ranges::any_of(outgoing.headers, &http::Header::isSecret);
}

bool hasSecretField(const http::Request &request)
{
    const auto isSecret = [](const http::Field &field) { return field.isOn && field.isSecret; };
    return std::ranges::any_of(request.query, isSecret) || std::ranges::any_of(request.headers, isSecret) ||
           std::ranges::any_of(request.body.fields, isSecret);
}

} // namespace

const ApiEnvironment *RequestDocument::Private::environment() const
{
    if (environments.isEmpty())
        environments = context.library->environments();
    const auto now = std::ranges::find(environments, context.library->currentEnvironment(), &ApiEnvironment::id);
    return now == environments.end() ? nullptr : &*now;
}

void RequestDocument::Private::send(bool isAgreed)
{
    if (phase != Phase::Ready)
        return;
    if (const QString line = head->line()->text(); VariableLine::isCommand(line)) // it was typed; pasted, it is read at once
        return importCommand(line);
    notice->clear();
    const http::Request request = form->request();
    bool holdsSecret = hasSecretField(request);
    const http::Lookup known = context.library->lookup();
    const http::Lookup lookup = [&](const QString &name) {
        const auto meaning = known(name);
        holdsSecret = holdsSecret || (meaning && meaning->isSecret);
        return meaning;
    };
    const Result<http::Outgoing> outgoing = http::resolve(request, lookup, context.folder ? context.folder() : QString());
    if (context.library->isLoading()) // what is missing may be on its way from the keychain
        return setPhase(Phase::Loading);
    if (!outgoing) {
        notice->show(outgoing.error());
        if (outgoing.error().code == "missing"_L1 && context.editEnvironment)
            notice->addButton(tr("Edit environment"), context.editEnvironment, true);
        return;
    }
    if (mayGo(request, *outgoing, holdsSecret || carriesSecret(*outgoing), isAgreed))
        go(request, *outgoing);
}

// Asks in the notice bar: its button sends anew, whatever the form says by then.
bool RequestDocument::Private::mayGo(const http::Request &request, const http::Outgoing &outgoing, bool holdsSecret,
                                     bool isAgreed)
{
    const ApiEnvironment *now = environment();
    const QString name = now ? now->name : QString();
    const QString origin = http::originOf(outgoing.url);
    if (holdsSecret && !context.library->isApproved(origin)) {
        QString question = name.isEmpty() ? tr("Send this request's secrets to %1?").arg(origin)
                                          : tr("Send the secrets of “%1” to %2?").arg(name, origin);
        if (outgoing.url.scheme() == "http"_L1 && !isThisComputer(outgoing.url))
            question += u' ' + tr("The way there is not encrypted: anybody on it can read them.");
        notice->show(NoticeBar::Tone::Warning, question);
        notice->addButton(
            tr("Send"),
            [this, origin] {
                context.library->approve(origin);
                send(false);
            },
            true);
        return false;
    }
    if (now && now->isProduction && !isSafe(outgoing.method) && !isAgreed) {
        notice->show(NoticeBar::Tone::Warning,
                     tr("“%1” is production. %2 %3?").arg(name, request.method, outgoing.url.toDisplayString(QUrl::RemoveQuery)));
        notice->addButton(tr("Send %1").arg(request.method), [this] { send(true); })->setProperty("destructive", true);
        return false;
    }
    return true;
}

void RequestDocument::Private::go(const http::Request &request, const http::Outgoing &outgoing)
{
    capturing = {};
    isCaptureDue = false;
    exchange.reset();
    outcome.clear();
    sent = request;
    sent.id = id; // also of one that is not saved: its answers are found by it
    response->clear();
    if (isSafe(outgoing.method)) {
        data->stop();
        data->showIdle();
        return start(outgoing);
    }
    setPhase(Phase::Marking);
    data->mark([this, outgoing] { start(outgoing); });
}

void RequestDocument::Private::start(const http::Outgoing &outgoing)
{
    exchange = std::make_unique<http::Exchange>(outgoing, context.library->jar());
    response->begin(exchange.get(), requestTitle(sent));
    QObject::connect(exchange.get(), &http::Exchange::finished, q, [this] { onFinished(); });
    setPhase(Phase::Running);
    exchange->start();
}

void RequestDocument::Private::stop()
{
    if (phase == Phase::Running)
        return exchange->cancel();
    data->stop();
    data->showIdle();
    setPhase(Phase::Ready);
}

void RequestDocument::Private::onFinished()
{
    const auto error = exchange->error();
    outcome = error ? tr("failed") : tr("done in %1").arg(response->doneText());
    data->follow();
    context.library->keep(*exchange, sent);
    const int status = exchange->answers().isEmpty() ? 0 : exchange->answers().last().status;
    const bool hasCaptures = std::ranges::any_of(sent.captures, &http::Capture::isOn);
    isCaptureDue = hasCaptures && !error && status > 0 && status < 400;
    setPhase(Phase::Ready);
    if (isCaptureDue && (exchange->bodyBytes() == 0 || response->body()->isRead()))
        capture();
}

// On a worker: a path may look through a gigabyte.
void RequestDocument::Private::capture()
{
    isCaptureDue = false;
    capturing = inBackground(
        q, QThreadPool::globalInstance(),
        [captures = sent.captures, document = response->body()->document(), headers = exchange->answers().last().headers](
            std::stop_token) { return capturedFrom(captures, document.get(), headers); },
        [this](const std::vector<CapturedValue> &values) {
            QStringList said, failed;
            QList<std::pair<QString, QString>> marks;
            for (const auto &[capture, text] : values) {
                if (!text) {
                    failed << tr("%1: %2").arg(capture.variable, text.error().message);
                    continue;
                }
                context.library->setVariable(capture.variable, *text, capture.isSecret, requestTitle(sent));
                said << (capture.isSecret ? capture.variable : tr("%1 = %2").arg(capture.variable, text->left(60)));
                if (capture.from.startsWith(u'$'))
                    marks << std::pair(capture.from, tr("captured as %1").arg(capture.variable));
            }
            response->body()->setMarks(marks);
            if (!failed.isEmpty())
                notice->show(NoticeBar::Tone::Warning, tr("Not captured: %1.").arg(failed.join(u"; "_s)));
            else
                notice->show(NoticeBar::Tone::Success, tr("Captured %1.").arg(said.join(u", "_s)));
            if (keepCommand->isEnabled())
                notice->addButton(CapturesForm::keepText(environment()->name), [this] { keepTaken(); });
        });
}

void RequestDocument::Private::showTaken()
{
    const QStringList names = takenNames();
    QList<http::Field> taken = context.library->captured(context.library->currentEnvironment());
    taken.removeIf([&](const http::Field &each) { return !names.contains(each.name); });
    form->captures()->showTaken(taken, environment() ? environment()->name : QString());
    keepCommand->setEnabled(!taken.isEmpty() && environment());
}

QStringList RequestDocument::Private::takenNames() const
{
    QStringList names;
    for (const http::Capture &each : form->captures()->captures())
        if (each.isOn)
            names << each.variable;
    return names;
}

void RequestDocument::Private::keepTaken()
{
    const QStringList names = takenNames();
    context.library->keepCaptured(q, names, [this](const Result<QString> &kept) {
        if (!kept)
            return notice->show(kept.error());
        const auto all = context.library->environments();
        const auto at = std::ranges::find(all, *kept, &ApiEnvironment::id);
        if (at != all.end())
            notice->show(NoticeBar::Tone::Success, tr("Kept in the environment “%1”.").arg(at->name));
    });
}

} // namespace oriel
