// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/json/hunt.h"
#include "widgets/searchline.h"

#include <QTimer>

class QToolButton;

namespace oriel {

// The line that looks for a text in a JSON body, all of it or what a filter found, names and values, on a worker: hits can be
// gone through while it counts. GUI thread.
class BodySearch final : public SearchLine
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodySearch)
public:
    using Shared = std::shared_ptr<const json::Document>;
    using Parts = std::shared_ptr<const std::vector<json::Hit>>; // in the order of the text, apart from each other

    explicit BodySearch(QWidget *parent = nullptr);
    ~BodySearch() override;
    static Parts partsOf(const std::vector<json::Value> &values);
    void setDocument(Shared document, Parts parts = {}); // no parts: all of it; no document: it is still being read

Q_SIGNALS:
    void chosen(qint64 begin, qint64 end); // bytes of the document

private:
    struct Finds;
    void start();
    void take();
    void step(bool isForward);

    Shared m_document;
    Parts m_parts;
    QToolButton *m_case, *m_whole;
    QTimer m_typed, m_poll;
    std::shared_ptr<Finds> m_finds;
    std::vector<json::Hit> m_hits;
    qsizetype m_current = -1;
    Job m_job;
};

} // namespace oriel
