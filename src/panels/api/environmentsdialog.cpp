// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/environmentsdialog.h"

#include "base/text.h"
#include "panels/api/environmentvariables.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/taborder.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

QPushButton *button(const QString &text, const char *name, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    return made;
}

template<typename Layout>
Layout *laid(int spacing = unit)
{
    auto *layout = new Layout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

} // namespace

EnvironmentsDialog::EnvironmentsDialog(RequestLibrary *library, QWidget *parent) : QDialog(parent), m_library(library)
{
    setObjectName(u"environments"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Environments"));
    for (const ApiEnvironment &each : library->environments())
        m_drafts.append({each, each});
    m_notice = new NoticeBar(this);
    m_notice->setObjectName(u"environments.notice"_s);
    m_pages = new QStackedWidget(this);
    auto *cancel = button(tr("Cancel"), "environments.cancel", this);
    m_save = button(tr("Save"), "environments.save", this);
    m_save->setProperty("primary", true);

    auto *both = laid<QHBoxLayout>(2 * unit);
    both->addWidget(makeList());
    m_pages->addWidget(makeEmpty());
    m_pages->addWidget(makeForm());
    both->addWidget(m_pages, 1);
    auto *foot = laid<QHBoxLayout>();
    foot->addStretch(1);
    foot->addWidget(cancel);
    foot->addWidget(m_save);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    rows->setSpacing(unit * 3 / 2);
    rows->addWidget(m_notice);
    rows->addLayout(both, 1);
    rows->addLayout(foot);
    resize(760, 520);
    tabAsLaidOut(this);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &EnvironmentsDialog::save);
    fillList(0);
    choose(library->currentEnvironment());
}

QWidget *EnvironmentsDialog::makeList()
{
    auto *side = new QWidget(this);
    m_list = new QListWidget(side);
    m_list->setObjectName(u"environments.list"_s);
    m_list->setAccessibleName(tr("Environments"));
    m_list->setFrameShape(QFrame::StyledPanel);
    m_list->setSpacing(unit / 4);
    auto *add_ = button(tr("New"), "environments.new", side);
    m_duplicate = button(tr("Duplicate"), "environments.duplicate", side);
    m_remove = button(tr("Delete…"), "environments.remove", side);
    m_remove->setProperty("destructive", true);
    auto *buttons = laid<QHBoxLayout>();
    buttons->addWidget(add_);
    buttons->addWidget(m_duplicate);
    auto *rows = laid<QVBoxLayout>();
    rows->addWidget(m_list, 1);
    rows->addLayout(buttons);
    rows->addWidget(m_remove);
    side->setLayout(rows);
    side->setMaximumWidth(27 * unit);
    connect(m_list, &QListWidget::currentRowChanged, this, &EnvironmentsDialog::showChosen);
    connect(add_, &QPushButton::clicked, this, [this] { add({{}, freeName(tr("New environment")), {}}); });
    connect(m_duplicate, &QPushButton::clicked, this, &EnvironmentsDialog::duplicate);
    connect(m_remove, &QPushButton::clicked, this, &EnvironmentsDialog::askRemoval);
    return side;
}

QWidget *EnvironmentsDialog::makeEmpty()
{
    auto *said = plainLabel(tr("No environment yet. One holds what differs between your computer and the servers: "
                               "{{base_url}}, {{token}}. Choose New, name it “local”, and write {{base_url}} in a request."),
                            this);
    said->setObjectName(u"environments.nothing"_s);
    said->setWordWrap(true);
    said->setAlignment(Qt::AlignTop);
    return said;
}

