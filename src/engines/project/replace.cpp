// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/beneath.h"
#include "engines/project/hitmaker.h"
#include "engines/project/linescan.h"
#include "engines/project/search.h"

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

Result<> checkPath(const QByteArray &root, const QByteArray &path)
{
    const Result<Beneath> folder = Beneath::open(root);
    if (!folder)
        return std::unexpected(folder.error());
    const Result<OpenFile> open = folder->file(path);
    return open ? Result<>() : std::unexpected(open.error());
}

QString replaced(const QString &text, const QList<Replacement> &replacements, bool *isFitting)
{
    QString done;
    qsizetype at = 0;
    for (const Replacement &one : replacements) {
        *isFitting = one.begin >= at && one.begin + one.length <= text.size() &&
                     QStringView(text).sliced(one.begin, one.length) == one.before;
        if (!*isFitting)
            return {};
        done += QStringView(text).sliced(at, one.begin - at);
        done += one.after;
        at = one.begin + one.length;
    }
    return done += QStringView(text).sliced(at);
}

} // namespace

Result<FilePlan> planReplacing(const QByteArray &root, const QByteArray &path, const PatternWish &wish,
                               const QString &replacement, std::stop_token stop)
{
    const Result<Pattern> pattern = Pattern::make(wish);
    if (!pattern)
        return std::unexpected(pattern.error());
    if (const Result<> checked = checkPath(root, path); !checked)
        return std::unexpected(checked.error());
    const Result<TextFile> file = loadText(root + '/' + path, {}, stop);
    if (!file)
        return std::unexpected(file.error());
    FilePlan plan{.path = path, .hash = file->state.hash, .encoding = file->form.encoding};
    const QByteArray text = file->text.toUtf8(), written = replacement.toUtf8();
    LineScan scan(*pattern, stop);
    std::optional<Error> failed;
    qsizetype counted = 0;
    qint64 units = 0, unitsBeforeLine = 0;
    const auto count = [&](qsizetype to) {
        units += utf16Length(QByteArrayView(text).sliced(counted, to - counted));
        counted = to;
    };
    const Result<> done = scan.run(text, [&](const FoundMatch &found) {
        Replacement one{.line = found.line + 1, .after = replacement};
        if (wish.isRegex) {
            const Result<QByteArray> expanded = scan.matcher().expanded(found.subject, written);
            if (!expanded) {
                failed = expanded.error();
                return false;
            }
            one.after = QString::fromUtf8(*expanded);
        }
        const auto [begin, end] = found.match;
        if (counted <= found.lineBegin) {
            count(found.lineBegin);
            unitsBeforeLine = units;
        }
        count(begin);
        one.begin = units;
        one.length = utf16Length(QByteArrayView(text).sliced(begin, end - begin));
        one.column = units - unitsBeforeLine;
        one.before = file->text.sliced(one.begin, one.length);
        plan.replacements.append(std::move(one));
        return true;
    });
    if (!done || failed)
        return std::unexpected(failed ? *failed : done.error());
    if (stop.stop_requested())
        return fileError(path, u"cancelled"_s);
    return plan;
}

Result<FileState> applyPlan(const QByteArray &root, const FilePlan &plan, const QByteArray &keepFolder,
                            const std::function<Result<>(const QByteArray &, QByteArrayView)> &keep)
{
    if (const Result<> checked = checkPath(root, plan.path); !checked)
        return std::unexpected(checked.error());
    const QByteArray path = root + '/' + plan.path;
    const Result<QByteArray> bytes = bytesOf(path, wholeLimit);
    if (!bytes)
        return std::unexpected(bytes.error());
    if (hashOf(*bytes) != plan.hash)
        return fileError(path, u"changed"_s);
    const std::optional<QString> text = decoded(*bytes, plan.encoding);
    bool isFitting = text.has_value();
    const QString after = isFitting ? replaced(*text, plan.replacements, &isFitting) : QString();
    if (!isFitting)
        return fileError(path, u"changed"_s);
    const std::optional<QByteArray> fresh = encoded(after, plan.encoding);
    if (fresh) {
        if (const Result<> kept = keep(path, *bytes); !kept)
            return std::unexpected(kept.error());
    }
    return saveText(path, after, plan.encoding, {.expected = plan.hash, .keepFolder = keepFolder}); // says what does not fit
}

} // namespace oriel::project
