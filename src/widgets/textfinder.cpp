// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/textfinder.h"

#include "widgets/codeeditor.h"
#include "widgets/theme.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;
using Hit = TextHunt::Hit;

constexpr qint64 chunkSize = 1 << 20, contextBefore = 1 << 10, contextBehind = 1 << 16;
constexpr qsizetype mostHits = 100'000, mostSingly = 1'000; // beyond, what lies between is replaced as one piece
constexpr int afterEdit = 100;                              // ms
constexpr int foundMark = 10, scopeMark = 11;
constexpr long foundAlpha = 150, scopeAlpha = 20; // code of every colour keeps 4.5:1 on them

} // namespace

TextFinder::TextFinder(CodeEditor *editor, QObject *parent) : QObject(parent), m_editor(editor)
{
    for (const int mark : {foundMark, scopeMark}) {
        editor->SendScintilla(Sci::SCI_INDICSETSTYLE, ulong(mark), long(Sci::INDIC_STRAIGHTBOX));
        editor->SendScintilla(Sci::SCI_INDICSETUNDER, ulong(mark), 1L);
        editor->SendScintilla(Sci::SCI_INDICSETALPHA, ulong(mark), mark == foundMark ? foundAlpha : scopeAlpha);
        editor->SendScintilla(Sci::SCI_INDICSETOUTLINEALPHA, ulong(mark), mark == foundMark ? foundAlpha : 0L);
    }
    const auto dress = [editor] {
        editor->SendScintilla(Sci::SCI_INDICSETFORE, ulong(foundMark), Theme::current().colour(u"found"_s));
        editor->SendScintilla(Sci::SCI_INDICSETFORE, ulong(scopeMark), Theme::current().colour(u"accent"_s));
    };
    dress();
    connect(editor, &CodeEditor::themed, this, dress);
    connect(editor, &Sci::SCN_UPDATEUI, this, &TextFinder::showMarks);
    connect(editor, &QsciScintilla::selectionChanged, this, [this] {
        if (!m_hunt.isEmpty())
            Q_EMIT changed();
    });
    m_edited.setSingleShot(true);
    m_edited.setInterval(afterEdit);
    connect(&m_edited, &QTimer::timeout, this, &TextFinder::restart);
    connect(editor, &QsciScintilla::textChanged, this, [this] {
        if (m_hunt.isEmpty() || m_isChanging)
            return;
        m_job.cancel(); // its places are of another text
        m_replacement.reset();
        m_edited.start();
    });
}

void TextFinder::setHunt(const TextHunt &hunt)
{
    m_hunt = hunt;
    m_step = Step::None;
    restart();
}

void TextFinder::setScope(qsizetype begin, qsizetype end)
{
    fillScope(begin, end);
    restart();
}

void TextFinder::fillScope(qint64 begin, qint64 end)
{
    m_editor->SendScintilla(Sci::SCI_SETINDICATORCURRENT, ulong(scopeMark));
    m_editor->SendScintilla(Sci::SCI_INDICATORCLEARRANGE, 0UL, m_editor->SendScintilla(Sci::SCI_GETLENGTH));
    m_isScoped = begin < end;
    if (m_isScoped)
        m_editor->SendScintilla(Sci::SCI_INDICATORFILLRANGE, ulong(begin), long(end - begin));
}

std::pair<qint64, qint64> TextFinder::scope() const
{
    const long length = m_editor->SendScintilla(Sci::SCI_GETLENGTH);
    if (!m_isScoped)
        return {0, length};
    const bool isAtStart = m_editor->SendScintilla(Sci::SCI_INDICATORVALUEAT, ulong(scopeMark), 0L);
    const long begin = isAtStart ? 0 : m_editor->SendScintilla(Sci::SCI_INDICATOREND, ulong(scopeMark), 0L);
    if (!isAtStart && (begin == 0 || begin >= length)) // all of it was deleted
        return {0, 0};
    return {begin, m_editor->SendScintilla(Sci::SCI_INDICATOREND, ulong(scopeMark), begin)};
}

void TextFinder::restart()
{
    m_edited.stop();
    m_hits.clear();
    m_replacements.clear();
    m_marked = {{-1, -1}}; // they may have moved: all are set anew
    m_isTooHard = false;
    std::tie(m_searched, m_end) = scope();
    goOn();
}

