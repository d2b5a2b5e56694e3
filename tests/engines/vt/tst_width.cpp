// SPDX-License-Identifier: GPL-3.0-or-later
// The C library is the judge of widths, ICU's break iterator that of clusters.
#include "engines/vt/width.h"

#include <QRandomGenerator>
#include <QTest>

#include <clocale>
#include <cwchar>
#include <memory>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

using namespace Qt::StringLiterals;
using namespace oriel::vt;

class tst_width : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asTheCLibrary();
    void clustersAsIcu();
    void emojiForms();
};

void tst_width::asTheCLibrary()
{
    QVERIFY(std::setlocale(LC_CTYPE, "C.UTF-8"));
    int compared = 0;
    QStringList different;
    for (char32_t code = 0xa0; code <= 0x10ffff; ++code) {
        const int theirs = wcwidth(wchar_t(code));
        if (theirs < 0 || u_charType(UChar32(code)) == U_UNASSIGNED)
            continue;
        ++compared;
        if (traits(code).width() != theirs)
            different += u"U+%1: %2, the library %3"_s.arg(code, 4, 16).arg(traits(code).width()).arg(theirs);
    }
    QVERIFY(compared > 140'000);
    QCOMPARE(different.join(u'\n'), QString());
}

void tst_width::clustersAsIcu()
{
    // One of each class, Prepend left out: it joins nothing here. (GB9b)
    static constexpr char32_t kinds[] = {U'a',    U'é',    U'中',  0x301,  0x200d, 0xfe0f, 0x1f3fd, 0x1f468, 0x1f469, 0x2764,
                                         0x1f1e9, 0x1f1ea, 0x1100, 0x1161, 0x11a8, 0xac00, 0xac01,  0x903,   0x200b,  0x1f44d};
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UBreakIterator, decltype(&ubrk_close)> owner(ubrk_open(UBRK_CHARACTER, "en", nullptr, 0, &error),
                                                                       ubrk_close);
    UBreakIterator *const iterator = owner.get();
    QVERIFY(U_SUCCESS(error));
    QRandomGenerator random(1);
    for (int round = 0; round < 20'000; ++round) {
        std::u32string text;
        for (int i = 0; i < 8; ++i)
            text += kinds[random.bounded(int(std::size(kinds)))];
        const QString utf16 = QString::fromStdU32String(text);
        ubrk_setText(iterator, reinterpret_cast<const UChar *>(utf16.utf16()), int(utf16.size()), &error);
        Joining joining;
        joining.begin(traits(text[0]));
        int at = text[0] > 0xffff ? 2 : 1;
        for (std::size_t i = 1; i < text.size(); ++i) {
            const bool isJoined = joining.takes(traits(text[i]));
            if (isJoined == bool(ubrk_isBoundary(iterator, at)))
                QFAIL(qPrintable(u"round %1, character %2 of %3"_s.arg(round).arg(i).arg(utf16)));
            isJoined ? joining.add(traits(text[i])) : joining.begin(traits(text[i]));
            at += text[i] > 0xffff ? 2 : 1;
        }
    }
}

void tst_width::emojiForms()
{
    QVERIFY(traits(U'❤').hasEmojiForm());
    QVERIFY(traits(U'1').hasEmojiForm());
    QVERIFY(!traits(U'a').hasEmojiForm());
    QCOMPARE(traits(0x1f600).width(), 2);
    QCOMPARE(traits(U'❤').width(), 1);
}

QTEST_APPLESS_MAIN(tst_width)
#include "tst_width.moc"
