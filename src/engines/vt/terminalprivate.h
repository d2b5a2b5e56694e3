// SPDX-License-Identifier: GPL-3.0-or-later
// The Terminal from inside: one object whose functions stand in one file for each subject (print, control, csi, sgr, modeset,
// reports, rectangles, window, osc, dcs).
#pragma once

#include "engines/vt/charsets.h"
#include "engines/vt/colors.h"
#include "engines/vt/commandlog.h"
#include "engines/vt/links.h"
#include "engines/vt/parser.h"
#include "engines/vt/screen.h"
#include "engines/vt/terminal.h"
#include "engines/vt/utf8.h"
#include "engines/vt/width.h"

#include <map>

namespace oriel::vt {

class Terminal::Private final : public Parser::Handler
{
public:
    Private(Size, Options &&);

    // What DECSC keeps, of each screen.
    struct Saved
    {
        Cursor cursor;
        Charsets charsets;
        bool isOrigin = false;
    };
    enum class Protection : std::uint8_t { Off, Dec, Iso }; // DECSCA; SPA: then ED, EL and ECH spare it too
    // Modes that only the terminal itself looks at.
    struct Switches
    {
        bool isOrigin = false;                                        // DECOM
        bool hasSideMargins = false;                                  // DECLRMM
        bool isReversed = false;                                      // DECSCNM
        bool isCursorVisible = true, isCursorBlinking = true;         // DECTCEM, ATT610
        bool isReverseWrapping = false, isReverseWrappingFar = false; // 45, 1045
        bool has132 = false, is132 = false;                           // 40, DECCOLM
        bool hasNational = false;                                     // DECNRCM: only told
        bool joinsClusters = true;                                    // 2027
        bool isKeyboardLocked = false;                                // KAM: only told, it would lock the user out
        bool isSendReceive = true;                                    // SRM: only told
        bool isSmooth = false, fixesMore = false;                     // DECSCLM: only told; 41: TAB wraps first
        bool printsFormFeed = false, printsAll = true;                // DECPFF, DECPEX: only told
        bool hasEightBitInput = false, altSendsEscape = false;        // 1034, 1039: only told
        bool hasScrollbar = false, marginBell = false;                // 30, 44: only told
        bool scrollsOnOutput = false, scrollsOnKey = true;            // 1010, 1011: only told
        bool deleteSendsDel = false, keepsSelection = true;           // 1037, 1040: only told
        bool raisesOnBell = false, isUrgentOnBell = false;            // 1043, 1042: only told
        bool sixelStays = false;                                      // DECSDM: only told
    };

    // How titles are set and told (XTSMTITLE).
    struct TitleMode
    {
        bool setsHex = false, asksHex = false;
    };
    // The window the headless driver plays.
    struct Desktop
    {
        static constexpr int mostRows = 60, mostColumns = 200;
        bool isIconified = false;
        int x = 0, y = 0;
        std::optional<Size> normal; // maximized from

        void operate(Private &, const Sequence &, int cellWidth, int cellHeight);
        void maximize(Private &, int what, int how);
    };

    // Parser::Handler (print.cpp, control.cpp, csi.cpp, osc.cpp)
    void printAscii(std::string_view run) override;
    void printUnicode(std::span<const char32_t> run) override;
    void control(std::uint8_t code) override;
    void escape(const Sequence &) override;
    void csi(const Sequence &) override;
    void string(StringKind, const Sequence &head, std::string_view bytes) override;

    // print
    void put(char32_t code);
    void printNarrow(std::span<const char32_t>);
    void join(char32_t code, Traits);
    void repeat(int count);
    void forgetCluster() { joining.begin({}); }

    // control
    void designate(const Sequence &);
    void carriageReturn();
    void lineFeed();
    void backspace(int count);
    void tab(int count);
    void backtab(int count);
    void resetTabs();
    void align(); // DECALN
    void saveCursor();
    void restoreCursor();
    void resetHard(); // RIS
    void resetSoft(); // DECSTR
    void setConformance(const Sequence &);

