// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of RequestDocument: requestdocument.cpp holds its face as a guest, requestkeeping.cpp how it is loaded, kept and
// saved, requestsend.cpp what happens from Send to the last capture.
#pragma once

#include "base/background.h"
#include "panels/api/copyas.h"
#include "panels/api/requestdocument.h"

#include <QCoreApplication>
#include <QPointer>
#include <QSet>
#include <QTimer>

class QSplitter;
class QToolButton;

namespace oriel {

class NoticeBar;
class RequestForm;
class RequestHead;
class ResponsePane;

struct RequestDocument::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::RequestDocument)
public:
    enum class Phase { Ready, Loading, Marking, Running }; // Loading: the keychain is asked for the environment's secrets

    explicit Private(RequestDocument *document) : q(document) {}

    void makeCommands();
    void makeWidgets();
    void connectWidgets();
    void setBeside(bool isBeside);
    void update(); // commands; tells the shell
    void setPhase(Phase next);

    void set(const http::Request &request, bool isSaved);
    void noteEdit();
    void keepText();
    void dropText();
    QString textKey() const { return QStringLiteral("request/") + id; }
    void loadSaved();
    bool isModified() const;
    void save(Done done);
    void saveAs();
    void importCommand(const QString &text);

    void send(bool isAgreed);
    bool mayGo(const http::Request &request, const http::Outgoing &outgoing, bool holdsSecret, bool isAgreed);
    void go(const http::Request &request, const http::Outgoing &outgoing);
    void start(const http::Outgoing &outgoing);
    void stop();
    void onFinished();
    void capture();
    void showTaken(); // the captures of this request that last until Oriel ends
    void keepTaken();
    QStringList takenNames() const;
    void copy(const CopyWay &way);
    const ApiEnvironment *environment() const;

    RequestDocument *q;
    RequestContext context;
    QString id; // of the library, or one of its own
    bool isSaved = false, isLoaded = true, isTextKept = true, isDropped = false, isBeside = false;
    http::Request baseline; // as it was saved, or opened
    http::Request sent;
    mutable QList<ApiEnvironment> environments;
    std::unique_ptr<http::Exchange> exchange;
    Phase phase = Phase::Ready;
    bool isCaptureDue = false;
    QString outcome; // "done in 143 ms"
    Job capturing;
    QTimer keepTimer;

    RequestHead *head = nullptr;
    RequestForm *form = nullptr;
    NoticeBar *notice = nullptr;
    DataView *data = nullptr;
    ResponsePane *response = nullptr;
    QSplitter *split = nullptr;
    QToolButton *side = nullptr;
    QAction *sendCommand, *stopCommand, *besideCommand, *keepCommand;
    QList<QAction *> copyCommands;
};

QString requestTitle(const http::Request &request); // its name, else "POST /invoices"

} // namespace oriel
