// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/window_p.h"

#include "shell/docks.h"
#include "shell/pane.h"
#include "shell/splitarea.h"

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int formatVersion = 1;

QString encoded(const QByteArray &bytes) { return QString::fromLatin1(bytes.toBase64()); }

QByteArray decoded(const QJsonValue &value)
{
    const auto result = QByteArray::fromBase64Encoding(value.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return result ? *result : QByteArray();
}

} // namespace

void Window::Private::scheduleSave()
{
    if (isRestored && !saveTimer.isActive()) // never put off by later changes: stored within two seconds
        saveTimer.start();
}

void Window::Private::save()
{
    saveTimer.stop();
    if (!isRestored || !memory.write)
        return;
    QJsonObject panels;
    for (const Panel *panel : docks->panels()) {
        if (const QJsonObject state = panel->state(); !state.isEmpty())
            panels.insert(panel->kind(), state);
    }
    memory.write(u"layout"_s, {
                                  {"version"_L1, formatVersion},
                                  {"geometry"_L1, encoded(q->saveGeometry())},
                                  {"docks"_L1, encoded(docks->state())},
                                  {"panels"_L1, panels},
                              });
    QJsonObject open;
    if (area->current())
        open = {
            {"version"_L1, formatVersion}, {"middle"_L1, layout::toJson(area->state())}, {"isMaximised"_L1, area->isMaximised()}};
    memory.write(documentsKey, open);
}

Document *Window::Private::make(const QString &kind) const
{
    const auto found = kinds.constFind(kind);
    return found == kinds.cend() || !found->make ? nullptr : found->make(q);
}

void Window::Private::restore()
{
    const QJsonObject json = memory.read ? memory.read(u"layout"_s) : QJsonObject();
    const bool isReadable = json["version"_L1].toInt() == formatVersion;
    if (isReadable) {
        q->restoreGeometry(decoded(json["geometry"_L1]));
        docks->restore(decoded(json["docks"_L1]));
    }
    for (Panel *panel : docks->panels())
        panel->restore(isReadable ? json["panels"_L1][panel->kind()].toObject() : QJsonObject());
    restoreDocuments();
    isRestored = true;
}

void Window::Private::restoreDocuments()
{
    const QJsonObject json = memory.read ? memory.read(documentsKey) : QJsonObject();
    const bool isReadable = json["version"_L1].toInt() == formatVersion;
    const auto node = isReadable ? layout::fromJson(json["middle"_L1].toObject()) : std::nullopt;
    if (!node || !area->documents().isEmpty())
        return;
    area->restore(*node, [this](const layout::Tab &tab) {
        Document *document = make(tab.kind);
        if (document) {
            document->restore(tab.state);
            adopt(document);
        }
        return document;
    });
    area->setMaximised(json["isMaximised"_L1].toBool());
    documentsChanged();
    const auto documents = area->documents();
    for (Document *document : documents)
        Q_EMIT q->documentAdded(document);
    if (Document *current = area->current())
        focus(current);
}

void Window::Private::setDocumentsOf(const QString &folder)
{
    documentsKey = folder.isEmpty() ? u"documents"_s : u"documents:"_s + folder;
}

} // namespace oriel
