// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"
#include "widgets/textpane.h"
#include "widgets/valuereading.h"

#include <QWidget>

#include <functional>

class QBoxLayout;
class QButtonGroup;
class QStackedWidget;
class QToolButton;

namespace oriel {

class HexView;
class JsonTree;
class NoticeBar;
class PaneBar;
class PartModel;
class PartTree;
class PictureView;

// The viewer pane: one whole value in the ways that apply to it, the best one first, or the one last chosen for its type: text,
// JSON as a tree or formatted, arrays, rows, ranges and times as lists, geometry as WKT, bytea as hex, text or picture. Values
// are read off the GUI thread where they are large. Empty: says what to do. As text, values above 4 MB show their first 4 MB and
// say so. GUI thread.
class ValueView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ValueView)
public:
    explicit ValueView(QWidget *parent = nullptr);
    void showValue(const Column &column, const Cell &cell, const QString &title);
    void showLoading(const QString &title);
    void showEmpty();

    void setJsonCommands(bool hasCommands);                                // offers what the two signals ask for
    void setFieldNames(std::function<QStringList(const Column &)> fields); // of a row type; else 1, 2, 3…
    void save(const QString &path); // the value, bytea as its bytes; an error is shown in the pane

Q_SIGNALS:
    void closeAsked(); // the close button or Esc; hiding the pane is its owner's
    void jsonFilterAsked(const QStringList &path, const QByteArray &jsonValue); // places in arrays are decimal text
    void jsonColumnAsked(const QStringList &path);
    void documentAsked(const QByteArray &json, const QString &title); // in a tab of its own
    void saved(const QString &path);

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void present(const QString &title, const QString &facts, const QString &placeholder);
    void adopt(const ValueReading &reading);
    void makeSwitch();
    void choose(ValueMode mode);
    void showMode(ValueMode mode);
    QWidget *showPage(ValueMode mode);
    void showText(ValueMode mode);
    void showList();
    QString factsOf(ValueMode mode) const;
    qint64 valueSize() const;
    bool isBytes() const;
    void askWhereToSave();
    NoticeBar *notice();

    PaneBar *m_bar;
    QWidget *m_switch;
    QBoxLayout *m_narrow; // holds the switch in a narrow pane
    QButtonGroup *m_modes;
    QToolButton *m_wrap, *m_copy, *m_tab, *m_save;
    QString m_title;
    QStackedWidget *m_pages;
    TextPane *m_text;
    JsonTree *m_tree = nullptr; // this and the following are made when first wanted
    PartTree *m_list = nullptr;
    PartModel *m_parts = nullptr;
    HexView *m_hex = nullptr;
    PictureView *m_picture = nullptr;
    NoticeBar *m_notice = nullptr;

    Column m_column;
    Cell m_cell; // as the server sent it: what Copy copies
    ValueReading m_reading;
    std::function<QStringList(const Column &)> m_fields;
    bool m_hasJsonCommands = false, m_isNarrow = false;
    Job m_job, m_saving;
};

} // namespace oriel
