// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "panels/api/bodybytes.h"
#include "widgets/textpane.h"

#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;

namespace oriel {

// The text of a body: as it was sent, in pages of 2 MB, or pretty printed with every token as it was sent. Bytes that are no
// UTF-8 stand as \xNN. GUI thread; it reads on workers.
class BodyRaw final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyRaw)
public:
    static constexpr qint64 page = 2 << 20, mostPretty = 4 << 20; // bytes

    explicit BodyRaw(QWidget *parent = nullptr);
    using QWidget::show;
    void show(const BodyBytes &bytes, bool isJson); // its first page, when it is first seen
    void grow();                                    // there is more of it
    void showPlace(qint64 begin, qint64 end);       // these bytes, selected, as sent or pretty
    bool isPretty() const;
    void setPretty(bool isPretty);
    bool isWrapped() const;
    void setWrapped(bool isWrapped);
    void openSearch(); // in the page at hand

Q_SIGNALS:
    void stateChanged();
    void shown(); // what was asked for is there

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Part // of the body, as it is shown
    {
        qint64 page, size;
        bool isPretty;
        bool operator==(const Part &) const = default;
    };
    struct Page
    {
        Part part;
        TextPane::Lines lines;          // nothing where they are shown already
        qsizetype begin = -1, end = -1; // characters to select
    };
    QToolButton *addTool(const char *name, const QString &text, const QString &tip);
    void load();
    void take(const Page &page);
    void showPages();
    qint64 pages() const;
    bool canBePretty() const;

    BodyBytes m_bytes;
    bool m_isJson = false, m_isDue = false;
    qint64 m_page = 0;
    std::optional<Part> m_part; // in sight
    std::optional<std::pair<qint64, qint64>> m_place;
    QToolButton *m_pretty, *m_wrap, *m_previous, *m_next;
    QLabel *m_where;
    TextPane *m_text;
    Job m_job;
};

} // namespace oriel
