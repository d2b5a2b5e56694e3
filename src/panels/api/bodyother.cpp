// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies that are no JSON: pictures, source, text, bytes.
#include "base/text.h"
#include "panels/api/bodyviewprivate.h"

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qint64 mostSource = 1 << 20, mostBytes = 16 << 20, mostPicture = 64 << 20; // bytes

QByteArray hexOf(const QByteArray &bytes) { return "\\x" + bytes.toHex(); }

} // namespace

void BodyView::Private::finishOther()
{
    isRead = true;
    showOther();
    Q_EMIT q->wasRead();
}

void BodyView::Private::showOther()
{
    if (nature.isMistyped)
        say(NoticeBar::Tone::Warning, tr("The server calls this JSON, but it is a page of HTML, often that of an error."));
    switch (nature.kind) {
    case BodyKind::Json: // is shown while it is read
        return;
    case BodyKind::Empty:
        empty->setText(tr("The body is empty."));
        return showPage(empty);
    case BodyKind::Picture:
    case BodyKind::Bytes:
        return showBytes();
    case BodyKind::Source:
        if (bytes.size() <= mostSource)
            return showSource();
        [[fallthrough]];
    case BodyKind::Text:
        raw->show(bytes, false);
        return showPage(raw);
    }
}

// Read on a worker, as all else: its disk may be slow.
void BodyView::Private::showSource()
{
    const auto text = [body = bytes](std::stop_token) {
        const QByteArray read = body.read(0, mostSource);
        return shownText(read, read.size());
    };
    fetching = inBackground(q, QThreadPool::globalInstance(), text, [this](const QString &shown) { showSource(shown); });
}

void BodyView::Private::showSource(const QString &text)
{
    if (!source) {
        source = new CodeEditor(q);
        source->setObjectName(u"body.source"_s);
        source->setReadOnly(true);
        source->setAccessibleName(tr("Source"));
        pages->addWidget(source);
    }
    source->setLanguage(nature.language);
    source->setReadOnly(false);
    source->setText(text);
    source->setReadOnly(true);
    showPage(source);
}

void BodyView::Private::showBytes()
{
    const bool isPicture = nature.kind == BodyKind::Picture && bytes.size() <= mostPicture;
    const qint64 most = isPicture ? mostPicture : mostBytes;
    if (!isPicture && bytes.size() > most)
        say(NoticeBar::Tone::Info, tr("The first %1 of %2 are shown.").arg(sizeText(most), sizeText(bytes.size())));
    fetching = inBackground(
        q, QThreadPool::globalInstance(), [body = bytes, most](std::stop_token) { return hexOf(body.read(0, most)); },
        [this, isPicture](const QByteArray &text) {
            if (isPicture && !picture) {
                picture = new PictureView(q);
                picture->setObjectName(u"body.picture"_s);
                pages->addWidget(picture);
            } else if (!isPicture && !hex) {
                hex = new HexView(q);
                hex->setObjectName(u"body.hex"_s);
                pages->addWidget(hex);
            }
            if (isPicture) {
                picture->show(text);
                return showPage(picture);
            }
            hex->show(text);
            showPage(hex);
        });
}

} // namespace oriel
