// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/store/store.h"
#include "panels/api/requestdocument.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>

namespace oriel::test {

using namespace Qt::StringLiterals;

inline constexpr int patience = 20'000; // ms

// A request document with a library of its own; no keychain answers.
struct RequestKit
{
    explicit RequestKit(const ApiEnvironment &environment = {.name = u"local"_s})
    {
        auto opened = store::Store::open(folder.path());
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        memory = std::move(*opened);
        library = std::make_unique<RequestLibrary>(memory.get(), folder.path() + u"/requests"_s);
        if (!environment.name.isEmpty())
            library->saveEnvironment(library.get(), environment,
                                     [this](const Result<QString> &id) { library->setCurrentEnvironment(*id); });
        document = make();
        document->resize(900, 640);
        document->show();
    }
    std::unique_ptr<RequestDocument> make()
    {
        return std::make_unique<RequestDocument>(RequestContext{
            .library = library.get(),
            .folder = [this] { return folder.path(); },
            .text = [this](const QString &key) { return texts.contains(key) ? std::optional(texts[key]) : std::nullopt; },
            .keepText = [this](const QString &key, const QString &text) { texts[key] = text; },
            .dropText = [this](const QString &key) { texts.remove(key); },
            .editEnvironment = [this] { ++environmentEdits; }});
    }
    template<typename T>
    T *find(const char *name) const
    {
        return document->findChild<T *>(QLatin1String(name));
    }
    void send(const http::Request &request)
    {
        document->openNew(request);
        document->send();
    }
    bool isReady() const { return find<QAction>("request.send")->isEnabled(); }
    QString text(const char *label) const { return find<QLabel>(label)->text(); }
    QString notice(const char *name = "request.notice") const { return find<NoticeBar>(name)->message(); }
    QPushButton *button(const QString &words, const char *bar = "request.notice") const
    {
        for (auto *each : find<NoticeBar>(bar)->findChildren<QPushButton *>())
            if (each->text() == words && !(each->isHidden() && each->testAttribute(Qt::WA_WState_ExplicitShowHide)))
                return each; // a new one is shown with the next event
        return nullptr;
    }
    QString meaning(const QString &name) const
    {
        const auto found = library->lookup()(name);
        return found ? found->text : u"nothing"_s;
    }

    QTemporaryDir folder;
    std::unique_ptr<store::Store> memory;
    std::unique_ptr<RequestLibrary> library;
    QMap<QString, QString> texts;
    int environmentEdits = 0;
    std::unique_ptr<RequestDocument> document;
};

} // namespace oriel::test
