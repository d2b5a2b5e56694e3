// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/bundle.h"

#include "engines/tls/keystore.h"
#include "engines/tls/knownroots.h"
#include "engines/tls/pemfile.h"
#include "engines/tls/x509.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QStringDecoder>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostBytes = 64 << 20;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tls::Bundle)
};

auto failed(const QString &message, const QString &code, const QString &detail = {})
{
    return std::unexpected(Error{message, code, detail});
}

auto notOpened(const QString &path, int error)
{
    const QString detail = QString::fromLocal8Bit(std::strerror(error));
    if (error == EACCES || error == EPERM)
        return failed(Words::tr("%1 may not be read by you. Change its permissions or choose another file.").arg(path),
                      u"permission"_s, detail);
    if (error == ENOENT || error == ENOTDIR)
        return failed(Words::tr("%1 does not exist. Choose the file that holds the certificates.").arg(path), u"not-found"_s,
                      detail);
    return failed(Words::tr("%1 cannot be read. Choose another file.").arg(path), u"irregular"_s, detail);
}

// Looked at before it is opened: opening a FIFO is already noticed at its other end.
Result<> checkKind(const QString &path, const struct stat &facts)
{
    if (S_ISDIR(facts.st_mode))
        return failed(Words::tr("%1 is a folder. Choose the file in it that holds the certificates.").arg(path), u"directory"_s);
    if (!S_ISREG(facts.st_mode))
        return failed(Words::tr("%1 is a device, a pipe or a socket. Choose a regular file.").arg(path), u"irregular"_s);
    return {};
}

Result<QByteArray> contentOf(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat facts = {};
    if (::stat(name.constData(), &facts) != 0)
        return notOpened(path, errno);
    if (const auto kind = checkKind(path, facts); !kind)
        return std::unexpected(kind.error());
    QFile file;
    const int handle = ::open(name.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (handle < 0 || !file.open(handle, QIODevice::ReadOnly | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle))
        return notOpened(path, errno);
    if (::fstat(handle, &facts) != 0 || !S_ISREG(facts.st_mode)) // changed in between
        return notOpened(path, EINVAL);
    QByteArray content;
    while (content.size() <= mostBytes) { // a file may grow as it is read, and files of /proc say that they are empty
        const QByteArray piece = file.read(1 << 20);
        if (piece.isEmpty())
            break;
        content += piece;
    }
    if (file.error() != QFileDevice::NoError)
        return failed(Words::tr("%1 cannot be read. Choose another file.").arg(path), u"irregular"_s, file.errorString());
    return content;
}

void addRemarks(Bundle *bundle, const PemFile &pem, const QByteArray &content)
{
    QStringList &remarks = bundle->remarks;
    if (pem.broken > 0)
        remarks += Words::tr("libpq reads nothing of this file, because a part of it is broken: take that out");
    remarks += pem.problems;
    if (pem.broken > pem.problems.size())
        remarks += Words::tr("and %1 more broken blocks").arg(pem.broken - pem.problems.size());
    if (pem.isCutShort)
        remarks += Words::tr("the rest was not looked at");
    if (pem.unseen > 0)
        remarks += Words::tr("%1 BEGIN lines do not stand at the start of a line: libpq does not see those certificates")
                       .arg(pem.unseen);
    if (pem.privateKeys > 0)
        remarks += Words::tr("a private key is in it: take it out before you share the file");
    if (bundle->certificates.isEmpty())
        remarks += Words::tr("it holds revocation lists only");
    if (content.contains("\r\n"))
        remarks += Words::tr("Windows line ends (harmless)");
    if (content.startsWith("\xEF\xBB\xBF"))
        remarks += Words::tr("a byte-order mark at its start (harmless)");
    if (pem.hasText)
        remarks += Words::tr("text between the certificates (harmless)");
}

void addContentRemarks(Bundle *bundle)
{
    QSet<QByteArray> seen;
    for (const Certificate &certificate : bundle->certificates)
        seen.insert(certificate.sha256);
    if (const qsizetype twice = bundle->certificates.size() - seen.size(); twice > 0)
        bundle->remarks += Words::tr("%1 certificates stand in it more than once (harmless)").arg(twice);
    const auto &certificates = bundle->certificates;
    if (const auto unknown = std::ranges::count_if(certificates, isUnknownRdsRoot); unknown > 0)
        bundle->remarks +=
            Words::tr("%1 certificates call themselves Amazon RDS roots, but are not among those that Oriel knows: "
                      "compare their fingerprints with Amazon's")
                .arg(unknown);
}

Error nothingFound(const QByteArray &content, const PemFile &pem)
{
    const QByteArray start = content.first(std::min<qsizetype>(content.size(), 1024)).trimmed().toLower();
    if (pem.broken > 0)
        return {Words::tr("Its certificates cannot be read: the file is damaged. Fetch it again."), u"damaged"_s,
                pem.problems.join(u'\n')};
    if (pem.privateKeys > 0)
        return {Words::tr("This is a private key, no certificate. Choose the file that holds the certificates."),
                u"no-certificates"_s,
                {}};
    if (start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml") || start.contains("<html"))
        return {Words::tr("This is a web page, not certificates: a download that answered with an error or a sign-in page. Fetch "
                          "the file again."),
                u"html"_s, QString::fromUtf8(start.first(std::min<qsizetype>(start.size(), 200)))};
    return {Words::tr("No certificate is in it. Choose a file in PEM, DER or PKCS#12 form."), u"no-certificates"_s, {}};
}

Bundle made(Bundle::Format format, const QList<Certificate> &certificates, const QString &remark)
{
    Bundle bundle;
    bundle.format = format;
    bundle.certificates = certificates;
    bundle.isReadByLibpq = false;
    bundle.remarks = {remark};
    return bundle;
}

Result<Bundle> readOther(const QByteArray &content, const PemFile &pem, const Secret &passphrase)
{
    if (const auto certificates = recoverPem(content); !certificates.isEmpty())
        return made(Bundle::Format::Pem, certificates,
                    Words::tr("libpq reads nothing of this file: its line ends or BEGIN lines are lost. Save it as PEM anew"));
    if (const auto certificate = Certificate::fromDer(content))
        return made(Bundle::Format::Der, {*certificate}, Words::tr("libpq does not read DER: save it as PEM"));
    if (const auto store = readKeystore(content, passphrase)) {
        if (!*store)
            return std::unexpected(store->error());
        Bundle bundle = made(Bundle::Format::Pkcs12, (*store)->certificates,
                             Words::tr("libpq does not read PKCS#12: save its certificates as PEM"));
        bundle.privateKeys = (*store)->hasKey;
        if (bundle.privateKeys > 0)
            bundle.remarks += Words::tr("a private key is in it: take it out before you share the file");
        return bundle;
    }
    return std::unexpected(nothingFound(content, pem));
}

Result<Bundle> readPlain(const QByteArray &content, const Secret &passphrase)
{
    const PemFile pem = readPem(content);
    if (pem.certificates.isEmpty() && pem.revocationLists == 0)
        return readOther(content, pem, passphrase);
    Bundle bundle;
    bundle.certificates = pem.certificates;
    bundle.revocationLists = pem.revocationLists;
    bundle.privateKeys = pem.privateKeys;
    bundle.isReadByLibpq = pem.broken == 0;
    addRemarks(&bundle, pem, content);
    return bundle;
}

bool isUtf16(const QByteArray &content) { return content.startsWith("\xFF\xFE") || content.startsWith("\xFE\xFF"); }

} // namespace

Result<Bundle> Bundle::open(const QString &path, const Secret &passphrase)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const auto content = contentOf(absolute);
    if (!content)
        return std::unexpected(content.error());
    auto bundle = read(*content, passphrase);
    if (bundle)
        bundle->path = absolute;
    return bundle;
}

