// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/textfile.h"

#include "base/text.h"
#include "engines/project/fileaccess.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QStringConverter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

constexpr qint64 pieceSize = 1 << 20; // bytes read at once

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::TextFile)
};

std::unexpected<Error> unfit(const QByteArray &path, Encoding encoding)
{
    return std::unexpected(Error{
        Words::tr("%1 is not written in %2. Choose another encoding.").arg(withMarks(QFile::decodeName(path)), nameOf(encoding)),
        u"unfit"_s,
        {}});
}

// Bytes of a file, given as they come, handed on as UTF-8 between characters.
class Recoder
{
public:
    Recoder(TextForm form, const std::function<bool(QByteArrayView)> &piece) : m_form(form), m_piece(piece) {}

    bool add(QByteArrayView bytes, bool isFirst)
    {
        switch (m_form.encoding) {
        case Encoding::Utf8Bom:
        case Encoding::Utf8:
            return addUtf8(isFirst && m_form.encoding == Encoding::Utf8Bom ? bytes.sliced(3) : bytes);
        case Encoding::Utf16Le:
        case Encoding::Utf16Be:
            return hand(m_utf16(isFirst ? bytes.sliced(2) : bytes));
        case Encoding::Windows1252:
        case Encoding::Latin1:
            break;
        }
        return hand(*decoded(bytes, m_form.encoding));
    }
    bool end() { return m_rest.isEmpty() || addUtf8({}, true); }
    TextForm form() const
    {
        TextForm form = m_form;
        m_ends.fill(&form);
        form.isGuessed = form.isGuessed || m_utf16.hasError() || m_toUtf8.hasError();
        return form;
    }

private:
    bool hand(const QString &text)
    {
        const QByteArray bytes = m_toUtf8(text);
        m_ends.add(bytes);
        return m_piece(bytes);
    }
    bool addUtf8(QByteArrayView bytes, bool isEnd = false)
    {
        const QByteArray joined = m_rest.isEmpty() ? QByteArray() : QByteArray(m_rest).append(bytes);
        const QByteArrayView all = m_rest.isEmpty() ? bytes : QByteArrayView(joined);
        const QByteArrayView whole = isEnd ? all : withoutCut(all);
        const QByteArray rest = all.sliced(whole.size()).toByteArray();
        m_form.isGuessed = m_form.isGuessed || !whole.isValidUtf8();
        m_ends.add(whole);
        const bool goesOn = m_piece(whole);
        m_rest = rest;
        return goesOn;
    }

    TextForm m_form;
    const std::function<bool(QByteArrayView)> &m_piece;
    QByteArray m_rest;
    LineEnds m_ends;
    QStringEncoder m_toUtf8{QStringConverter::Utf8}; // keeps half a pair for the next piece
    QStringDecoder m_utf16{m_form.encoding == Encoding::Utf16Be ? QStringConverter::Utf16BE : QStringConverter::Utf16LE};
};

} // namespace

Result<QByteArray> bytesOf(const QByteArray &path, qint64 limit, FileState *state, std::stop_token stop)
{
    const Result<OpenFile> open = openRegular(path);
    if (!open)
        return std::unexpected(open.error());
    if (open->facts.st_size > limit)
        return fileError(path, u"too-large"_s);
    QByteArray bytes(open->facts.st_size, Qt::Uninitialized);
    qint64 size = 0;
    for (;;) { // a file may grow, and those of /proc tell no size
        if (stop.stop_requested())
            return fileError(path, u"cancelled"_s);
        if (size > limit)
            return fileError(path, u"too-large"_s);
        bytes.resize(std::max<qint64>(bytes.size(), size + 1));
        const Result<qint64> got = readInto(open->file.get(), bytes.data() + size, bytes.size() - size, path);
        if (!got)
            return std::unexpected(got.error());
        if (*got == 0)
            break;
        size += *got;
    }
    bytes.resize(size);
    if (state)
        *state = stateFrom(open->facts, hashOf(bytes));
    return bytes;
}

Result<TextFile> loadText(const QByteArray &path, std::optional<Encoding> as, std::stop_token stop)
{
    TextFile file;
    const Result<QByteArray> bytes = bytesOf(path, wholeLimit, &file.state, stop);
    if (!bytes)
        return std::unexpected(bytes.error());
    file.form = as ? TextForm{.encoding = *as} : detectEncoding(*bytes);
    if (file.form.isBinary)
        return file;
    std::optional<QString> text = decoded(*bytes, file.form.encoding);
    if (!text)
        return unfit(path, file.form.encoding);
    file.text = std::move(*text);
    LineEnds ends;
    ends.add(file.text);
    ends.fill(&file.form);
    file.form.indentation = guessIndentation(file.text);
    return file;
}

Result<TextFile> streamText(const QByteArray &path, const std::function<bool(QByteArrayView)> &piece, std::optional<Encoding> as,
                            std::stop_token stop)
{
    const Result<OpenFile> open = openRegular(path);
    if (!open)
        return std::unexpected(open.error());
    TextFile file;
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    std::optional<Recoder> recoder;
    QByteArray bytes(pieceSize, Qt::Uninitialized);
    for (;;) {
        const Result<qint64> got = readInto(open->file.get(), bytes.data(), pieceSize, path);
        if (!got)
            return std::unexpected(got.error());
        const QByteArrayView read = QByteArrayView(bytes).first(*got);
        const bool isFirst = !recoder;
        if (isFirst) {
            const TextForm form = as ? TextForm{.encoding = *as} : detectEncoding(read, *got == pieceSize);
            if (as && *got < pieceSize && !decoded(read, *as))
                return unfit(path, *as);
            recoder.emplace(form, piece);
            file.form.indentation = guessIndentation(QString::fromUtf8(read.first(std::min<qsizetype>(*got, 256 << 10))));
        }
        hash.addData(read);
        const bool isBinary = recoder->form().isBinary;
        if (stop.stop_requested() || (!isBinary && !(*got > 0 ? recoder->add(read, isFirst) : recoder->end())))
            return fileError(path, u"cancelled"_s);
        if (*got == 0)
            break;
    }
    const Indentation indentation = file.form.indentation;
    file.form = recoder->form();
    file.form.indentation = indentation;
    file.state = stateFrom(open->facts, hash.result());
    return file;
}

Result<FileState> stateOf(const QByteArray &path, std::stop_token stop)
{
    const Result<OpenFile> open = openRegular(path);
    if (!open)
        return std::unexpected(open.error());
    Result<QByteArray> hash = hashOfFile(open->file.get(), path, stop);
    if (!hash)
        return std::unexpected(hash.error());
    return stateFrom(open->facts, std::move(*hash));
}

} // namespace oriel::project
