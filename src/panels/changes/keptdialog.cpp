// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/keptdialog.h"

#include "base/text.h"
#include "panels/changes/changewords.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString whatIsKept(const git::Kept &kept)
{
    using Kind = git::Kept::Kind;
    return kept.kind == Kind::File     ? sizeText(kept.size)
           : kept.kind == Kind::Link   ? KeptDialog::tr("a link")
           : kept.kind == Kind::Folder ? KeptDialog::tr("a folder")
                                       : KeptDialog::tr("nothing stood there");
}

constexpr qsizetype mostShown = 200'000; // bytes of a kept text

// Of one file: a tree is where an editor or git has kept it by.
Result<QList<git::Kept>> keptIn(const git::Shelf &shelf, const QByteArrayList &trees, const QByteArray &file)
{
    QList<git::Kept> all;
    for (const QByteArray &tree : trees) {
        if (!file.isEmpty() && !file.startsWith(tree + '/'))
            continue;
        const auto some = git::keptOf(shelf, tree, file.isEmpty() ? QByteArray() : file.sliced(tree.size() + 1));
        if (!some)
            return some;
        all += *some;
    }
    std::ranges::sort(all, std::ranges::greater(), &git::Kept::id);
    return all;
}

} // namespace

KeptDialog::KeptDialog(QByteArrayList trees, QByteArray file, git::Shelf shelf, GitQueue *queue, QWidget *parent)
    : GitPick(u"kept"_s,
              file.isEmpty() ? tr("Discarded and overwritten") : tr("Kept versions of %1").arg(changewords::name(file)),
              {tr("When"), tr("Why"), tr("Size"), tr("File")}, {trees.first(), {}, {}}, queue, parent),
      m_shelf(std::move(shelf)),
      m_trees(std::move(trees)),
      m_file(std::move(file)),
      m_text(new QPlainTextEdit(this))
{
    m_text->setObjectName(u"kept.text"_s);
    m_text->setAccessibleName(tr("The kept text"));
    m_text->setReadOnly(true);
    m_text->setFont(Theme::dataFont());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_text, 1);
    m_restore = addButton(u"restore"_s, tr("Restore"), [this] { restore(chosen(), git::Since::Refuse); });
    m_restore->setProperty("primary", true);
    m_forget = addButton(
        u"forget"_s, tr("Forget"),
        [this] {
            act([shelf = m_shelf, id = chosen()] { return git::forget(shelf, id); }, [this](const Result<> &) { reload(); });
        },
        true);
    connect(this, &PickList::chosenChanged, this, &KeptDialog::showChosen);
    showChosen();
    reload();
}

void KeptDialog::reload()
{
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [shelf = m_shelf, trees = m_trees, file = m_file](std::stop_token) { return keptIn(shelf, trees, file); },
        [this](const Result<QList<git::Kept>> &all) {
            if (!all)
                return notice()->show(all.error());
            QList<Row> rows;
            for (const git::Kept &kept : *all)
                rows.append({{changewords::ago(kept.when), kept.why, whatIsKept(kept), changewords::shown(kept.path)}, kept.id});
            setRows(rows, tr("Nothing is kept: what you discard or overwrite stands here for 30 days."));
        });
}

void KeptDialog::showChosen()
{
    const QByteArray id = chosen();
    for (QPushButton *button : {m_restore, m_forget})
        button->setEnabled(!id.isEmpty());
    m_text->clear();
    if (id.isEmpty())
        return m_reading.cancel();
    m_reading = inBackground(
        this, QThreadPool::globalInstance(),
        [shelf = m_shelf, id](std::stop_token) { return git::keptText(shelf, id).value_or(QByteArray()).left(mostShown); },
        [this](const QByteArray &text) {
            m_text->setPlainText(text.contains('\0') ? tr("Not a text.") : marked(shownText(text, int(mostShown))));
        });
}

void KeptDialog::restore(const QByteArray &id, git::Since since)
{
    act([shelf = m_shelf, id, since] { return git::undo(shelf, {id}, since); },
        [this, id](const Result<QByteArrayList> &done) {
            reload();
            if (done)
                notice()->show(NoticeBar::Tone::Success, tr("It stands where it stood."));
            else if (done.error().code == "changed"_L1)
                notice()->addButton(tr("Restore, and keep what stands there too"),
                                    [this, id] { restore(id, git::Since::KeepToo); });
        });
}

} // namespace oriel
