// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodycompare.h"

#include "base/background.h"
#include "base/signedrows.h"
#include "base/text.h"
#include "engines/json/difference.h"
#include "widgets/findbar.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/taborder.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Shared = std::shared_ptr<const json::Document>;

constexpr int typingPause = 250;          // ms
constexpr std::uint64_t shownOf = 64'000; // bytes of a value

// One row for each difference.
class DifferenceRows final : public SignedRows
{
public:
    DifferenceRows(Shared before, Shared after, json::Differences found, const QString &beforeTitle, const QString &afterTitle)
        : m_before(std::move(before)),
          m_after(std::move(after)),
          m_found(std::move(found)),
          m_columns{
              {BodyCompare::tr("Path"), {}}, {beforeTitle, BodyCompare::tr("before")}, {afterTitle, BodyCompare::tr("after")}}
    {}
    QList<Column> columns() const override { return m_columns; }
    qint64 rowCount() const override { return qint64(m_found.list.size()); }
    Cell cell(qint64 row, int column) const override
    {
        const json::Difference &found = m_found.list[size_t(row)];
        if (column == 0) {
            const QByteArray path = QByteArray::fromStdString(found.path);
            return {path, false, path.size()};
        }
        return column == 1 ? cellOf(*m_before, found.before) : cellOf(*m_after, found.after);
    }
    RowSign sign(qint64 row) const override
    {
        switch (m_found.list[size_t(row)].kind) {
        case json::Difference::Kind::Added:
            return RowSign::Added;
        case json::Difference::Kind::Removed:
            return RowSign::Removed;
        case json::Difference::Kind::Changed:
            return RowSign::Changed;
        }
        return RowSign::None;
    }
    std::optional<Cell> before(qint64, int) const override { return {}; }
    const json::Differences &found() const { return m_found; }

private:
    static Cell cellOf(const json::Document &document, const std::optional<json::Value> &value)
    {
        if (!value)
            return {.isMissing = true};
        const std::string text = document.bytes(value->begin, std::min(value->end, value->begin + shownOf));
        return {QByteArray::fromStdString(text), false, qint64(value->end - value->begin)};
    }

    const Shared m_before, m_after;
    const json::Differences m_found;
    const QList<Column> m_columns;
};

QStringList pathsOf(const QString &text)
{
    QStringList paths; // a comma inside brackets belongs to the path
    int depth = 0;
    QString path;
    for (const QChar c : text) {
        depth += c == u'[' ? 1 : c == u']' ? -1 : 0;
        if (c == u',' && depth <= 0)
            paths << std::exchange(path, {});
        else
            path += c;
    }
    paths << path;
    for (QString &one : paths)
        one = one.trimmed();
    paths.removeAll(QString());
    return paths;
}

} // namespace

struct BodyCompare::Private
{
    explicit Private(BodyCompare *document) : q(document) {}
    void build();
    void run();
    void take(const Result<json::Differences> &found);

    BodyCompare *q;
    QString beforeTitle, afterTitle;
    QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    Shared before, after;
    QLabel *facts = nullptr;
    QLineEdit *ignored = nullptr, *member = nullptr;
    QCheckBox *areTexts = nullptr;
    NoticeBar *notice = nullptr;
    RowModel *model = nullptr;
    Grid *grid = nullptr;
    FindBar *find = nullptr;
    QTimer typed;
    Job job;
};

void BodyCompare::Private::build()
{
    const auto line = [this](const QString &name, const QString &words) {
        auto *edit = new QLineEdit(q);
        edit->setObjectName(name);
        edit->setPlaceholderText(words);
        edit->setAccessibleName(words);
        edit->setClearButtonEnabled(true);
        edit->setMinimumWidth(12 * unit);
        QObject::connect(edit, &QLineEdit::textChanged, &typed, qOverload<>(&QTimer::start));
        return edit;
    };
    ignored = line(u"compare.ignored"_s, tr("Paths that do not count: $..updated_at, $.meta"));
    ignored->setFont(Theme::dataFont());
    member = line(u"compare.key"_s, tr("Match rows by (id)"));
    setPlainToolTip(member,
                    tr("Elements of arrays are matched by this member; empty: by “id” where all have one, else by place"));
    areTexts = new QCheckBox(tr("1.0 is not 1"), q);
    areTexts->setObjectName(u"compare.texts"_s);
    facts = plainLabel({}, q);
    facts->setObjectName(u"compare.facts"_s);
    notice = new NoticeBar(q);
    notice->setObjectName(u"compare.notice"_s);
    model = new RowModel(q);
    grid = new Grid(q);
    grid->setObjectName(u"compare.grid"_s);
    grid->setAccessibleName(tr("Differences"));
    grid->setRowModel(model);
    find = new FindBar(grid, q);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(unit, unit, unit, unit);
    bar->setSpacing(unit);
    bar->addWidget(ignored, 3);
    bar->addWidget(member, 1);
    bar->addWidget(areTexts);
    facts->setContentsMargins(unit * 3 / 2, 0, unit, unit);
    facts->setProperty("muted", true);
    facts->setWordWrap(true);
    auto *rows = new QVBoxLayout(q);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(bar);
    rows->addWidget(facts);
    rows->addWidget(notice);
    rows->addWidget(grid, 1);
    rows->addWidget(find);
    tabAsLaidOut(q);
    typed.setSingleShot(true);
    typed.setInterval(typingPause);
    QObject::connect(&typed, &QTimer::timeout, q, [this] { run(); });
    QObject::connect(areTexts, &QCheckBox::toggled, q, [this] { run(); });
}

