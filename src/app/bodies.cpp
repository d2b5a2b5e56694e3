// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON body compared with another: of a tab, of an answer that was kept, of a file, of the clipboard.
#include "app/requests.h"
#include "base/text.h"
#include "panels/api/bodycompare.h"
#include "panels/api/bodyview.h"
#include "panels/api/requestdocument.h"
#include "shell/window.h"
#include "widgets/entrysheet.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPointer>
#include <QThreadPool>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString titleOf(const PastExchange &past)
{
    QStringList parts{past.at.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s)};
    if (!past.answers.isEmpty())
        parts << QString::number(past.answers.last().status);
    if (!past.environment.isEmpty())
        parts << past.environment.left(60);
    return parts.join(u' ');
}

} // namespace

void Requests::watchBody(Document *document)
{
    auto *view = document->findChild<BodyView *>();
    connect(view, &BodyView::compareAsked, this, [this, document, view] {
        if (!view->document() || !view->isRead())
            return m_around.window->say(tr("Only JSON that has been read to its end can be compared."), 10'000);
        askOther(document, view->document());
    });
}

QList<PastExchange> Requests::answersBefore(const Document *document) const
{
    const auto *request = qobject_cast<const RequestDocument *>(document);
    QList<PastExchange> past = request ? m_library->history(request->key().section(u':', 1)) : QList<PastExchange>();
    past.removeIf([&](const PastExchange &each) { return each.bodyFile.isEmpty() || each.at == request->sentAt(); });
    return past;
}

void Requests::askOther(Document *document, const Body &own)
{
    const QString title = document->title();
    const auto with = [this, own, title](const QString &otherTitle, const Body &other) {
        m_around.window->open(u"jsoncompare"_s, {},
                              [&](Document *made) { static_cast<BodyCompare *>(made)->compare(otherTitle, other, title, own); });
    };
    QList<EntrySheet::Entry> entries;
    for (Document *open : m_around.window->documents())
        if (const auto *view = open->findChild<BodyView *>(); open != document && view && view->document() && view->isRead())
            entries.append(
                {open->title(), tr("open"), [with, name = open->title(), other = view->document()](auto) { with(name, other); }});
    for (const PastExchange &past : answersBefore(document))
        entries.append({titleOf(past), tr("an answer that was kept"),
                        [this, with, past](auto) { readFile(past.bodyFile, titleOf(past), with); }});
    entries.append({tr("A file…"), {}, [this, with](auto) {
                        auto *chooser = new QFileDialog(m_around.window, tr("Compare with"));
                        chooser->setObjectName(u"bodies.chooser"_s);
                        chooser->setAttribute(Qt::WA_DeleteOnClose);
                        chooser->setFileMode(QFileDialog::ExistingFile);
                        connect(chooser, &QFileDialog::fileSelected, this,
                                [this, with](const QString &path) { readFile(path, QFileInfo(path).fileName(), with); });
                        chooser->open();
                    }});
    entries.append({tr("The clipboard"), {}, [this, with](auto) {
                        const QMimeData *held = QGuiApplication::clipboard()->mimeData();
                        const std::string text = held ? held->text().toStdString() : std::string();
                        readOther([text] { return json::Document::ofText(text); }, tr("Clipboard"), with);
                    }});
    m_bodies->show(entries);
}

void Requests::readFile(const QString &path, const QString &title, Compare then)
{
    readOther([path] { return json::Document::ofFile(path); }, title, std::move(then));
}

void Requests::readOther(Open open, const QString &title, Compare then)
{
    using Read = Result<std::shared_ptr<json::Document>>;
    m_reading = inBackground(
        this, QThreadPool::globalInstance(),
        [open = std::move(open)](std::stop_token stop) -> Read {
            Read made = open();
            if (made)
                (*made)->read(true, stop);
            return made;
        },
        [this, title, then = std::move(then)](const Read &read) {
            if (!read)
                m_around.say(read.error(), tr("There is nothing to compare with"));
            else
                then(title, *read);
        });
}

} // namespace oriel
