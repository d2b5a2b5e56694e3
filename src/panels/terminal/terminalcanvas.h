// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"
#include "engines/vt/host.h"
#include "engines/vt/keys.h"
#include "panels/terminal/links.h"
#include "panels/terminal/terminalframes.h"
#include "panels/terminal/terminalpainter.h"
#include "panels/terminal/terminalsearch.h"
#include "panels/terminal/terminalsettings.h"

#include <QElapsedTimer>
#include <QInputMethodEvent>
#include <QTimer>
#include <QWidget>

#include <memory>

class QAction;
class QHelpEvent;

namespace oriel {

// The text of a terminal with its keyboard and mouse: what TerminalView puts bars around. Looks at its Host under the lock,
// paints what it copied. GUI thread.
class TerminalCanvas final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalCanvas)
public:
    explicit TerminalCanvas(QWidget *parent = nullptr);
    ~TerminalCanvas() override;

    Result<> start(const vt::Launch &, vt::Options = {}); // once, without waiting; colours and limits are added
    vt::Host *host() const { return m_host.get(); }       // none before start()
    const vt::Picture &picture() const { return m_picture; }
    const TerminalInks &inks() const { return m_painter.inks(); }
    TerminalSearch &search() { return m_search; }
    void setSettings(const TerminalSettings &);
    const TerminalSettings &settings() const { return m_settings; }
    void setColors(const TerminalColors &);

    bool hasSelection() const { return m_hasSelection; }
    void copy() const;
    void selectAll();
    void paste(const QString &);  // asks first where the settings say so
    void insert(const QString &); // a paste that was agreed to
    void clearHistory();
    void zoom(int steps); // 0: back to the settings' size
    void scrollTo(qint64 row);
    void scrollBy(qint64 rows);
    void scrollToEnd();
    void reveal(const vt::Anchor &);
    void find(const QRegularExpression &);
    void stepHit(bool isForward);
    std::optional<TerminalLink> link() const { return m_link; } // under the mouse
    QRect cellRect(int row, int column) const;
    int rows() const { return int(m_picture.rows.size()); } // none before it is painted
    QString rowText(int row) const;                         // of what is seen
    QString folder() const;                                 // where what runs works; empty: unknown
    QVariant inputMethodQuery(Qt::InputMethodQuery) const override;

Q_SIGNALS:
    void ended(oriel::vt::Ending);
    void failed(const oriel::Error &); // it was not started after all
    void titleChanged(const QString &);
    void folderChanged(const QString &);
    void bell();
    void commandEnded(const oriel::vt::Command &);
    void linkFollowed(const oriel::TerminalLink &);    // target: absolute where it is a file
    void scrolled(qint64 top, qint64 total, int page); // rows
    void selectionChanged(bool isThere);
    void pasteAsked(const QString &text, oriel::vt::PasteRisk);
    void clipboardAsked(const QString &text);
    void refused(const QString &why);
    void menuAsked(QPoint global);
    void painted(); // something new is seen

protected:
    bool event(QEvent *) override;
    void paintEvent(QPaintEvent *) override;
    void resizeEvent(QResizeEvent *) override;
    void showEvent(QShowEvent *) override;
    void hideEvent(QHideEvent *) override;
    void changeEvent(QEvent *) override;
    void focusInEvent(QFocusEvent *) override;
    void focusOutEvent(QFocusEvent *) override;
    bool focusNextPrevChild(bool) override { return false; } // Tab is the program's
    void keyPressEvent(QKeyEvent *) override;
    void keyReleaseEvent(QKeyEvent *) override;
    void inputMethodEvent(QInputMethodEvent *) override;
    void mousePressEvent(QMouseEvent *) override;
    void mouseReleaseEvent(QMouseEvent *) override;
    void mouseMoveEvent(QMouseEvent *) override;
    void mouseDoubleClickEvent(QMouseEvent *) override;
    void wheelEvent(QWheelEvent *) override;
    void contextMenuEvent(QContextMenuEvent *) override;
    void leaveEvent(QEvent *) override;
    void dragEnterEvent(QDragEnterEvent *) override;
    void dropEvent(QDropEvent *) override;

