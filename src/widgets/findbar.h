#pragma once
#include "widgets/grid.h"
namespace oriel {
class FindBar final : public QWidget {
Q_OBJECT
public:
    FindBar(Grid *, QWidget *parent = nullptr) : QWidget(parent) {}
    void open() { show(); }
    void step(bool) {}
Q_SIGNALS: void serverSearchAsked(const QString &);
};
}
