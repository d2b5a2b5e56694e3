// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIconEngine>

namespace oriel {

// An icon of the icon theme in the colours of Theme::current() at the time it is painted, so that icons handed out earlier follow
// a change of theme. A name the icon theme lacks is drawn as a simple sign. GUI thread.
class IconEngine final : public QIconEngine
{
public:
    IconEngine(QString name, QString role) : m_name(std::move(name)), m_role(std::move(role)) {}
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }
    QIconEngine *clone() const override { return new IconEngine(m_name, m_role); }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }

private:
    QString m_name, m_role; // role empty: the icon's own accents are kept, its monochrome parts take `text`
};

} // namespace oriel
