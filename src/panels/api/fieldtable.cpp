// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/fieldtable.h"

#include "panels/api/fieldmodel.h"
#include "widgets/theme.h"

#include <QAction>
#include <QCompleter>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QStyledItemDelegate>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int iconColumn = 4 * unit; // px

class FieldDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    FieldTable::Completions completions;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        auto *line = new QLineEdit(parent);
        line->setFrame(false);
        line->setFont(Theme::dataFont());
        const auto *model = static_cast<const FieldModel *>(index.model());
        const http::Field field = model->fields().value(index.row());
        const bool isValue = index.column() == FieldModel::Value;
        if (isValue && model->isHidden(field))
            line->setEchoMode(QLineEdit::Password);
        const QStringList choices =
            completions && index.column() <= FieldModel::Value ? completions(field, isValue) : QStringList();
        if (!choices.isEmpty()) {
            auto *completer = new QCompleter(choices, line);
            completer->setCaseSensitivity(Qt::CaseInsensitive);
            completer->setFilterMode(Qt::MatchContains);
            line->setCompleter(completer);
        }
        return line;
    }
};

} // namespace

FieldTable::FieldTable(const QString &nameTitle, const QString &valueTitle, QWidget *parent)
    : QTableView(parent), m_model(new FieldModel(nameTitle, valueTitle, this))
{
    setModel(m_model);
    setItemDelegate(new FieldDelegate(this));
    setFont(Theme::dataFont());
    setShowGrid(false);
    setProperty("roomy", true); // the texts stand below those of the header
    setSelectionMode(SingleSelection);
    setEditTriggers(EditKeyPressed | AnyKeyPressed);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(QFontMetrics(Theme::dataFont()).height() + unit + 2);
    horizontalHeader()->setFont(Theme::interfaceFont());
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(iconColumn);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    setFilesShown(false);
    connect(m_model, &FieldModel::edited, this, &FieldTable::edited);
    connect(this, &QTableView::clicked, this, &FieldTable::act);
    connect(m_model, &QAbstractItemModel::modelReset, this, &FieldTable::fit);
}

void FieldTable::setFields(const QList<http::Field> &fields) { m_model->setFields(fields); }

const QList<http::Field> &FieldTable::fields() const { return m_model->fields(); }

void FieldTable::setCompletions(Completions completions)
{
    static_cast<FieldDelegate *>(itemDelegate())->completions = std::move(completions);
}

void FieldTable::setValuesAreOpen(bool areOpen) { m_model->setValuesAreOpen(areOpen); }

void FieldTable::setFilesShown(bool isShown)
{
    setColumnHidden(FieldModel::File, !isShown);
    setColumnHidden(FieldModel::Type, !isShown);
    fit();
}

void FieldTable::act(const QModelIndex &index)
{
    if (index.column() <= FieldModel::Type)
        return edit(index);
    if (index.column() == FieldModel::Remove)
        m_model->remove(index.row());
    else
        m_model->setSecret(index.row(), !m_model->fields().value(index.row()).isSecret);
}

void FieldTable::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex now = currentIndex();
    const bool isPlain = event->modifiers() == Qt::NoModifier && state() != EditingState;
    if (isPlain && event->key() == Qt::Key_Delete && now.isValid())
        return m_model->remove(now.row());
    if (isPlain && now.isValid() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        return act(now);
    if (isPlain && event->key() == Qt::Key_Space && now.isValid() && now.column() > FieldModel::Type)
        return act(now);
    QTableView::keyPressEvent(event);
}

void FieldTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex at = indexAt(viewport()->mapFromGlobal(event->globalPos()));
    if (at.row() < 0 || at.row() >= m_model->fields().size())
        return;
    const QPersistentModelIndex kept(at);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *secret = menu->addAction(tr("Secret: kept in the keychain only"));
    secret->setCheckable(true);
    secret->setChecked(m_model->fields()[at.row()].isSecret);
    connect(secret, &QAction::toggled, this, [this, kept](bool isSecret) { m_model->setSecret(kept.row(), isSecret); });
    if (!isColumnHidden(FieldModel::File)) {
        connect(menu->addAction(tr("Choose a file…")), &QAction::triggered, this, [this, kept] { chooseFile(kept); });
        const http::Field part = m_model->fields()[at.row()];
        auto *unnamed = menu->addAction(tr("Send the file as a text field, without its name"));
        unnamed->setCheckable(true);
        unnamed->setChecked(part.isUnnamed);
        unnamed->setEnabled(!part.file.isEmpty());
        connect(unnamed, &QAction::toggled, this, [this, kept, file = part.file](bool isUnnamed) {
            m_model->setData(kept.sibling(kept.row(), FieldModel::File), isUnnamed ? u"< "_s + file : file, Qt::EditRole);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Remove")), &QAction::triggered, this, [this, kept] { m_model->remove(kept.row()); });
    menu->popup(event->globalPos());
}

void FieldTable::chooseFile(const QModelIndex &index)
{
    auto *dialog = new QFileDialog(this, tr("File of this part"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    const QPersistentModelIndex part(index.siblingAtColumn(FieldModel::File));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, part](const QString &path) { m_model->setData(part, path, Qt::EditRole); });
    dialog->open();
}

void FieldTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fit();
}

// A third for the names, the rest for what they stand for.
void FieldTable::fit()
{
    const int icons = (isColumnHidden(FieldModel::IsSecret) ? 1 : 2) * iconColumn,
              room = std::max(30 * unit, viewport()->width() - icons);
    const bool hasFiles = !isColumnHidden(FieldModel::File);
    setColumnWidth(FieldModel::Name, room * (hasFiles ? 24 : 34) / 100);
    setColumnWidth(FieldModel::File, room * 30 / 100);
    setColumnWidth(FieldModel::Type, room * 20 / 100);
    setColumnWidth(FieldModel::Value,
                   hasFiles ? room - room * 24 / 100 - room * 30 / 100 - room * 20 / 100 : room - room * 34 / 100);
    setColumnWidth(FieldModel::IsSecret, iconColumn);
    setColumnWidth(FieldModel::Remove, iconColumn);
}

QStringList headerCompletions(const http::Field &field, bool isValue)
{
    static const QList<std::pair<QString, QStringList>> known{
        {u"Accept"_s, {u"application/json"_s, u"application/xml"_s, u"text/html"_s, u"text/csv"_s, u"*/*"_s}},
        {u"Accept-Encoding"_s, {u"gzip, deflate"_s, u"identity"_s}},
        {u"Accept-Language"_s, {u"en"_s, u"en-US, en;q=0.9"_s}},
        {u"Authorization"_s, {u"Bearer {{token}}"_s, u"Basic "_s, u"Token {{token}}"_s}},
        {u"Cache-Control"_s, {u"no-cache"_s, u"no-store"_s}},
        {u"Content-Encoding"_s, {u"gzip"_s}},
        {u"Content-Type"_s,
         {u"application/json"_s, u"application/x-www-form-urlencoded"_s, u"application/xml"_s, u"text/plain"_s, u"text/csv"_s,
          u"application/octet-stream"_s, u"application/merge-patch+json"_s}},
        {u"Cookie"_s, {}},
        {u"Forwarded"_s, {}},
        {u"Host"_s, {}},
        {u"Idempotency-Key"_s, {u"{{$guid}}"_s}},
        {u"If-Match"_s, {u"*"_s}},
        {u"If-Modified-Since"_s, {}},
        {u"If-None-Match"_s, {u"*"_s}},
        {u"Origin"_s, {u"{{base_url}}"_s}},
        {u"Prefer"_s, {u"return=representation"_s, u"return=minimal"_s, u"respond-async"_s}},
        {u"Range"_s, {u"bytes=0-1023"_s}},
        {u"Referer"_s, {}},
        {u"User-Agent"_s, {u"curl/8.5.0"_s}},
        {u"X-API-Key"_s, {u"{{api_key}}"_s}},
        {u"X-CSRF-Token"_s, {u"{{csrf_token}}"_s}},
        {u"X-Forwarded-For"_s, {u"127.0.0.1"_s}},
        {u"X-Request-ID"_s, {u"{{$guid}}"_s}},
        {u"X-Requested-With"_s, {u"XMLHttpRequest"_s}},
    };
    QStringList found;
    for (const auto &[name, values] : known) {
        if (!isValue)
            found << name;
        else if (name.compare(field.name, Qt::CaseInsensitive) == 0)
            found = values;
    }
    return found;
}

int activeCount(const QList<http::Field> &fields)
{
    return int(std::ranges::count_if(fields, [](const http::Field &field) { return field.isOn && !field.name.isEmpty(); }));
}

} // namespace oriel