QWidget *EnvironmentsDialog::makeForm()
{
    auto *form = new QWidget(this);
    m_name = new QLineEdit(form);
    m_name->setObjectName(u"environments.name"_s);
    m_name->setAccessibleName(tr("Name of the environment"));
    m_production = new QCheckBox(tr("&Production: marked wherever it is current"), form);
    m_production->setObjectName(u"environments.production"_s);
    m_noBodies = new QCheckBox(tr("Keep no response &bodies in the history"), form);
    m_noBodies->setObjectName(u"environments.noBodies"_s);
    m_variables = new EnvironmentVariables(this);
    m_table = new QTreeView(form);
    m_table->setObjectName(u"environments.variables"_s);
    m_table->setAccessibleName(tr("Variables"));
    m_table->setModel(m_variables);
    m_table->setItemDelegate(new EnvironmentVariableDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setFrameShape(QFrame::StyledPanel);
    m_table->setProperty("roomy", true);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                             QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(EnvironmentVariables::Name, QHeaderView::Interactive);
    m_table->header()->setSectionResizeMode(EnvironmentVariables::Value, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(EnvironmentVariables::IsSecret, QHeaderView::ResizeToContents);
    m_table->header()->resizeSection(EnvironmentVariables::Name, 21 * unit);
    auto *reveal = button(tr("Hold to show secrets"), "environments.reveal", form);
    m_removeVariable = button(tr("Remove variable"), "environments.removeVariable", form);

    auto *head = laid<QHBoxLayout>();
    head->addWidget(plainLabel(tr("Name"), form));
    head->addWidget(m_name, 1);
    auto *below = laid<QHBoxLayout>();
    below->addWidget(reveal);
    below->addStretch(1);
    below->addWidget(m_removeVariable);
    auto *rows = laid<QVBoxLayout>();
    rows->addLayout(head);
    rows->addWidget(m_table, 1);
    rows->addLayout(below);
    rows->addWidget(makeTaken());
    rows->addWidget(makeOrigins());
    rows->addWidget(m_production);
    rows->addWidget(m_noBodies);
    form->setLayout(rows);

    connect(reveal, &QPushButton::pressed, this, [this] { m_variables->setRevealed(true); });
    connect(reveal, &QPushButton::released, this, [this] { m_variables->setRevealed(false); });
    connect(m_name, &QLineEdit::textEdited, this, &EnvironmentsDialog::take);
    for (QCheckBox *box : {m_production, m_noBodies})
        connect(box, &QCheckBox::toggled, this, &EnvironmentsDialog::take);
    connect(m_variables, &EnvironmentVariables::edited, this, &EnvironmentsDialog::take);
    connect(m_variables, &QAbstractItemModel::rowsInserted, m_table, [this](const QModelIndex &, int row) { // what comes next
        m_table->setCurrentIndex(m_variables->index(row, EnvironmentVariables::Value));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &EnvironmentsDialog::judge);
    connect(m_removeVariable, &QPushButton::clicked, this, [this] { m_variables->removeRow(m_table->currentIndex().row()); });
    return form;
}

QWidget *EnvironmentsDialog::makeOrigins()
{
    auto *part = new QWidget(this);
    auto *head = plainLabel(tr("Its secrets may go to"), part);
    m_noOrigin = plainLabel(tr("no server yet: the first request that would send one asks."), part);
    setLook(m_noOrigin, "muted", true);
    m_origins = new QListWidget(part);
    m_origins->setObjectName(u"environments.origins"_s);
    m_origins->setAccessibleName(tr("Servers that secrets may go to"));
    m_origins->setFrameShape(QFrame::StyledPanel);
    m_origins->setSpacing(unit / 4);
    m_origins->setMaximumHeight(9 * unit);
    m_removeOrigin = button(tr("Remove server"), "environments.removeOrigin", part);
    auto *line = laid<QHBoxLayout>();
    line->addWidget(head);
    line->addWidget(m_noOrigin, 1);
    auto *list = laid<QHBoxLayout>();
    list->addWidget(m_origins, 1);
    list->addWidget(m_removeOrigin, 0, Qt::AlignTop);
    auto *rows = laid<QVBoxLayout>(unit / 2);
    rows->addLayout(line);
    rows->addLayout(list);
    part->setLayout(rows);
    connect(m_origins, &QListWidget::currentRowChanged, this, &EnvironmentsDialog::judge);
    connect(m_removeOrigin, &QPushButton::clicked, this, [this] {
        delete m_origins->takeItem(m_origins->currentRow());
        take();
    });
    return part;
}

// Postman's "current values": Oriel forgets them when it ends, unless they are kept here.
QWidget *EnvironmentsDialog::makeTaken()
{
    m_takenPart = new QWidget(this);
    m_taken = new QListWidget(m_takenPart);
    m_taken->setObjectName(u"environments.taken"_s);
    m_taken->setAccessibleName(tr("Captured values"));
    m_taken->setFrameShape(QFrame::StyledPanel);
    m_taken->setSpacing(unit / 4);
    m_taken->setMaximumHeight(9 * unit);
    m_keep = button(tr("Keep"), "environments.keep", m_takenPart);
    auto *list = laid<QHBoxLayout>();
    list->addWidget(m_taken, 1);
    list->addWidget(m_keep, 0, Qt::AlignTop);
    auto *rows = laid<QVBoxLayout>(unit / 2);
    rows->addWidget(plainLabel(tr("Captured, used instead until Oriel ends"), m_takenPart));
    rows->addLayout(list);
    m_takenPart->setLayout(rows);
    connect(m_keep, &QPushButton::clicked, this, &EnvironmentsDialog::keepTaken);
    return m_takenPart;
}

EnvironmentsDialog::Draft *EnvironmentsDialog::current()
{
    const int row = m_list->currentRow();
    return row >= 0 && row < m_drafts.size() ? &m_drafts[row] : nullptr;
}

QString EnvironmentsDialog::freeName(const QString &wanted) const
{
    const auto isTaken = [this](const QString &name) {
        return std::ranges::any_of(m_drafts, [&](const Draft &each) { return each.now.name == name; });
    };
    QString name = wanted;
    for (int count = 2; isTaken(name); ++count)
        name = u"%1 %2"_s.arg(wanted).arg(count);
    return name;
}

void EnvironmentsDialog::choose(const QString &id)
{
    const auto at = std::ranges::find_if(m_drafts, [&](const Draft &each) { return each.now.id == id; });
    if (!id.isEmpty() && at != m_drafts.end())
        m_list->setCurrentRow(int(at - m_drafts.begin()));
}

void EnvironmentsDialog::add(const ApiEnvironment &environment)
{
    m_drafts.append({environment, {}});
    fillList(m_drafts.size() - 1);
    m_name->setFocus();
    m_name->selectAll();
}

void EnvironmentsDialog::duplicate()
{
    Draft copy = *current();
    copy.now.id.clear();
    copy.now.name = freeName(tr("%1 (copy)").arg(copy.now.name));
    copy.now.origins.clear(); // agreed to for the other one
    add(copy.now);
}

void EnvironmentsDialog::askRemoval()
{
    auto *box = new QMessageBox(this);
    box->setObjectName(u"environments.removalQuestion"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Delete environment?"));
    setPlainText(box, tr("Delete the environment %1?").arg(current()->now.name.left(80)),
                 tr("Its variables go with it, those in the keychain too, as soon as you save."));
    auto *yes = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(u"environments.confirmRemoval"_s);
    auto *no = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    connect(box, &QMessageBox::finished, this, [this, box, yes, row = m_list->currentRow()] {
        if (box->clickedButton() != yes)
            return;
        if (const QString id = m_drafts.takeAt(row).before.id; !id.isEmpty())
            m_removed << id;
        fillList(std::min<qsizetype>(row, m_drafts.size() - 1));
    });
    box->open();
}

void EnvironmentsDialog::fillList(qsizetype chosen)
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const Draft &draft : std::as_const(m_drafts)) {
        const QString name = withMarks(draft.now.name);
        auto *item = new QListWidgetItem(draft.now.isProduction ? tr("%1 · production").arg(name) : name, m_list);
        if (draft.now.isProduction)
            item->setForeground(Theme::current().colour(u"production"_s));
    }
    m_list->setCurrentRow(int(chosen));
    showChosen();
}

void EnvironmentsDialog::showChosen()
{
    m_isShowing = true;
    const Draft *draft = current();
    m_pages->setCurrentIndex(draft ? 1 : 0);
    const ApiEnvironment shown = draft ? draft->now : ApiEnvironment();
    m_name->setText(shown.name);
    m_production->setChecked(shown.isProduction);
    m_noBodies->setChecked(!shown.keepsBodies);
    m_variables->setVariables(shown.variables);
    m_origins->clear();
    for (const QString &origin : shown.origins)
        m_origins->addItem(withMarks(origin));
    m_isShowing = false;
    showTaken();
    judge();
    readSecrets();
}

QList<http::Field> EnvironmentsDialog::taken(const Draft &draft) const
{
    QList<http::Field> taken = draft.now.id.isEmpty() ? QList<http::Field>() : m_library->captured(draft.now.id);
    taken.removeIf([&](const http::Field &each) {
        return std::ranges::any_of(draft.now.variables, [&](const http::Field &own) {
            return own.isOn && own.name == each.name && own.value == each.value;
        });
    });
    return taken;
}

void EnvironmentsDialog::showTaken()
{
    m_taken->clear();
    if (const Draft *draft = current())
        for (const http::Field &each : taken(*draft))
            m_taken->addItem(withMarks(u"%1 = %2"_s.arg(each.name.left(200), each.isSecret ? u"••••"_s : each.value.left(200))));
    m_taken->setCurrentRow(0);
    m_takenPart->setVisible(m_taken->count() > 0);
}

void EnvironmentsDialog::keepTaken()
{
    Draft *draft = current();
    const int row = m_taken->currentRow();
    const QList<http::Field> values = draft ? taken(*draft) : QList<http::Field>();
    if (row < 0 || row >= values.size())
        return;
    setVariable(draft->now, values[row]);
    m_variables->setVariables(draft->now.variables);
    showTaken();
    judge();
}

// Whoever edits an environment wants to see what is in it; without the keychain its secrets stay as they are.
void EnvironmentsDialog::readSecrets()
{
    Draft *draft = current();
    const auto isLacking = [](const http::Field &each) { return each.isSecret && each.value.isEmpty(); };
    if (!draft || draft->isAsked || draft->before.id.isEmpty() || std::ranges::none_of(draft->now.variables, isLacking))
        return;
    draft->isAsked = true;
    m_library->loadEnvironment(this, draft->before.id, [this, isLacking](const Result<ApiEnvironment> &loaded) {
        if (!loaded)
            return m_notice->show(loaded.error());
        const auto at = std::ranges::find_if(m_drafts, [&](const Draft &each) { return each.before.id == loaded->id; });
        if (at == m_drafts.end())
            return;
        at->before = *loaded;
        for (http::Field &each : at->now.variables)
            for (const http::Field &known : loaded->variables)
                if (isLacking(each) && known.isSecret && known.name == each.name)
                    each.value = known.value;
        if (&*at == current() && !m_table->findChild<QLineEdit *>(u"environments.editor"_s))
            m_variables->setVariables(at->now.variables);
    });
}

void EnvironmentsDialog::take()
{
    Draft *draft = current();
    if (!draft || m_isShowing)
        return;
    const bool wasProduction = draft->now.isProduction;
    const QString name = draft->now.name;
    draft->now.name = m_name->text().trimmed();
    draft->now.isProduction = m_production->isChecked();
    draft->now.keepsBodies = !m_noBodies->isChecked();
    draft->now.variables = m_variables->variables();
    draft->now.origins.removeIf(
        [this](const QString &origin) { return m_origins->findItems(withMarks(origin), Qt::MatchExactly).isEmpty(); });
    if (wasProduction != draft->now.isProduction || name != draft->now.name) {
        auto *item = m_list->currentItem();
        const QString shown = withMarks(draft->now.name);
        item->setText(draft->now.isProduction ? tr("%1 · production").arg(shown) : shown);
        item->setForeground(draft->now.isProduction ? QBrush(Theme::current().colour(u"production"_s)) : QBrush());
    }
    showTaken();
    judge();
}

void EnvironmentsDialog::judge()
{
    const Draft *draft = current();
    m_duplicate->setEnabled(draft);
    m_remove->setEnabled(draft);
    m_noOrigin->setVisible(m_origins->count() == 0);
    m_origins->setVisible(m_origins->count() > 0);
    m_removeOrigin->setVisible(m_origins->count() > 0);
    m_removeOrigin->setEnabled(m_origins->currentRow() >= 0);
    m_removeVariable->setEnabled(m_table->currentIndex().isValid() &&
                                 m_table->currentIndex().row() < m_variables->rowCount() - 1);
    setLook(m_name, "invalid", draft && draft->now.name.isEmpty());
    m_save->setEnabled(std::ranges::none_of(m_drafts, [](const Draft &each) { return each.now.name.isEmpty(); }));
}

void EnvironmentsDialog::save()
{
    m_notice->clear();
    m_save->setEnabled(false); // until the keychain has answered
    saveNext();
}

// One after another; what is saved is not saved again.
void EnvironmentsDialog::saveNext()
{
    const auto at = std::ranges::find_if(m_drafts, [](const Draft &each) { return each.now != each.before; });
    if (at == m_drafts.end()) {
        for (const QString &id : std::as_const(m_removed))
            m_library->removeEnvironment(id);
        return accept();
    }
    m_library->saveEnvironment(this, at->now, [this, at = at - m_drafts.begin()](const Result<QString> &saved) {
        if (!saved) {
            m_notice->show(saved.error());
            return judge();
        }
        m_drafts[at].now.id = *saved;
        m_drafts[at].before = m_drafts[at].now;
        if (m_library->environments().size() == 1)
            m_library->setCurrentEnvironment(*saved); // the first one is meant to be used
        saveNext();
    });
}

} // namespace oriel