Result<Bundle> Bundle::read(const QByteArray &content, const Secret &passphrase)
{
    if (content.size() > mostBytes)
        return failed(Words::tr("The file is larger than 64 MB: no bundle of certificates is. Choose another one."),
                      u"too-large"_s);
    if (std::ranges::all_of(content, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }))
        return failed(Words::tr("The file is empty. Fetch it again or choose another one."), u"empty"_s);
    auto bundle = readPlain(content, passphrase);
    if (!bundle && isUtf16(content)) {
        const QString text = QStringDecoder(QStringDecoder::Utf16).decode(content);
        if (auto decoded = readPlain(text.toUtf8(), passphrase); decoded && decoded->format == Format::Pem) {
            decoded->isReadByLibpq = false;
            decoded->remarks.prepend(Words::tr("libpq reads nothing of this file: it is UTF-16. Save it as UTF-8 or ASCII"));
            bundle = decoded;
        }
    }
    if (bundle)
        addContentRemarks(&*bundle);
    return bundle;
}

int Bundle::expired(const QDateTime &now) const
{
    return int(
        std::ranges::count_if(certificates, [&](const Certificate &certificate) { return certificate.daysLeft(now) < 0; }));
}

const Certificate *Bundle::issuerOf(const Certificate &leaf) const
{
    const auto isSameName = [](const QString &one,
                               const QString &other) { // as X509_NAME_cmp: case and runs of blanks are nothing
        return one.simplified().compare(other.simplified(), Qt::CaseInsensitive) == 0;
    };
    const auto child = x509Of(leaf);
    const Certificate *found = nullptr;
    ERR_set_mark();
    for (const Certificate &candidate : certificates) {
        if (!child || !isSameName(candidate.subject, leaf.issuer))
            continue;
        const auto parent = x509Of(candidate);
        EVP_PKEY *const key = parent ? X509_get0_pubkey(parent.get()) : nullptr;
        if (key && X509_verify(child.get(), key) == 1) {
            found = &candidate;
            break;
        }
    }
    ERR_pop_to_mark();
    return found;
}

const Certificate *Bundle::find(const QByteArray &sha256) const
{
    const auto found = std::ranges::find(certificates, sha256, &Certificate::sha256);
    return found == certificates.end() ? nullptr : &*found;
}

BundleComparison compare(const Bundle &first, const Bundle &second)
{
    const auto fingerprints = [](const Bundle &bundle) {
        QSet<QByteArray> found;
        for (const Certificate &certificate : bundle.certificates)
            found.insert(certificate.sha256);
        return found;
    };
    QSet<QByteArray> inFirst = fingerprints(first), inSecond = fingerprints(second);
    BundleComparison comparison;
    for (const Certificate &certificate : first.certificates)
        if (inFirst.remove(certificate.sha256)) // once, however often it stands there
            (inSecond.remove(certificate.sha256) ? comparison.both : comparison.onlyFirst).append(certificate);
    for (const Certificate &certificate : second.certificates)
        if (inSecond.remove(certificate.sha256))
            comparison.onlySecond.append(certificate);
    return comparison;
}

} // namespace oriel::tls
