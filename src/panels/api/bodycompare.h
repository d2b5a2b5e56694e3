// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/json/document.h"
#include "shell/guest.h"

#include <memory>

namespace oriel {

// Two JSON bodies beside each other, in what they differ: the list of paths with the value before and after. Paths can be left
// out, rows matched by a member. GUI thread; it compares on a worker.
class BodyCompare final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyCompare)
public:
    explicit BodyCompare(QWidget *parent = nullptr);
    ~BodyCompare() override;
    // Both read to their end; the titles are text from outside ("GET /posts, local").
    void compare(const QString &beforeTitle, std::shared_ptr<const json::Document> before, const QString &afterTitle,
                 std::shared_ptr<const json::Document> after);

    QString kind() const override { return QStringLiteral("jsoncompare"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override;
    QWidget *home() override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;

Q_SIGNALS:
    void compared();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