BodyCompare::BodyCompare(QWidget *parent) : Document(parent), d(std::make_unique<Private>(this)) { d->build(); }

BodyCompare::~BodyCompare()
{
    delete d->find; // it looks at the grid
}

void BodyCompare::compare(const QString &beforeTitle, Shared before, const QString &afterTitle, Shared after)
{
    d->beforeTitle = beforeTitle;
    d->afterTitle = afterTitle;
    d->before = std::move(before);
    d->after = std::move(after);
    d->run();
    Q_EMIT changed();
}

void BodyCompare::Private::run()
{
    if (!before || !after)
        return;
    typed.stop();
    json::Comparing how{.key = member->text().trimmed().toStdString(), .areNumbersTexts = areTexts->isChecked()};
    for (const QString &path : pathsOf(ignored->text()))
        how.ignored.push_back(path.toStdString());
    facts->setText(tr("comparing…"));
    job = inBackground(
        q, QThreadPool::globalInstance(),
        [left = before, right = after, how](std::stop_token stop) {
            return json::differences(*left, *right, how, 100'000, stop);
        },
        [this](const Result<json::Differences> &found) { take(found); });
}

void BodyCompare::Private::take(const Result<json::Differences> &found)
{
    setLook(ignored, "invalid", !found);
    if (!found) {
        facts->clear();
        notice->show(found.error());
        return Q_EMIT q->compared();
    }
    notice->clear();
    const auto count = [&](json::Difference::Kind kind) {
        return exactCount(std::ranges::count(found->list, kind, &json::Difference::kind));
    };
    const QString all = found->list.empty()
                            ? tr("no difference")
                            : tr("+%1 −%2 ~%3")
                                  .arg(count(json::Difference::Kind::Added), count(json::Difference::Kind::Removed),
                                       count(json::Difference::Kind::Changed));
    facts->setText(marked(tr("%1 → %2").arg(beforeTitle.left(200), afterTitle.left(200)) + u": "_s + all +
                          (found->isWhole ? QString() : tr(", more are not shown"))));
    model->setSource(std::make_shared<DifferenceRows>(before, after, *found, beforeTitle, afterTitle));
    grid->fitColumns();
    Q_EMIT q->compared();
}

QString BodyCompare::title() const
{
    return d->before ? withMarks(tr("%1 → %2").arg(d->beforeTitle.left(40), d->afterTitle.left(40))) : tr("Compare");
}

QIcon BodyCompare::icon() const { return Theme::icon(u"vcs-diff"_s); }

QString BodyCompare::key() const { return u"jsoncompare:"_s + d->id; }

QWidget *BodyCompare::home() { return d->grid; }

bool BodyCompare::can(Verb verb) const
{
    switch (verb) {
    case Verb::Copy:
        return d->grid->canCopy();
    case Verb::SelectAll:
    case Verb::Find:
    case Verb::FindNext:
    case Verb::FindPrevious:
        return d->model->rowCount() > 0;
    default:
        return false;
    }
}

void BodyCompare::act(Verb verb)
{
    switch (verb) {
    case Verb::Copy:
        return d->grid->copy(TextFormat::Tsv, false);
    case Verb::SelectAll:
        return d->grid->selectEverything();
    case Verb::Find:
        return d->find->open();
    case Verb::FindNext:
    case Verb::FindPrevious:
        return d->find->step(verb == Verb::FindNext);
    default:
        return;
    }
}

} // namespace oriel
