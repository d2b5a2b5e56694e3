// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codeaccess.h"

#include "widgets/codeeditor.h"

#include <QAccessibleWidget>
#include <QApplication>

namespace oriel {

namespace {

QAccessibleInterface *plainInterface(const QString &, QObject *object)
{
    auto *editor = qobject_cast<CodeEditor *>(object);
    return editor && !QAccessible::isActive() ? new QAccessibleWidget(editor, QAccessible::EditableText) : nullptr;
}

class Listener final : public QAccessible::ActivationObserver
{
public:
    Listener()
    {
        QAccessible::installFactory(plainInterface);
        QAccessible::installActivationObserver(this);
    }
    void accessibilityActiveChanged(bool) override // those that are made anew are of the other kind
    {
        for (QWidget *widget : QApplication::allWidgets())
            if (qobject_cast<CodeEditor *>(widget))
                QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(QAccessible::queryAccessibleInterface(widget)));
    }
};

} // namespace

void spareAccessiblePositions() { static Listener listener; }

} // namespace oriel
