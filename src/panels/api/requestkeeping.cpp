// SPDX-License-Identifier: GPL-3.0-or-later
// How a request document is opened, kept between two starts, and saved.
#include "engines/http/requesttext.h"
#include "panels/api/bodyview.h"
#include "panels/api/requestform.h"
#include "panels/api/requesthead.h"
#include "panels/api/requestprivate.h"
#include "panels/api/responsepane.h"
#include "panels/api/saverequestdialog.h"
#include "widgets/noticebar.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QUuid>

namespace oriel {

using namespace Qt::StringLiterals;

void RequestDocument::openSaved(const QString &id)
{
    d->id = id;
    d->isSaved = true;
    d->isLoaded = false;
    d->loadSaved();
    Q_EMIT stateChanged();
}

void RequestDocument::openNew(const http::Request &request)
{
    http::Request copy = request;
    copy.id.clear();
    d->set(copy, false);
    d->noteEdit();
    Q_EMIT stateChanged();
}

void RequestDocument::openPast(const PastExchange &past)
{
    openNew(past.request);
    d->response->showPast(past, requestTitle(past.request));
}

// The form as it is now is what modifications are counted from: it writes a query its own way.
void RequestDocument::Private::set(const http::Request &request, bool isKnown)
{
    form->setRequest(request);
    baseline = form->request();
    isSaved = isKnown;
    if (isKnown)
        id = request.id;
    update();
}

void RequestDocument::Private::loadSaved()
{
    isLoaded = true;
    context.library->load(q, id, [this](const Result<http::Request> &loaded) {
        if (!loaded) {
            notice->show(loaded.error());
            isSaved = false;
            return update();
        }
        const auto kept = context.text ? context.text(textKey()) : std::nullopt;
        set(*loaded, true);
        if (kept && !kept->isEmpty()) { // the secrets are in the keychain only
            http::Request unsaved = http::requestFromJson(QJsonDocument::fromJson(kept->toUtf8()).object());
            unsaved.id = id;
            http::setSecrets(unsaved, http::secretsOf(*loaded));
            form->setRequest(unsaved);
            update();
        }
    });
}

void RequestDocument::restore(const QJsonObject &state)
{
    if (const QString id = state[u"id"_s].toString(); !id.isEmpty())
        d->id = id;
    d->isSaved = state[u"isSaved"_s].toBool();
    d->setBeside(state[u"isBeside"_s].toBool());
    d->form->setCurrentIndex(state[u"tab"_s].toInt());
    d->response->body()->restore(state[u"body"_s].toObject());
    d->isLoaded = !d->isSaved;
    const auto kept = d->context.text ? d->context.text(d->textKey()) : std::nullopt;
    if (kept && !kept->isEmpty())
        d->form->setRequest(http::requestFromJson(QJsonDocument::fromJson(kept->toUtf8()).object()));
    else if (d->isSaved)
        for (const http::Request &each : d->context.library->requests())
            if (each.id == d->id)
                d->form->setRequest(each); // its title; the secrets follow once it is shown
    if (d->isSaved)
        d->baseline = d->form->request();
    d->update();
}

void RequestDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (!d->isLoaded)
        d->loadSaved();
}

bool RequestDocument::Private::isModified() const { return isLoaded && form->request() != baseline; }

void RequestDocument::Private::noteEdit()
{
    isTextKept = false;
    keepTimer.start();
    update();
}

void RequestDocument::Private::keepText()
{
    keepTimer.stop();
    if (std::exchange(isTextKept, true) || isDropped || !context.keepText)
        return;
    const http::Request now = form->request();
    if (isSaved && now == baseline)
        return dropText();
    context.keepText(textKey(), QString::fromUtf8(QJsonDocument(http::toJson(now)).toJson(QJsonDocument::Compact)));
}

void RequestDocument::Private::dropText()
{
    keepTimer.stop();
    isTextKept = true;
    if (context.dropText)
        context.dropText(textKey());
}

void RequestDocument::Private::save(Done done)
{
    http::Request request = form->request();
    request.id = id;
    if (request.name.isEmpty())
        request.name = requestTitle(request);
    context.library->save(q, request, [this, request, done = std::move(done)](const Result<QString> &saved) {
        if (!saved) {
            notice->show(saved.error());
            return done(std::unexpected(saved.error()));
        }
        dropText();
        http::Request now = form->request(); // it may have been edited meanwhile
        now.id = *saved;
        now.name = request.name;
        now.folder = request.folder;
        http::Request kept = request;
        kept.id = *saved;
        set(kept, true);
        if (now != baseline) {
            form->setRequest(now);
            noteEdit();
        }
        Q_EMIT q->stateChanged();
        done({});
    });
}

void RequestDocument::Private::saveAs()
{
    auto *dialog = new SaveRequestDialog(context.library->folders(), form->request().folder, requestTitle(form->request()), q);
    QObject::connect(dialog, &QDialog::accepted, q, [this, dialog] {
        http::Request request = form->request();
        request.name = dialog->name();
        request.folder = dialog->folder();
        dropText();
        isSaved = false;
        id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        form->setRequest(request);
        save([](const Result<> &) {});
    });
    dialog->open();
}

QList<Stake> RequestDocument::stakes(Leaving leaving) const
{
    if (leaving == Leaving::Window || !d->isModified())
        return {};
    return {{tr("unsaved changes in %1").arg(title()), tr("Save"), tr("Discard")}};
}

void RequestDocument::settle(Answer answer, Done done)
{
    if (answer == Answer::Keep)
        return d->save(std::move(done));
    d->isDropped = true;
    d->dropText();
    done({});
}

void RequestDocument::Private::importCommand(const QString &text)
{
    const Result<http::Imported> imported = http::fromCurl(text);
    if (!imported || imported->requests.isEmpty())
        return notice->show(imported ? Error{tr("This command line sends no request."), {}, {}} : imported.error());
    http::Request request = imported->requests.first();
    const http::Request now = form->request();
    request.id = now.id;
    request.name = now.name;
    request.folder = now.folder;
    request.captures = now.captures;
    form->setRequest(request);
    notice->clear();
    if (!imported->remarks.isEmpty())
        notice->show(NoticeBar::Tone::Info, tr("Taken from the cURL command, except for:"), imported->remarks.join(u'\n'));
    noteEdit();
}

void RequestDocument::Private::copy(const CopyWay &way)
{
    notice->show(NoticeBar::Tone::Success, copyAs(way, {form->request()}));
}

QString requestTitle(const http::Request &request)
{
    if (!request.name.isEmpty())
        return request.name;
    if (request.url.isEmpty())
        return RequestDocument::tr("New request");
    static const QRegularExpression origin(u"^(?:[a-z]+://[^/?#]*|\\{\\{[^}]*\\}\\})"_s);
    const QString path = QString(request.url).remove(origin).section(u'?', 0, 0).section(u'#', 0, 0);
    return request.method + u' ' + (path.isEmpty() ? u"/"_s : path);
}

} // namespace oriel
