// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/requestdocument.h"

#include "base/text.h"
#include "panels/api/bodyform.h"
#include "panels/api/bodyview.h"
#include "panels/api/capturesform.h"
#include "panels/api/environmentsdialog.h"
#include "panels/api/requestform.h"
#include "panels/api/requesthead.h"
#include "panels/api/requestprivate.h"
#include "panels/api/responsepane.h"
#include "widgets/codeeditor.h"
#include "widgets/command.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/taborder.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>
#include <Qsci/qscicommandset.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int keepAfter = 500; // ms after the last key until the text is handed to the store

Grid *gridInFocus()
{
    for (QWidget *widget = QApplication::focusWidget(); widget; widget = widget->parentWidget())
        if (auto *grid = qobject_cast<Grid *>(widget))
            return grid;
    return nullptr;
}

} // namespace

RequestDocument::RequestDocument(RequestContext context, QWidget *parent) : Document(parent), d(std::make_unique<Private>(this))
{
    d->context = std::move(context);
    d->id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    d->makeCommands();
    d->makeWidgets();
    d->connectWidgets();
    d->set({}, false);
    d->update();
}

RequestDocument::~RequestDocument()
{
    d->keepText();
    d->data->stop();
    d->context.library->disconnect(this);
    for (QObject *part : findChildren<QObject *>()) // they go after what answers them
        part->disconnect(this);
}

void RequestDocument::Private::makeCommands()
{
    sendCommand = addCommand(q, "request.send", tr("Send"), {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter});
    stopCommand = addCommand(q, "request.stop", tr("Stop"), {Qt::Key_Escape, Qt::CTRL | Qt::Key_Period});
    besideCommand = addCommand(q, "request.responseBeside", tr("Answer beside the request"));
    besideCommand->setCheckable(true);
    auto *toForm = addCommand(q, "request.toForm", tr("Go to the request"), {Qt::ALT | Qt::Key_Up});
    auto *toAnswer = addCommand(q, "request.toResponse", tr("Go to the answer"), {Qt::ALT | Qt::Key_Down});
    auto *saveAsCommand = addCommand(q, "request.saveAs", tr("Save the request as…"));
    keepCommand = addCommand(q, "request.keepCaptured", tr("Keep captured values in the environment"));
    for (const CopyWay &way : copyWays()) {
        auto *command = addCommand(q, (QByteArray("request.") + way.name).constData(), tr("Copy request as %1").arg(way.to));
        QObject::connect(command, &QAction::triggered, q, [this, way] { copy(way); });
        copyCommands << command;
    }
    auto *forget = addCommand(q, "request.forgetCookies", tr("Forget cookies and access tokens"));
    QObject::connect(forget, &QAction::triggered, q, [this] {
        context.library->clearCookies();
        notice->show(NoticeBar::Tone::Success, tr("Cookies and access tokens of this environment are forgotten."));
    });
    QObject::connect(keepCommand, &QAction::triggered, q, [this] { keepTaken(); });
    QObject::connect(sendCommand, &QAction::triggered, q, [this] { send(false); });
    QObject::connect(stopCommand, &QAction::triggered, q, [this] { stop(); });
    QObject::connect(besideCommand, &QAction::triggered, q, [this](bool isOn) {
        setBeside(isOn);
        Q_EMIT q->stateChanged();
    });
    QObject::connect(toForm, &QAction::triggered, q, [this] { head->line()->setFocus(); });
    QObject::connect(toAnswer, &QAction::triggered, q, [this] { response->body()->setFocus(); });
    QObject::connect(saveAsCommand, &QAction::triggered, q, [this] { saveAs(); });
}

