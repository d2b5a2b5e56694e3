#pragma once
#include "base/rows.h"
#include <QWidget>
namespace oriel {
class RecordView final : public QWidget {
Q_OBJECT
public:
    explicit RecordView(QWidget *parent = nullptr) : QWidget(parent) {}
    void showRecord(const QList<Column> &, const QList<Cell> &, const QString &) {}
    void showLoading(const QString &) {}
    void showEmpty() {}
Q_SIGNALS: void nextAsked(); void previousAsked(); void fieldOpened(int); void currentFieldChanged(int); void closeAsked();
};
}
