// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/definitiondialog.h"

#include "base/text.h"
#include "engines/pg/ddl.h"
#include "engines/sql/splitter.h"
#include "jobs/connection.h"
#include "widgets/codeeditor.h"
#include "widgets/filterline.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QStackedLayout>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

enum class As { Text, Number, Bytes };

struct Title
{
    QString name;
    As as = As::Text;
};

Cell cellOf(const QString &text) { return {text.toUtf8(), false, text.toUtf8().size()}; }

// Rows as they are shown: figures in words.
class ListRows final : public RowSource
{
public:
    using Row = QList<Cell>;
    ListRows(QList<Column> columns, QList<Row> rows) : m_columns(std::move(columns)), m_rows(std::move(rows)) {}
    QList<Column> columns() const override { return m_columns; }
    qint64 rowCount() const override { return m_rows.size(); }
    Cell cell(qint64 row, int column) const override { return m_rows[row][column]; }

private:
    const QList<Column> m_columns;
    const QList<Row> m_rows;
};

bool hasText(const ListRows::Row &row, const QString &text)
{
    return std::ranges::any_of(row, [&](const Cell &cell) { return shownText(cell.text).contains(text, Qt::CaseInsensitive); });
}

Cell shown(const Cell &cell, As as)
{
    if (cell.isNull)
        return cellOf({});
    if (as == As::Text)
        return cell;
    const qint64 figure = qint64(cell.text.toDouble());
    return cellOf(as == As::Bytes ? sizeText(figure) : exactCount(figure));
}

QList<Stretch> stretches(const QString &text)
{
    QList<Stretch> result;
    for (const auto &token : sql::tokens(text)) {
        if (const char *role = sql::roleOf(token.kind))
            result.append({token.begin, token.end, role, token.kind == sql::TokenKind::Comment});
    }
    return result;
}

bool has(pg::Kind kind, DefinitionDialog::Tab tab)
{
    using enum DefinitionDialog::Tab;
    const bool isView = kind == pg::Kind::View, isMaterialized = kind == pg::Kind::MaterializedView;
    switch (tab) {
    case Indexes:
        return !isView && kind != pg::Kind::ForeignTable;
    case Constraints:
    case References:
    case Partitions:
        return !isView && !isMaterialized;
    case Triggers:
        return !isMaterialized;
    case Columns:
    case Statements:
        break;
    }
    return true;
}

} // namespace

// One list: a grid, or a sentence where it has nothing to show.
class DefinitionDialog::Page final : public QWidget
{
public:
    Page(const QString &name, QList<Title> titles, const QString &empty, QWidget *parent)
        : QWidget(parent),
          m_titles(std::move(titles)),
          m_empty(empty),
          m_layout(new QStackedLayout(this)),
          m_grid(new Grid(this)),
          m_model(new RowModel(this)),
          m_note(plainLabel(tr("Reading…"), this))
    {
        setObjectName(u"definition."_s + name);
        m_note->setProperty("muted", true);
        m_note->setAlignment(Qt::AlignCenter);
        m_note->setWordWrap(true);
        m_grid->setRowModel(m_model);
        m_layout->addWidget(m_note);
        m_layout->addWidget(m_grid);
    }
    void setRows(QList<ListRows::Row> rows)
    {
        m_rows = std::move(rows);
        filter({});
        m_grid->fitColumns();
    }
    void read(const RowSource &rows)
    {
        QList<ListRows::Row> list;
        for (qint64 row = 0; row < rows.rowCount(); ++row) {
            ListRows::Row cells;
            for (qsizetype column = 0; column < m_titles.size(); ++column)
                cells << shown(rows.cell(row, int(column)), m_titles[column].as);
            list << cells;
        }
        setRows(std::move(list));
    }
    void filter(const QString &text)
    {
        QList<Column> columns;
        for (const Title &title : m_titles)
            columns << Column{.name = title.name, .look = title.as == As::Text ? Look::Text : Look::Number};
        QList<ListRows::Row> found;
        std::ranges::copy_if(m_rows, std::back_inserter(found),
                             [&](const auto &row) { return text.isEmpty() || hasText(row, text); });
        m_note->setText(m_rows.isEmpty() ? m_empty : tr("Nothing here contains “%1”.").arg(withMarks(text)));
        m_layout->setCurrentWidget(found.isEmpty() ? static_cast<QWidget *>(m_note) : m_grid);
        m_model->setSource(std::make_shared<ListRows>(std::move(columns), std::move(found)));
    }
    void setNote(const QString &text) { m_note->setText(text); }
    qsizetype count() const { return m_rows.size(); }
    Grid *grid() const { return m_grid; }

private:
    const QList<Title> m_titles;
    const QString m_empty;
    QList<ListRows::Row> m_rows;
    QStackedLayout *m_layout;
    Grid *m_grid;
    RowModel *m_model;
    QLabel *m_note;
};