// A piece of whole lines, and what an expression may look at around it.
TextFinder::Chunk TextFinder::chunkFrom(qint64 begin, qint64 end) const
{
    const auto send = [this](unsigned message, qint64 value) { return qint64(m_editor->SendScintilla(message, ulong(value))); };
    const auto boundary = [&send](qint64 at) {
        return at <= 0 ? 0 : send(Sci::SCI_POSITIONAFTER, send(Sci::SCI_POSITIONBEFORE, at));
    };
    const qint64 length = send(Sci::SCI_GETLENGTH, 0);
    qint64 to = std::min(end, begin + chunkSize);
    if (to < end) {
        const qint64 line = send(Sci::SCI_POSITIONFROMLINE, send(Sci::SCI_LINEFROMPOSITION, to));
        to = line > begin ? line : boundary(to);
    }
    const qint64 lineBefore = send(Sci::SCI_POSITIONFROMLINE, std::max<qint64>(0, send(Sci::SCI_LINEFROMPOSITION, begin) - 1));
    const qint64 first = boundary(std::max(lineBefore, begin - contextBefore));
    const qint64 last = m_isScoped && to == end ? end : std::min(length, boundary(std::min(length, to + contextBehind)));
    Chunk chunk{{}, first, begin - first, to - first};
    const auto *bytes =
        reinterpret_cast<const char *>(m_editor->SendScintilla(Sci::SCI_GETRANGEPOINTER, ulong(first), long(last - first)));
    chunk.bytes = QByteArray(bytes, last - first);
    return chunk;
}

void TextFinder::goOn()
{
    const bool isFull = m_hits.size() >= mostHits && !m_replacement;
    if (m_hunt.isEmpty() || m_searched >= m_end || isFull || m_isTooHard)
        return finish();
    const Chunk chunk = chunkFrom(m_searched, m_end);
    const bool isLast = chunk.at + chunk.to >= m_end; // a hit of no length may stand at the very end
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [hunt = m_hunt, chunk, isLast, by = m_replacement](std::stop_token stop) {
            TextHunt::Found found = hunt.find(chunk.bytes, chunk.from, chunk.to + (isLast ? 1 : 0), by, stop);
            for (Hit &hit : found.hits)
                hit = {hit.begin + chunk.at, hit.end + chunk.at};
            return found;
        },
        [this, end = chunk.at + chunk.to](const TextHunt::Found &found) { take(found, end); });
    Q_EMIT changed();
}

void TextFinder::take(const TextHunt::Found &found, qint64 end)
{
    for (qsizetype i = 0; i < found.hits.size(); ++i) {
        if (found.hits[i].end > m_end && m_isScoped)
            continue;
        m_hits.append(found.hits[i]);
        if (m_replacement)
            m_replacements.append(found.replacements[i]);
    }
    m_isTooHard = found.isTooHard;
    m_searched = m_hits.isEmpty() ? end : std::max(end, m_hits.last().end); // a hit may reach into the next piece
    tryStep();
    showMarks();
    goOn();
}

void TextFinder::finish()
{
    m_job = {};
    m_searched = m_end;
    if (m_replacement)
        apply();
    tryStep();
    showMarks();
    Q_EMIT changed();
}

Hit TextFinder::selection() const
{
    return {m_editor->SendScintilla(Sci::SCI_GETSELECTIONSTART), m_editor->SendScintilla(Sci::SCI_GETSELECTIONEND)};
}

TextFinder::State TextFinder::state() const
{
    State state;
    state.count = m_hits.size();
    state.isWhole = m_searched >= m_end && !m_edited.isActive();
    state.isTooHard = m_isTooHard;
    state.isCut = m_hits.size() >= mostHits;
    const auto at = std::lower_bound(m_hits.begin(), m_hits.end(), selection());
    if (at != m_hits.end() && *at == selection())
        state.at = at - m_hits.begin() + 1;
    return state;
}

void TextFinder::step(bool isForward)
{
    m_step = isForward ? Step::Next : Step::Previous;
    m_edited.isActive() ? restart() : tryStep();
}

void TextFinder::stepFromHere()
{
    m_step = Step::Here;
    m_edited.isActive() ? restart() : tryStep();
}

void TextFinder::tryStep()
{
    if (m_step == Step::None || m_replacement)
        return;
    const Hit here = selection();
    const bool isWhole = m_searched >= m_end;
    if (m_step == Step::Previous && !isWhole && m_searched < here.begin)
        return; // a later one may be nearer
    const auto isBefore = [](const Hit &hit, qint64 at) { return hit.begin < at; };
    auto next = m_step == Step::Next ? std::upper_bound(m_hits.begin(), m_hits.end(), here)
                                     : std::lower_bound(m_hits.begin(), m_hits.end(), here.begin, isBefore);
    if (m_step == Step::Next && here.begin != here.end && next != m_hits.end() && next->begin < here.end)
        next = std::lower_bound(m_hits.begin(), m_hits.end(), here.end, isBefore);
    if (m_step == Step::Previous)
        next = next != m_hits.begin() ? std::prev(next) : isWhole ? m_hits.end() - (m_hits.isEmpty() ? 0 : 1) : m_hits.end();
    else if (next == m_hits.end() && isWhole)
        next = m_hits.begin();
    if (next == m_hits.end() && !isWhole)
        return;
    m_step = Step::None;
    if (next != m_hits.end())
        choose(*next);
}

void TextFinder::choose(const Hit &hit)
{
    const long line = m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(hit.begin));
    m_editor->SendScintilla(Sci::SCI_ENSUREVISIBLEENFORCEPOLICY, ulong(line));
    m_editor->SendScintilla(Sci::SCI_SETSEL, ulong(hit.begin), long(hit.end));
    m_editor->SendScintilla(Sci::SCI_SCROLLRANGE, ulong(hit.begin), long(hit.end));
    Q_EMIT changed();
}