void RequestDocument::Private::makeWidgets()
{
    head = new RequestHead(sendCommand, stopCommand, q);
    auto *picker = new EnvironmentPicker(context.library, head);
    head->addPicker(picker);
    form = new RequestForm(head);
    q->addAction(form->body()->formatCommand());
    if (auto *cancel = form->body()->editor()->standardCommands()->boundTo(Qt::Key_Escape)) // Esc stops the request
        cancel->setKey(0);
    auto *copies = new QToolButton(form);
    copies->setObjectName(u"request.copy"_s);
    copies->setText(tr("Copy as") + u" ▾"_s);
    copies->setAutoRaise(true);
    copies->setFocusPolicy(Qt::TabFocus);
    QObject::connect(copies, &QToolButton::clicked, copies, [this, copies] {
        auto *menu = new QMenu(copies);
        menu->setObjectName(u"request.copyMenu"_s);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions(copyCommands);
        menu->popup(copies->mapToGlobal(QPoint(0, copies->height())));
    });
    form->setCornerWidget(copies);
    notice = new NoticeBar(q);
    notice->setObjectName(u"request.notice"_s);
    data = new DataView(context.database);
    response = new ResponsePane(data);
    side = new QToolButton(q);
    side->setObjectName(u"request.side"_s);
    side->setAutoRaise(true);
    side->setFocusPolicy(Qt::TabFocus);
    response->addCornerWidget(side);
    split = new QSplitter(Qt::Vertical, q);
    split->setObjectName(u"request.split"_s);
    split->setChildrenCollapsible(false);
    split->addWidget(form);
    split->addWidget(response);
    split->setStretchFactor(1, 1);
    split->setSizes({220, 480});
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(notice);
    layout->addWidget(split, 1);
    q->setFocusProxy(head->line());
    q->addActions(response->body()->commands());
    tabAsLaidOut(q);
    setBeside(false);
}

void RequestDocument::Private::connectWidgets()
{
    keepTimer.setSingleShot(true);
    keepTimer.setInterval(keepAfter);
    QObject::connect(&keepTimer, &QTimer::timeout, q, [this] { keepText(); });
    QObject::connect(side, &QToolButton::clicked, besideCommand, &QAction::trigger);
    QObject::connect(form, &RequestForm::edited, q, [this] { noteEdit(); });
    QObject::connect(form->captures(), &CapturesForm::keepAsked, keepCommand, &QAction::trigger);
    QObject::connect(head, &RequestHead::commandPasted, q, [this](const QString &text) { importCommand(text); });
    QObject::connect(response, &ResponsePane::chainAsked, q, [this](const QList<QByteArray> &chain, const QString &address) {
        Q_EMIT q->wished(OpenBundle{address, chain});
    });
    QObject::connect(response, &ResponsePane::followAsked, q, [this] {
        if (!exchange)
            return;
        setPhase(Phase::Running);
        exchange->followRedirect();
    });
    QObject::connect(data, &DataView::tableChosen, q, [this](const OpenTable &table) { Q_EMIT q->wished(table); });
    QObject::connect(response->body(), &BodyView::captureAsked, form, &RequestForm::addCapture);
    QObject::connect(response->body(), &BodyView::stateChanged, q, &Guest::stateChanged);
    QObject::connect(response->body(), &BodyView::recognised, q, &Guest::changed);
    QObject::connect(response->body(), &BodyView::wasRead, q, [this] {
        if (isCaptureDue)
            capture();
    });
    QObject::connect(form, &QTabWidget::currentChanged, q, &Guest::stateChanged);
    QObject::connect(context.library, &RequestLibrary::environmentsChanged, q, [this] {
        form->setLookup(context.library->lookup());
        environments.clear();
        showTaken();
        if (phase == Phase::Loading && !context.library->isLoading()) {
            setPhase(Phase::Ready);
            send(false);
        }
        Q_EMIT q->changed();
    });
    form->setLookup(context.library->lookup());
}

void RequestDocument::Private::setBeside(bool isOn)
{
    isBeside = isOn;
    split->setOrientation(isOn ? Qt::Horizontal : Qt::Vertical);
    besideCommand->setChecked(isOn);
    side->setText(isOn ? tr("Below") : tr("Beside"));
    setPlainToolTip(side, isOn ? tr("The answer below the request") : tr("The answer beside the request"));
    side->setAccessibleName(side->toolTip());
}

void RequestDocument::Private::setPhase(Phase next)
{
    phase = next;
    update();
}

void RequestDocument::Private::update()
{
    showTaken();
    sendCommand->setEnabled(phase == Phase::Ready && !head->url().trimmed().isEmpty());
    stopCommand->setEnabled(phase != Phase::Ready);
    Q_EMIT q->changed();
}

