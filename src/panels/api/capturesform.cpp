// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/capturesform.h"

#include "base/text.h"
#include "panels/api/fieldtable.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;

CapturesForm::CapturesForm(QWidget *parent)
    : QWidget(parent),
      m_table(new FieldTable(tr("Variable"), tr("JSONPath, or header:Name"), this)),
      m_foot(new QWidget(this)),
      m_taken(plainLabel({}, m_foot)),
      m_keep(new QPushButton(m_foot))
{
    m_table->setObjectName(u"request.captures"_s);
    m_table->setAccessibleName(tr("Captures"));
    m_table->setValuesAreOpen(true);
    m_table->setCompletions([](const http::Field &, bool isValue) {
        return isValue ? QStringList{u"$.token"_s, u"$.id"_s, u"$.data[0].id"_s, u"header:Location"_s, u"header:ETag"_s}
                       : QStringList{u"token"_s, u"id"_s};
    });
    auto *about =
        plainLabel(tr("After a good response these values go into the environment, to the digit: write {{token}} where the "
                      "next request needs it."),
                   this);
    about->setProperty("muted", true);
    about->setWordWrap(true);
    about->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    m_taken->setObjectName(u"request.taken"_s);
    m_taken->setMinimumWidth(1);
    m_keep->setObjectName(u"request.keep"_s);
    m_keep->setFocusPolicy(Qt::TabFocus);
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(unit * 3 / 2, unit / 2, unit * 3 / 2, unit / 2);
    foot->setSpacing(unit);
    foot->addWidget(m_taken, 1);
    foot->addWidget(m_keep);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(about);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_foot);
    setFocusProxy(m_table);
    showTaken({}, {});
    connect(m_table, &FieldTable::edited, this, &CapturesForm::edited);
    connect(m_keep, &QPushButton::clicked, this, &CapturesForm::keepAsked);
}

QList<http::Capture> CapturesForm::captures() const
{
    QList<http::Capture> captures;
    for (const http::Field &each : m_table->fields())
        captures << http::Capture{each.name, each.value, each.isOn, each.isSecret};
    return captures;
}

void CapturesForm::setCaptures(const QList<http::Capture> &captures)
{
    QList<http::Field> fields;
    for (const http::Capture &each : captures)
        fields << http::Field{each.variable, each.from, each.isOn, each.isSecret};
    m_table->setFields(fields);
}

int CapturesForm::activeCount() const { return oriel::activeCount(m_table->fields()); }

void CapturesForm::add(const QString &from)
{
    QList<http::Field> fields = m_table->fields();
    fields << http::Field{{}, from};
    m_table->setFields(fields);
    const QModelIndex name = m_table->model()->index(int(fields.size()) - 1, 0);
    m_table->setFocus();
    m_table->setCurrentIndex(name);
    m_table->edit(name);
    Q_EMIT edited();
}

QString CapturesForm::keepText(const QString &environment)
{
    return tr("Keep in “%1”").arg(withMarks(environment.left(40)).replace(u'&', "&&"_L1));
}

void CapturesForm::showTaken(const QList<http::Field> &values, const QString &environment)
{
    QStringList said;
    for (const http::Field &each : values)
        said << u"%1 = %2"_s.arg(each.name, each.isSecret ? u"••••"_s : each.value.left(200));
    const QString all = said.join(u", "_s);
    m_takenText = environment.isEmpty() ? tr("Until Oriel ends, as no environment is chosen: %1").arg(all)
                                        : tr("Until Oriel ends: %1").arg(all);
    m_keep->setText(keepText(environment));
    m_keep->setVisible(!environment.isEmpty());
    m_foot->setVisible(!values.isEmpty());
    setPlainToolTip(m_taken, m_takenText);
    fit();
}

void CapturesForm::fit()
{
    const int room = width() - 4 * unit - (m_keep->isHidden() ? 0 : m_keep->sizeHint().width() + unit);
    m_taken->setText(m_taken->fontMetrics().elidedText(withMarks(m_takenText.left(4096)), Qt::ElideRight, std::max(0, room)));
}

void CapturesForm::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace oriel