void TextFinder::replace(const QString &by)
{
    const Hit here = selection();
    const bool isHit = !m_edited.isActive() && std::binary_search(m_hits.begin(), m_hits.end(), here);
    if (!isHit || m_editor->isReadOnly())
        return stepFromHere();
    const Chunk chunk = chunkFrom(here.begin, here.begin + 1);
    const TextHunt::Found found = m_hunt.find(chunk.bytes, chunk.from, chunk.from + 1, by, {});
    if (found.hits.isEmpty())
        return stepFromHere();
    put({here}, found.replacements);
    const qint64 end = here.begin + found.replacements[0].size() + (here.begin == here.end ? 1 : 0);
    m_editor->SendScintilla(Sci::SCI_SETEMPTYSELECTION,
                            ulong(std::min<qint64>(end, m_editor->SendScintilla(Sci::SCI_GETLENGTH))));
    stepFromHere();
}

void TextFinder::replaceAll(const QString &by)
{
    if (m_hunt.isEmpty() || m_editor->isReadOnly())
        return;
    m_replacement = by;
    restart();
}

void TextFinder::apply()
{
    m_replacement.reset();
    const auto hits = std::exchange(m_hits, {});
    const auto replacements = std::exchange(m_replacements, {});
    m_isChanging = true;
    if (!hits.isEmpty())
        put(hits, replacements);
    m_isChanging = false;
    Q_EMIT replacedAll(hits.size());
    restart();
}

void TextFinder::put(const QList<Hit> &hits, const QByteArrayList &replacements)
{
    const auto length = [this] { return m_editor->SendScintilla(Sci::SCI_GETLENGTH); };
    const auto putOne = [this](qint64 begin, qint64 end, const QByteArray &text) {
        m_editor->SendScintilla(Sci::SCI_SETTARGETRANGE, ulong(begin), long(end));
        m_editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(text.size()), text.constData());
    };
    const auto [scopeBegin, scopeEnd] = scope();
    const qint64 before = length();
    m_editor->beginUndoAction();
    if (hits.size() <= mostSingly) { // marks, folds and the caret between them stay
        for (qsizetype i = hits.size() - 1; i >= 0; --i)
            putOne(hits[i].begin, hits[i].end, replacements[i]);
    } else {
        const qint64 begin = hits.first().begin, end = hits.last().end;
        const auto *old =
            reinterpret_cast<const char *>(m_editor->SendScintilla(Sci::SCI_GETRANGEPOINTER, ulong(begin), long(end - begin)));
        QByteArray text;
        for (qsizetype i = 0; i < hits.size(); ++i) {
            text += replacements[i];
            const qint64 next = i + 1 < hits.size() ? hits[i + 1].begin : end;
            text.append(old + (hits[i].end - begin), next - hits[i].end);
        }
        putOne(begin, end, text);
    }
    m_editor->endUndoAction();
    if (m_isScoped)
        fillScope(scopeBegin, scopeEnd + length() - before);
}

// Only what is seen holds marks: a hundred thousand would cost a second at every change.
void TextFinder::showMarks()
{
    const auto send = [this](unsigned message, qint64 value) { return m_editor->SendScintilla(message, ulong(value)); };
    const qint64 length = send(Sci::SCI_GETLENGTH, 0);
    const long top = m_editor->firstVisibleLine(), rows = send(Sci::SCI_LINESONSCREEN, 0) + 1;
    const Hit seen{send(Sci::SCI_POSITIONFROMLINE, send(Sci::SCI_DOCLINEFROMVISIBLE, top)),
                   send(Sci::SCI_GETLINEENDPOSITION, send(Sci::SCI_DOCLINEFROMVISIBLE, top + rows))};
    const bool isKnown = m_hunt.isEmpty() || m_searched >= std::min(seen.end, m_end);
    if (!isKnown || m_edited.isActive()) // the old marks stay until then
        return;
    QList<Hit> wanted;
    for (auto hit = std::lower_bound(m_hits.begin(), m_hits.end(), seen.begin,
                                     [](const Hit &each, qint64 at) { return each.end <= at; });
         hit != m_hits.end() && hit->begin < seen.end; ++hit)
        wanted.append(*hit);
    if (wanted == m_marked && seen == m_seen)
        return;
    m_editor->SendScintilla(Sci::SCI_SETINDICATORCURRENT, ulong(foundMark));
    for (const Hit &range : {m_seen, seen})
        if (const qint64 begin = std::min(range.begin, length), end = std::min(range.end, length); begin < end)
            m_editor->SendScintilla(Sci::SCI_INDICATORCLEARRANGE, ulong(begin), long(end - begin));
    for (const Hit &hit : wanted)
        if (hit.begin < hit.end)
            m_editor->SendScintilla(Sci::SCI_INDICATORFILLRANGE, ulong(hit.begin), long(hit.end - hit.begin));
    m_seen = seen;
    m_marked = wanted;
}

} // namespace oriel
