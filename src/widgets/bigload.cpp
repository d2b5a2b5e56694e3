// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bigload.h"

#include "widgets/fileeditor.h"

#include <QCoreApplication>

#include <cstddef>

using namespace Qt::StringLiterals;

// Scintilla's own, by its name there: its ILoader.h is not installed. What SCI_CREATELOADER answers.
class ILoader
{
public:
    virtual int Release() = 0;
    virtual int AddData(const char *data, std::ptrdiff_t length) = 0; // 0: taken
    virtual void *ConvertToDocument() = 0;

protected:
    ~ILoader() = default;
};

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr qint64 mostBytes = 0x7FFF'FFFF - (1 << 20); // QScintilla 2.13 tells places as int

} // namespace

// A document that no view shows yet: one thread at a time has it. It goes with whoever has it last.
class BigLoad::Document final
{
public:
    explicit Document(ILoader *loader) : m_loader(loader) {}
    ~Document()
    {
        if (m_loader)
            m_loader->Release();
    }
    Q_DISABLE_COPY_MOVE(Document)
    bool add(const QByteArray &bytes) { return m_loader->AddData(bytes.constData(), bytes.size()) == 0; }
    void *take() { return std::exchange(m_loader, nullptr)->ConvertToDocument(); }

private:
    ILoader *m_loader;
};

BigLoad::BigLoad(FileEditor *editor, Read read, qint64 size, QObject *parent) : QObject(parent)
{
    m_clock.setInterval(100);
    connect(&m_clock, &QTimer::timeout, this, [this] { Q_EMIT progressed(*m_bytes); });
    m_clock.start();
    const long made =
        editor->SendScintilla(Sci::SCI_CREATELOADER, ulong(std::min(size, mostBytes)), long(Sci::SC_DOCUMENTOPTION_STYLES_NONE));
    const auto document = std::make_shared<Document>(reinterpret_cast<ILoader *>(made));
    using Whole = Result<std::shared_ptr<Document>>;
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [document, read = std::move(read), bytes = m_bytes](std::stop_token stop) -> Whole {
            while (!stop.stop_requested()) {
                const Result<QByteArray> piece = read();
                if (!piece)
                    return std::unexpected(piece.error());
                if (piece->isEmpty())
                    break;
                if (*bytes + piece->size() > mostBytes || !document->add(*piece))
                    return std::unexpected(
                        Error{QCoreApplication::translate("oriel::BigLoad", "The editor holds at most 2 GB of text."),
                              u"too-large"_s,
                              {}});
                *bytes += piece->size();
            }
            return document;
        },
        [this, editor](const Whole &whole) {
            m_clock.stop();
            if (whole)
                editor->attach((*whole)->take());
            Q_EMIT progressed(*m_bytes);
            Q_EMIT finished(whole ? Result<>() : std::unexpected(whole.error()));
        });
}

} // namespace oriel
