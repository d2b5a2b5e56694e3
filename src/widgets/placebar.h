#pragma once
#include <QWidget>
namespace oriel {
class PlaceBar final : public QWidget {
Q_OBJECT
public:
    explicit PlaceBar(QWidget *parent = nullptr) : QWidget(parent) {}
    void setPlace(double, double) {}
    void setUnknown() {}
    void setJumpable(bool) {}
Q_SIGNALS: void jumpAsked(double);
};
}
