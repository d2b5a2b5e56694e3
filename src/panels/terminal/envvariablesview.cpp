// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/envvariablesview.h"

#include "jobs/projectenv.h"
#include "panels/terminal/envvariablesmodel.h"
#include "widgets/filterline.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

EnvVariablesView::EnvVariablesView(const ProjectEnv *env, QWidget *parent)
    : QWidget(parent),
      m_env(env),
      m_model(new EnvVariablesModel(this)),
      m_shown(new QSortFilterProxyModel(this)),
      m_view(new QTreeView(this)),
      m_pages(new QStackedWidget(this)),
      m_nothing(plainLabel({}, this)),
      m_says(plainLabel({}, this)),
      m_copy(new QAction(tr("Copy value"), this))
{
    m_shown->setSourceModel(m_model);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    make();
    connect(m_env, &ProjectEnv::found, this, &EnvVariablesView::refresh);
    refresh();
}

void EnvVariablesView::make()
{
    auto *filter = new FilterLine(tr("Filter variables"), this);
    filter->setObjectName(u"env.filter"_s);
    auto *reveal = new QCheckBox(tr("Show &secrets"), this);
    reveal->setObjectName(u"env.reveal"_s);
    m_view->setObjectName(u"env.list"_s);
    m_view->setAccessibleName(tr("Variables of .env and .flaskenv"));
    m_view->setModel(m_shown);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setProperty("roomy", true);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(EnvVariablesModel::Value, QHeaderView::Stretch);
    m_nothing->setObjectName(u"env.nothing"_s);
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignTop);
    m_says->setObjectName(u"env.says"_s);
    m_says->setWordWrap(true);
    m_pages->addWidget(m_nothing);
    m_pages->addWidget(m_view);
    auto *copy = new QPushButton(m_copy->text(), this);
    copy->setObjectName(u"env.copy"_s);
    copy->setAutoDefault(false);
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetShortcut);
    m_view->addAction(m_copy);

    auto *head = new QHBoxLayout;
    head->setSpacing(unit);
    head->addWidget(filter, 1);
    head->addWidget(reveal);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(unit);
    foot->addWidget(m_says, 1);
    foot->addWidget(copy, 0, Qt::AlignTop);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(unit);
    whole->addLayout(head);
    whole->addWidget(m_pages, 1);
    whole->addLayout(foot);

    connect(filter, &FilterLine::filterChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
    connect(filter, &FilterLine::moved, m_view, qOverload<>(&QWidget::setFocus));
    connect(reveal, &QCheckBox::toggled, m_model, &EnvVariablesModel::setRevealed);
    connect(copy, &QPushButton::clicked, m_copy, &QAction::trigger);
    connect(m_copy, &QAction::triggered, this, [this] {
        if (const EnvVariable *variable = current())
            QGuiApplication::clipboard()->setText(QString::fromUtf8(variable->value.reveal()));
    });
    connect(m_copy, &QAction::changed, copy, [this, copy] { copy->setEnabled(m_copy->isEnabled()); });
    connect(m_view, &QTreeView::activated, this, &EnvVariablesView::ask);
    connect(m_view, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == EnvVariablesModel::Place)
            ask(index);
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this] { m_copy->setEnabled(current() != nullptr); });
}

void EnvVariablesView::setOwn(const QStringList &names) { m_model->setOwn(names); }

const EnvVariable *EnvVariablesView::current() const
{
    const QModelIndex index = m_shown->mapToSource(m_view->currentIndex());
    return index.isValid() ? &m_model->at(index.row()) : nullptr;
}

void EnvVariablesView::ask(const QModelIndex &index)
{
    const EnvVariable &variable = m_model->at(m_shown->mapToSource(index).row());
    Q_EMIT lineAsked(variable.file, variable.line);
}

void EnvVariablesView::refresh()
{
    const EnvVariable before = current() ? *current() : EnvVariable();
    const EnvContents &contents = m_env->contents();
    m_model->setVariables(contents.variables);
    m_view->setCurrentIndex(m_shown->mapFromSource(m_model->index(std::max(0, m_model->rowOf(before.file, before.name)), 0)));
    QStringList said;
    for (const Error &error : contents.errors)
        said << error.message;
    m_says->setText(marked(said.isEmpty() ? tr("As Flask and python-dotenv read them: what the environment sets counts first, "
                                               "then .env, then .flaskenv.")
                                          : said.join(u'\n')));
    setLook(m_says, "role", said.isEmpty() ? QString() : u"error"_s);
    m_nothing->setText(m_env->folder().isEmpty() ? tr("No folder is open.")
                                                 : marked(tr("No variables in .env or .flaskenv of %1.").arg(m_env->folder())));
    m_pages->setCurrentWidget(contents.variables.isEmpty() ? static_cast<QWidget *>(m_nothing) : m_view);
    m_copy->setEnabled(current() != nullptr);
}

} // namespace oriel
