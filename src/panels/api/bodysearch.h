// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/json/hunt.h"
#include "widgets/searchline.h"

#include <QTimer>

class QToolButton;

namespace oriel {

// The line that looks for a text in all of a JSON body, names and values, on a worker: hits can be gone through while it counts.
// GUI thread.
class BodySearch final : public SearchLine
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodySearch)
public:
    explicit BodySearch(QWidget *parent = nullptr);
    ~BodySearch() override;
    void setDocument(std::shared_ptr<const json::Document> document); // or the same one again, when there is more of it

Q_SIGNALS:
    void chosen(qint64 begin, qint64 end); // bytes of the document

private:
    struct Finds;
    void start();
    void take();
    void step(bool isForward);

    std::shared_ptr<const json::Document> m_document;
    QToolButton *m_case, *m_whole;
    QTimer m_typed, m_poll;
    std::shared_ptr<Finds> m_finds;
    std::vector<json::Hit> m_hits;
    qsizetype m_current = -1;
    Job m_job;
};

} // namespace oriel