DefinitionDialog::DefinitionDialog(Connection *connection, const QString &database, const pg::Relation &relation, QWidget *parent)
    : QDialog(parent),
      m_connection(connection),
      m_database(database),
      m_relation(relation),
      m_facts(plainLabel({}, this)),
      m_filter(new FilterLine(tr("Filter by typing"), this)),
      m_notice(new NoticeBar(this)),
      m_tabs(new QTabWidget(this)),
      m_statements(new CodeEditor),
      m_copy(new QPushButton(Theme::icon(u"edit-copy"_s), tr("Copy"))),
      m_toConsole(new QPushButton(Theme::icon(u"dialog-scripts"_s), tr("Open in console")))
{
    const QString name = pg::qualified(relation.schema, relation.name);
    setObjectName(u"definition"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Definition of %1").arg(withMarks(name.left(130))));
    resize(128 * unit, 72 * unit);
    auto *title = plainLabel(withMarks(name.left(130)), this);
    title->setProperty("role", u"title"_s);
    auto *about = plainLabel(withMarks(relation.comment.left(300)), this);
    about->setWordWrap(true);
    about->setHidden(relation.comment.isEmpty());
    m_facts->setObjectName(u"definition.facts"_s);
    m_facts->setProperty("muted", true);
    m_facts->setWordWrap(true);
    m_facts->setText(pg::kindName(relation.kind));
    m_filter->setObjectName(u"definition.filter"_s);
    m_notice->setObjectName(u"definition.notice"_s);
    m_tabs->setObjectName(u"definition.tabs"_s);
    m_tabs->setDocumentMode(true);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    column->setSpacing(unit);
    for (QWidget *widget : std::initializer_list<QWidget *>{title, about, m_facts, m_notice, m_filter})
        column->addWidget(widget);
    column->addWidget(m_tabs, 1);
    addPages();
    addStatements();
    connect(m_filter, &FilterLine::filterChanged, this, &DefinitionDialog::filter);
    connect(m_filter, &FilterLine::moved, this, [this] {
        const auto *page = dynamic_cast<Page *>(m_tabs->currentWidget());
        (page ? static_cast<QWidget *>(page->grid()) : m_statements)->setFocus();
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { filter(m_filter->text()); });
    ask(pg::part(pg::Part::Facts, relation.oid), [this](const RowSource &rows) { showFacts(rows); });
    m_filter->setFocus();
}

void DefinitionDialog::addPages()
{
    struct Plan
    {
        Tab tab;
        const char *name;
        QString title, empty;
        QList<Title> columns;
        pg::Part part = pg::Part::Facts;
    };
    const QString state = tr("state"), definition = tr("definition"), comment = tr("comment"), name = tr("name"),
                  kind = tr("kind");
    const QList<Plan> plans{
        {Tab::Columns,
         "columns",
         tr("Columns"),
         tr("It has no columns."),
         {{name}, {tr("type")}, {tr("null")}, {tr("default")}, {tr("key")}, {comment}}},
        {Tab::Indexes,
         "indexes",
         tr("Indexes"),
         tr("No index: every search reads the whole table."),
         {{name},
          {tr("≈ size"), As::Bytes},
          {tr("scans"), As::Number},
          {tr("rows read"), As::Number},
          {kind},
          {state},
          {definition},
          {comment}},
         pg::Part::Indexes},
        {Tab::Constraints,
         "constraints",
         tr("Constraints"),
         tr("No constraint but the columns' own NOT NULL."),
         {{name}, {kind}, {definition}, {state}, {comment}},
         pg::Part::Constraints},
        {Tab::References,
         "references",
         tr("Foreign keys"),
         tr("It refers to no table, and none refers to it."),
         {{tr("way")}, {tr("other table")}, {name}, {definition}, {state}},
         pg::Part::References},
        {Tab::Triggers,
         "triggers",
         tr("Triggers"),
         tr("No trigger: a write does what it says and no more."),
         {{name}, {state}, {tr("function")}, {definition}, {comment}},
         pg::Part::Triggers},
        {Tab::Partitions,
         "partitions",
         tr("Partitions"),
         tr("No partitions, and no table inherits from it."),
         {{name}, {tr("below")}, {tr("bounds")}, {tr("≈ rows"), As::Number}, {tr("≈ size"), As::Bytes}, {kind}},
         pg::Part::Partitions}};
    for (const Plan &plan : plans) {
        if (!has(m_relation.kind, plan.tab))
            continue;
        auto *page = new Page(QLatin1StringView(plan.name), plan.columns, plan.empty, this);
        page->setProperty("tab", int(plan.tab));
        m_tabs->addTab(page, plan.title);
        const auto count = [this, page, title = plan.title] {
            m_tabs->setTabText(m_tabs->indexOf(page), u"%1 %2"_s.arg(title, QString::number(page->count())));
        };
        if (plan.tab == Tab::Columns) {
            fillColumns(page);
            count();
            continue;
        }
        ask(pg::part(plan.part, m_relation.oid), [page, count](const RowSource &rows) {
            page->read(rows);
            count();
        });
    }
}

void DefinitionDialog::fillColumns(Page *page)
{
    QList<ListRows::Row> rows;
    for (const pg::TableColumn &column : m_relation.columns) {
        QStringList keys;
        if (column.isPrimary)
            keys << u"PK"_s;
        if (column.isForeign)
            keys << u"FK"_s;
        const QString value = column.isIdentity    ? tr("identity")
                              : column.isGenerated ? tr("generated: %1").arg(column.defaultText)
                                                   : column.defaultText;
        rows << ListRows::Row{
            cellOf(column.name), cellOf(column.type),        cellOf(column.isNotNull ? u"not null"_s : QString()),
            cellOf(value),       cellOf(keys.join(u", "_s)), cellOf(column.comment)};
    }
    page->setRows(std::move(rows));
}

void DefinitionDialog::addStatements()
{
    auto *page = new QWidget(this);
    page->setObjectName(u"definition.statements"_s);
    page->setProperty("tab", int(Tab::Statements));
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({0, 0, 0, 0});
    column->setSpacing(unit);
    m_statements->setObjectName(u"definition.text"_s);
    m_statements->setHighlighter(stretches);
    m_statements->setReadOnly(true);
    m_statements->setPlaceholder(tr("Reading…"));
    column->addWidget(m_statements, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(unit);
    auto *note = plainLabel(tr("As pg_dump --schema-only prints it, but for publications"), page);
    note->setProperty("muted", true);
    row->addWidget(note, 1);
    m_copy->setObjectName(u"definition.copy"_s);
    m_toConsole->setObjectName(u"definition.toConsole"_s);
    for (QPushButton *button : {m_copy, m_toConsole}) {
        button->setAutoDefault(false);
        button->setEnabled(false);
        row->addWidget(button);
    }
    column->addLayout(row);
    m_tabs->addTab(page, tr("DDL"));
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_statements->wholeText()); });
    connect(m_toConsole, &QPushButton::clicked, this, [this] { Q_EMIT consoleAsked(m_statements->wholeText()); });
    auto *escape = new QShortcut(Qt::Key_Escape, m_statements, nullptr, nullptr, Qt::WidgetShortcut); // the editor would keep it
    connect(escape, &QShortcut::activated, this, &QDialog::reject);
    ask(pg::ddl(m_relation.oid), [this](const RowSource &rows) {
        const auto text = pg::readDdl(rows);
        if (!text)
            return m_notice->show(text.error());
        m_statements->setText(*text);
        m_copy->setEnabled(true);
        m_toConsole->setEnabled(true);
    });
}