private:
    struct Relay; // to here from the reader's thread, for as long as this lives
    enum class Unit { Character, Word, Line };
    struct Place // of the mouse
    {
        int row = 0, column = 0;
        bool isInside = false;
    };

    void frame();
    void takeEvents(const vt::Events &);
    void takeColors(vt::Terminal &);
    void repaintScene();
    void placeHits();
    void showRegion(const QRegion &);
    void fit(); // rows and columns to the widget's size
    void makeGlyphs();
    void blink(); // or not
    void restartBlink();
    QTransform toPixels() const;
    QFont textFont() const;
    void paintPreedit(QPainter &);
    void report(); // what the program wants to know of the focus
    QAction *ownAction(const QKeyEvent &) const;
    bool send(const std::string &bytes);
    void typed();
    bool scrollKey(const QKeyEvent &);

    QRect badgeRect(int row) const;
    const vt::PictureCommand *badgeAt(QPointF) const; // none: nullptr
    std::optional<vt::Command> commandAt(QPointF) const;
    void updateBadges();
    void paintBadges(QPainter &, const QRect &exposed);
    void paintDuration(QPainter &, const vt::PictureCommand &, QRgb back);
    void selectOutput(std::int64_t number);
    bool isInsertable(const vt::Command &) const;
    void showCommandMenu(const vt::Command &, QPoint global);
    bool showBadgeTip(const QHelpEvent *);

    Place placeAt(QPointF) const;
    int boundaryAt(QPointF) const;
    bool reportsMouse(Qt::KeyboardModifiers) const;
    bool sendMouse(vt::Mouse::Kind, vt::Mouse::Button, QPointF, Qt::KeyboardModifiers);
    void beginSelection(QPointF, Unit, Qt::KeyboardModifiers);
    void dragSelection(QPointF);
    void endSelection();
    vt::Span unitAt(vt::Terminal &, QPointF) const;
    void setHover(QPointF, Qt::KeyboardModifiers);
    void showLink(std::optional<TerminalLink>, vt::LineId);
    void showPointer();
    std::optional<TerminalLink> hyperlinkAt(Place) const;
    void checkFile(TerminalLink, vt::LineId, const QString &folder);
    void showToolTip(const QHelpEvent *);

    std::shared_ptr<Relay> m_relay;
    std::shared_ptr<vt::Host> m_host;
    TerminalSettings m_settings;
    TerminalColors m_colors;
    TerminalPainter m_painter;
    TerminalFrames m_frames;
    TerminalSearch m_search;
    TerminalScene m_scene;
    vt::Picture m_picture, m_before; // m_picture: as painted
    vt::View m_view;
    vt::Extent m_extent;
    vt::Modes m_modes;
    vt::Size m_size;
    vt::LineId m_searchFrom = 0;         // lines from here on were on the screen when they were searched
    QString m_folder, m_preedit, m_read; // m_read: what a screen reader was told
    QList<QInputMethodEvent::Attribute> m_preeditLook;
    double m_fontSize = 13, m_glyphScale = 0;
    qint64 m_wheel = 0; // eighths of a degree, or pixels, that are no whole row yet
    QTimer m_fitted, m_blink, m_flash, m_dragScroll, m_counting, m_searchLater, m_syncEnd;
    QElapsedTimer m_rang, m_synchronized, m_clicked;
    bool m_hasSelection = false, m_hasEnded = false;

    bool m_isSelecting = false, m_isRectangular = false, m_isLinkPressed = false;
    Unit m_unit = Unit::Character;
    vt::Span m_origin; // what the drag began with
    int m_originColumn = 0, m_clicks = 0;
    QPointF m_mouse;
    vt::Mouse::Button m_held = vt::Mouse::Button::None; // told the program
    Place m_told{-1, -1};
    bool m_isOnBadge = false;
    std::optional<TerminalLink> m_link;
    vt::LineId m_linkLine = 0;
    Job m_checked;
};

} // namespace oriel