    // csi: cursor and text
    bool moves(const Sequence &);
    bool edits(const Sequence &);
    bool sets(const Sequence &);
    void moveTo(int row, int column); // from 0, relative to the margins in origin mode
    void moveUp(int count);
    void moveDown(int count);
    void moveLeft(int count);
    void moveRight(int count);
    int originRow() const { return switches.isOrigin ? screen->margins().top : 0; }
    int originColumn() const { return switches.isOrigin ? screen->margins().left : 0; }
    int rightStop() const; // how far the cursor goes to the right
    void eraseDisplay(int what, bool isSelective);
    void eraseLine(int what, bool isSelective);
    void shiftColumns(bool isForward); // DECFI, DECBI
    void setTopBottom(const Sequence &);
    void setLeftRight(const Sequence &);
    void setCursorShape(int);
    void kittyKeyboard(const Sequence &);
    void setKeyModifiers(const Sequence &);

    // sgr
    void sgr(const Sequence &);
    void setStyle(const Style &);
    std::string sgrReport(const Style &) const;

    // modeset
    bool *flag(int mode, bool isDec);
    std::optional<bool> mode(int number, bool isDec); // nothing: unknown
    void setModes(const Sequence &, bool on);
    void setAnsiMode(int number, bool on);
    void setDecMode(int number, bool on);
    void setColumns132(bool on);
    void showAlternate(bool on);
    void setMouse(MouseTracking, bool on);
    void setMouseEncoding(MouseEncoding, bool on);
    void reportMode(const Sequence &, bool isDec);
    void saveModes(const Sequence &);
    void restoreModes(const Sequence &);

    // reports
    void reply(char introducer, std::string_view text, char terminator = '\\'); // introducer: [ P ]; [ has no terminator
    void reports(const Sequence &);
    void deviceAttributes(const Sequence &);
    void deviceStatus(const Sequence &);
    void deviceStatusDec(const Sequence &);
    void reportPresentation(int what); // DECRQPSR
    void reportColor(std::string_view number, Color, char terminator);
    void reportTitle(char what, const std::string &);

    // rectangles
    bool rectangles(const Sequence &);
    std::optional<Area> area(const Sequence &, int first) const;
    void changeArea(const Sequence &, bool isReverse);
    void copyArea(const Sequence &);
    void checksum(const Sequence &);

    // window
    void window(const Sequence &);
    void titles(bool isPush, int which);
    void titleModes(const Sequence &, bool isSet);
    void resizeByProgram(int rows, int columns); // only in the headless driver

    // osc and dcs
    void osc(std::string_view bytes, char terminator);
    void setTitleBytes(int which, std::string_view);
    void setTitle(int which, std::string_view); // 0 both, 1 the icon's, 2 the window's
    void palette(std::string_view rest, int base, char terminator);
    void resetPalette(std::string_view rest, int base);
    void dynamicColors(int first, std::string_view rest, char terminator);
    void hyperlink(std::string_view rest);
    void clipboard(std::string_view rest);
    void promptMark(std::string_view rest);
    void requestStatus(std::string_view what);
    void requestCapabilities(std::string_view names);

    void resize(Size);
    void sweep(); // what cells no longer use
    Saved &saved() { return screen == &alternate ? savedAlternate : savedPrimary; }

    Options options;
    Tables tables;
    Screen primary, alternate;
    Screen *screen = &primary;
    Size size;
    Saved savedPrimary, savedAlternate;
    Parser parser;
    Modes modes;
    Switches switches;
    Charsets charsets;
    Joining joining;
    char32_t lastPrinted = 0; // for REP
    Protection protection = Protection::Off;
    int changeExtent = 0; // DECSACE: 2 rectangle, else stream
    std::vector<bool> tabs;
    CursorShape cursorShape = CursorShape::Block;
    int conformance = 64;
    std::chrono::steady_clock::time_point synchronizedSince;
    std::map<int, bool> savedModes;
    std::vector<std::uint8_t> kittyPrimary, kittyAlternate; // pushed flags

    Colors colors;
    Links links;
    CommandLog commandLog;
    Events events;
    std::string replies;
    std::string title, iconTitle, folder, clipboardText;         // folder: OSC 7
    std::vector<std::pair<std::string, std::string>> titleStack; // window, icon
    TitleMode titleMode;
    Desktop desktop;
};

} // namespace oriel::vt