void DefinitionDialog::ask(const pg::Ask &question, std::function<void(const RowSource &)> done)
{
    if (!m_connection)
        return;
    m_connection->ask(
        this, question,
        [this, done = std::move(done)](const Result<Connection::Rows> &rows) {
            if (rows)
                return done(**rows);
            m_notice->show(rows.error());
            for (Page *page : findChildren<Page *>())
                page->setNote(tr("Not read: see above."));
            m_statements->setPlaceholder(tr("Not read: see above."));
        },
        m_database);
}

void DefinitionDialog::showFacts(const RowSource &rows)
{
    if (rows.rowCount() == 0)
        return m_notice->show(NoticeBar::Tone::Warning, tr("The table does not exist any more."));
    const auto text = [&](int column) { return withMarks(shownText(rows.cell(0, column).text)); };
    const auto figure = [&](int column) {
        return rows.cell(0, column).isNull ? -1 : qint64(rows.cell(0, column).text.toDouble());
    };
    QStringList facts{pg::kindName(m_relation.kind), tr("owner %1").arg(text(0))};
    if (figure(3) >= 0)
        facts << tr("about %1 rows").arg(countText(figure(3)));
    else if (has(m_relation.kind, Tab::Indexes))
        facts << tr("never analysed");
    if (const qint64 table = figure(4), toast = figure(5), indexes = figure(6); table > 0 || indexes > 0) {
        QStringList parts{tr("table %1").arg(sizeText(std::max<qint64>(table, 0)))};
        if (toast > 0)
            parts << tr("TOAST %1").arg(sizeText(toast));
        if (indexes > 0)
            parts << tr("indexes %1").arg(sizeText(indexes));
        facts << tr("about %1 (%2)")
                     .arg(sizeText(std::max<qint64>(table, 0) + std::max<qint64>(toast, 0) + std::max<qint64>(indexes, 0)),
                          parts.join(u", "_s));
    }
    if (!text(2).isEmpty())
        facts << tr("tablespace %1").arg(text(2));
    if (!text(1).isEmpty() && text(1) != u"heap")
        facts << tr("access method %1").arg(text(1));
    m_facts->setText(facts.join(u" · "_s));
}

void DefinitionDialog::filter(const QString &text)
{
    if (auto *page = dynamic_cast<Page *>(m_tabs->currentWidget()))
        page->filter(text);
    else if (!text.isEmpty())
        m_statements->find(text);
}

void DefinitionDialog::showTab(Tab tab)
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (m_tabs->widget(i)->property("tab").toInt() <= int(tab))
            m_tabs->setCurrentIndex(i);
    }
}

} // namespace oriel
