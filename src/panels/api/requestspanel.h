// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <memory>

namespace oriel {

class RequestLibrary;

// Left dock: the saved requests in their folders and what was sent, both filtered by typing. Opening one is a wish. GUI thread.
class RequestsPanel final : public Panel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestsPanel)
public:
    explicit RequestsPanel(RequestLibrary *library, QWidget *parent = nullptr); // the library outlives it
    ~RequestsPanel() override;
    void reveal(const QString &request);                                 // opens its folders and selects it
    void openImport(const QString &text = {}, const QString &file = {}); // nothing of it is taken before the user says so
    void editEnvironments();

    QString kind() const override { return QStringLiteral("requests"); }
    QString title() const override { return tr("Requests"); }
    QIcon icon() const override;
    QWidget *home() override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    Qt::DockWidgetArea area() const override { return Qt::LeftDockWidgetArea; }

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
