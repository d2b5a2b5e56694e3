// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodyraw.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"
#include "widgets/valuetext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

bool isInsideCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

QString read(QByteArrayView bytes) { return withMarksButLines(shownText(bytes, bytes.size())); }

// The bytes of a page, from one character's beginning to another's.
QByteArray pageAt(const BodyBytes &bytes, qint64 &begin)
{
    const QByteArray text = bytes.read(begin, BodyRaw::page + 3);
    qsizetype first = 0, last = std::min<qsizetype>(BodyRaw::page, text.size());
    while (begin > 0 && first < 3 && first < text.size() && isInsideCharacter(text[first]))
        ++first;
    for (int i = 0; i < 3 && last < text.size() && isInsideCharacter(text[last]); ++i)
        ++last;
    begin += first;
    return text.sliced(first, last - first);
}

bool isBlank(QChar c) { return c == u' ' || c == u'\n' || c == u'\r' || c == u'\t'; }

// The same character's place in a text that differs in blanks alone.
qsizetype samePlace(QStringView text, qsizetype at, QStringView other)
{
    const auto before = text.first(at);
    qsizetype left = std::count_if(before.begin(), before.end(), std::not_fn(isBlank)), place = 0;
    for (; left > 0 && place < other.size(); ++place)
        left -= !isBlank(other[place]);
    while (at < text.size() && !isBlank(text[at]) && place < other.size() && isBlank(other[place]))
        ++place;
    return place;
}

} // namespace

BodyRaw::BodyRaw(QWidget *parent) : QWidget(parent), m_text(new TextPane(this))
{
    setFocusProxy(m_text);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(unit, 0, unit, unit / 2);
    line->setSpacing(unit / 2);
    m_pretty = addTool("body.raw.pretty", tr("Pretty"), tr("On lines of its own, every token as it was sent"));
    m_wrap = addTool("body.raw.wrap", tr("Wrap"), tr("Break long lines at the edge"));
    for (QToolButton *button : {m_pretty, m_wrap})
        button->setCheckable(true);
    m_wrap->setChecked(true);
    m_previous = addTool("body.raw.previous", {}, tr("The page before"));
    m_previous->setIcon(Theme::icon(u"go-previous"_s));
    m_next = addTool("body.raw.next", {}, tr("The next page"));
    m_next->setIcon(Theme::icon(u"go-next"_s));
    m_where = plainLabel({}, this);
    m_where->setObjectName(u"body.raw.where"_s);
    m_where->setProperty("muted", true);
    line->addWidget(m_pretty);
    line->addWidget(m_wrap);
    line->addStretch(1);
    line->addWidget(m_where);
    line->addWidget(m_previous);
    line->addWidget(m_next);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(line);
    rows->addWidget(m_text, 1);
    connect(m_pretty, &QToolButton::toggled, this, [this] {
        load();
        Q_EMIT stateChanged();
    });
    connect(m_wrap, &QToolButton::toggled, this, [this](bool isOn) {
        m_text->setWrapped(isOn);
        Q_EMIT stateChanged();
    });
    const auto turn = [this](int by) {
        m_page += by;
        load();
    };
    connect(m_previous, &QToolButton::clicked, this, [turn] { turn(-1); });
    connect(m_next, &QToolButton::clicked, this, [turn] { turn(1); });
    showPages();
}

QToolButton *BodyRaw::addTool(const char *name, const QString &text, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAutoRaise(true);
    button->setAccessibleName(text.isEmpty() ? tip : text);
    setPlainToolTip(button, tip);
    return button;
}

void BodyRaw::show(const BodyBytes &bytes, bool isJson)
{
    m_bytes = bytes;
    m_isJson = isJson;
    m_page = 0;
    m_part.reset();
    m_place.reset();
    m_job.cancel();
    m_text->clear({});
    load();
}

void BodyRaw::grow()
{
    if (!m_part || m_part->size < page)
        load();
    else
        showPages();
}

void BodyRaw::showPlace(qint64 begin, qint64 end)
{
    m_place = {begin, end};
    m_page = begin / page;
    load();
}

bool BodyRaw::isPretty() const { return m_pretty->isChecked(); }

void BodyRaw::setPretty(bool isPretty) { m_pretty->setChecked(isPretty); }

bool BodyRaw::isWrapped() const { return m_wrap->isChecked(); }

void BodyRaw::setWrapped(bool isWrapped) { m_wrap->setChecked(isWrapped); }

void BodyRaw::openSearch() { m_text->openSearch(); }

qint64 BodyRaw::pages() const { return std::max<qint64>(1, (m_bytes.size() + page - 1) / page); }

bool BodyRaw::canBePretty() const { return m_isJson && m_bytes.size() <= mostPretty; }

void BodyRaw::showPages()
{
    const bool isWhole = pages() == 1 || (isPretty() && canBePretty());
    m_pretty->setVisible(m_isJson);
    m_pretty->setEnabled(canBePretty());
    setPlainToolTip(
        m_pretty, canBePretty() ? tr("On lines of its own, every token as it was sent")
                                : tr("Bodies up to %1 are pretty printed; the tree shows larger ones").arg(sizeText(mostPretty)));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_previous, m_next, m_where})
        widget->setVisible(!isWhole);
    m_previous->setEnabled(m_page > 0);
    m_next->setEnabled(m_page + 1 < pages());
    m_where->setText(tr("page %1 of %2").arg(exactCount(m_page + 1), exactCount(pages())));
}

// What is not in sight waits until it is.
void BodyRaw::load()
{
    showPages();
    m_isDue = !isVisible();
    if (m_isDue)
        return;
    const Part part = isPretty() && canBePretty() ? Part{0, m_bytes.size(), true}
                                                  : Part{m_page, std::min(page, m_bytes.size() - m_page * page), false};
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [bytes = m_bytes, part, isShown = part == m_part, at = m_page * page, place = m_place](std::stop_token) mutable {
            const bool isPretty = part.isPretty;
            Page made{.part = part, .lines = {}};
            const QByteArray text = isPretty ? bytes.read(at = 0, mostPretty) : pageAt(bytes, at);
            const QString asSent = read(text);
            if (place) {
                const auto upTo = [&](qint64 offset) {
                    return read(QByteArrayView(text).first(std::clamp<qint64>(offset - at, 0, text.size()))).size();
                };
                made.begin = upTo(place->first);
                made.end = upTo(place->second);
            }
            const QString shown = isPretty ? indentedJson(asSent) : asSent;
            if (place && isPretty) {
                const bool isEmpty = made.end <= made.begin;
                made.end = isEmpty ? 0 : samePlace(asSent, made.end - 1, shown) + 1;
                made.begin = samePlace(asSent, made.begin, shown);
                made.end = std::max(made.begin, made.end);
            }
            if (!isShown)
                made.lines = TextPane::laidOut(shown);
            return made;
        },
        [this](const Page &made) { take(made); });
}

void BodyRaw::take(const Page &made)
{
    if (m_part != made.part)
        m_text->setLines(made.lines, m_isJson);
    m_part = made.part;
    if (made.begin >= 0)
        m_text->choose(made.begin, made.end);
    m_place.reset();
    showPages();
    Q_EMIT shown();
}

void BodyRaw::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isDue)
        load();
}

} // namespace oriel