void RequestDocument::send() { d->send(false); }

QDateTime RequestDocument::sentAt() const { return d->exchange ? d->exchange->startedAt() : QDateTime(); }

QString RequestDocument::title() const { return withMarks(requestTitle(d->form->request()).left(60)); }

QIcon RequestDocument::icon() const { return Theme::icon(u"network-connect"_s); }

QString RequestDocument::key() const { return u"request:"_s + d->id; }

bool RequestDocument::isModified() const { return d->isModified(); }

bool RequestDocument::isProduction() const { return d->environment() && d->environment()->isProduction; }

QWidget *RequestDocument::home() { return d->head->line(); }

QList<StatusItem> RequestDocument::status() const
{
    QString text = d->outcome;
    if (d->phase == Private::Phase::Loading)
        text = tr("reading secrets from the keychain");
    else if (d->phase == Private::Phase::Marking)
        text = tr("keeping rows to compare them");
    else if (d->phase == Private::Phase::Running)
        text = tr("running");
    return {{u"request.state"_s, text, {}, {}}};
}

bool RequestDocument::can(Verb verb) const
{
    const auto *line = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    const CodeEditor *editor = d->form->body()->editor()->hasFocus() ? d->form->body()->editor() : nullptr;
    switch (verb) {
    case Verb::Save:
        return d->isModified() || !d->isSaved;
    case Verb::SaveAs:
        return true;
    case Verb::Run:
        return d->sendCommand->isEnabled();
    case Verb::Stop:
        return d->stopCommand->isEnabled();
    case Verb::Find:
        return d->response->body()->canSearch();
    case Verb::Undo:
        return editor ? editor->isUndoAvailable() : line && line->isUndoAvailable();
    case Verb::Redo:
        return editor ? editor->isRedoAvailable() : line && line->isRedoAvailable();
    case Verb::Copy:
        if (const Grid *grid = gridInFocus())
            return grid->canCopy();
        [[fallthrough]];
    case Verb::Cut:
        return editor ? editor->hasSelectedText() : line && line->hasSelectedText();
    case Verb::SelectAll:
        return editor || line || gridInFocus();
    case Verb::Paste:
        return editor || line;
    default:
        return false;
    }
}

void RequestDocument::act(Verb verb)
{
    auto *line = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    CodeEditor *editor = d->form->body()->editor()->hasFocus() ? d->form->body()->editor() : nullptr;
    const auto pass = [&](auto toEditor, auto toLine) {
        if (editor)
            (editor->*toEditor)();
        else if (line)
            (line->*toLine)();
    };
    switch (verb) {
    case Verb::Save:
        return d->save([](const Result<> &) {});
    case Verb::SaveAs:
        return d->saveAs();
    case Verb::Run:
        return d->sendCommand->trigger();
    case Verb::Stop:
        return d->stopCommand->trigger();
    case Verb::Find:
        return d->response->openSearch();
    case Verb::Undo:
        return pass(&QsciScintilla::undo, &QLineEdit::undo);
    case Verb::Redo:
        return pass(&QsciScintilla::redo, &QLineEdit::redo);
    case Verb::Cut:
        return pass(&QsciScintilla::cut, &QLineEdit::cut);
    case Verb::Copy:
        if (Grid *grid = gridInFocus())
            return grid->copy(TextFormat::Tsv, false);
        return pass(&QsciScintilla::copy, &QLineEdit::copy);
    case Verb::Paste:
        return pass(&QsciScintilla::paste, &QLineEdit::paste);
    case Verb::SelectAll:
        if (Grid *grid = gridInFocus())
            return grid->selectEverything();
        return editor ? editor->selectAll() : line ? line->selectAll() : void();
    default:
        return;
    }
}

QJsonObject RequestDocument::state() const
{
    return {{u"id"_s, d->id},
            {u"isSaved"_s, d->isSaved},
            {u"isBeside"_s, d->isBeside},
            {u"tab"_s, d->form->currentIndex()},
            {u"body"_s, d->response->body()->state()}};
}

} // namespace oriel
