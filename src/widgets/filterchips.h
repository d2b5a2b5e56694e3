#pragma once
#include <QWidget>
namespace oriel {
class FilterChips final : public QWidget {
Q_OBJECT
public:
    struct Chip { QString text; bool isOn = true; bool operator==(const Chip &) const = default; };
    explicit FilterChips(QWidget *parent = nullptr) : QWidget(parent) {}
    void setChips(const QList<Chip> &) {}
Q_SIGNALS: void removed(int); void editAsked(int); void toggled(int, bool); void cleared();
};
}
