// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/environmentsheet.h"

#include "base/text.h"

#include <QDir>
#include <QListView>
#include <QStandardItemModel>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int PathRole = MatchRole + 1; // null: a new one is to be made

} // namespace

EnvironmentSheet::EnvironmentSheet(QWidget *window)
    : PickSheet(u"environment"_s, tr("Virtual environment of the terminals"), window), m_model(new QStandardItemModel(this))
{
    list()->setModel(m_model);
}

void EnvironmentSheet::show(const Environments &environments)
{
    m_environments = environments;
    open({});
}

void EnvironmentSheet::find(const QString &text)
{
    m_model->clear();
    const auto add = [&](const QString &name, const QString &place, const QString &key, const QString &path) {
        if (!name.contains(text.trimmed(), Qt::CaseInsensitive))
            return;
        auto *row = new QStandardItem(name);
        row->setData(place, PlaceRole);
        row->setData(key, KeyRole);
        row->setData(path, PathRole);
        m_model->appendRow(row);
    };
    const auto sign = [this](const QString &path) { return path == m_environments.used.path ? tr("used") : QString(); };
    for (const auto &[path, version] : m_environments.all)
        add(withMarks(QDir(m_environments.folder).relativeFilePath(path)), version.isEmpty() ? version : u"Python "_s + version,
            sign(path), path);
    if (!m_environments.all.isEmpty())
        add(tr("None"), tr("terminals find python as elsewhere"), sign(u""_s), u""_s);
    add(tr("Create a virtual environment"), tr("in a terminal"), {}, QString());
    list()->setCurrentIndex(m_model->index(0, 0));
    fit();
}

void EnvironmentSheet::pick(Qt::KeyboardModifiers)
{
    const QModelIndex current = list()->currentIndex();
    if (!current.isValid())
        return;
    leave();
    if (const QString path = current.data(PathRole).toString(); path.isNull())
        Q_EMIT creationAsked();
    else
        Q_EMIT chosen(path);
}

} // namespace oriel
