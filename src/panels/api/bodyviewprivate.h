// SPDX-License-Identifier: GPL-3.0-or-later
// Private to BodyView.
#pragma once

#include "panels/api/bodybytes.h"
#include "panels/api/bodyfilter.h"
#include "panels/api/bodyraw.h"
#include "panels/api/bodysearch.h"
#include "panels/api/bodytable.h"
#include "panels/api/bodytree.h"
#include "panels/api/bodyview.h"
#include "widgets/codeeditor.h"
#include "widgets/hexview.h"
#include "widgets/noticebar.h"
#include "widgets/pictureview.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QCoreApplication>
#include <QLabel>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>

namespace oriel {

struct BodyView::Private
{
    Q_DECLARE_TR_FUNCTIONS(BodyView)
public:
    enum Mode { Tree, Table, Raw };
    struct Reading // what a reading answers
    {
        bool isDone = false;
        std::optional<json::Fault> fault;
        std::optional<Error> error;
    };

    explicit Private(BodyView *view) : q(view) {}
    void build();
    QWidget *makeBar();
    void addCommands();

    void start(const BodyBytes &body, const QByteArray &mediaType, const QString &name, bool isWhole);
    void recognise();
    void know(const QByteArray &head, bool isWhole);
    void openJson(bool isSequence);
    void readOn();
    void take(const Reading &read);
    void growParts();
    void finishReading(const std::optional<json::Fault> &fault);
    void showFault(const json::Fault &fault);
    void showOther();
    void showSource();
    void showSource(const QString &text);
    void showBytes();
    void becomeText(const json::Fault &fault);
    void finishOther();
    void showProgress();
    void setMode(Mode mode);
    void showPage(QWidget *page);
    void showFound(const std::shared_ptr<const json::Document> &of, const std::vector<json::Value> *values);
    void showAll();
    void reveal(qint64 begin, qint64 end);
    void openSearch();
    void aimSearch();
    void connectParts();
    void resolveMarks();
    void say(NoticeBar::Tone tone, const QString &sentence);
    bool isJson() const { return nature.kind == BodyKind::Json; }

    BodyView *q;
    QWidget *bar = nullptr, *switcher = nullptr;
    QButtonGroup *modes = nullptr;
    BodyFilter *filter = nullptr;
    BodySearch *search = nullptr;
    QLabel *progress = nullptr, *empty = nullptr;
    NoticeBar *notice = nullptr;
    QStackedWidget *pages = nullptr;
    BodyTree *tree = nullptr;
    BodyTable *table = nullptr;
    BodyRaw *raw = nullptr;
    CodeEditor *source = nullptr; // this and the next two are made when first wanted
    HexView *hex = nullptr;
    PictureView *picture = nullptr;

    BodyBytes bytes;
    QByteArray type;
    QString what;
    BodyNature nature;
    Mode mode = Tree;
    bool isKnown = false, isAll = false, isRead = false, isReading = false, isMore = false;
    bool isFilterShown = false; // the tree shows what the filter found, and that is searched:
    std::shared_ptr<const json::Document> found;
    BodySearch::Parts foundParts; // null: all of it
    std::shared_ptr<json::Document> document;
    QList<std::pair<QString, QString>> marks;
    QTimer poll;
    Job reading, marking, fetching;
};

} // namespace oriel
