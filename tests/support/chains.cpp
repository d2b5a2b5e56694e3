// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/chains.h"

#include <QDir>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace oriel::test {
namespace {

Order without(Order order, const QByteArray &extension)
{
    order.extensions.removeIf([&](const QByteArray &line) { return line.startsWith(extension); });
    return order;
}

Order with(Order order, const QByteArray &line)
{
    order = without(order, line.first(line.indexOf('=') + 1));
    order.extensions += line;
    return order;
}

Order leafOrder() { return server("db.test", "DNS:db.test"); }

Order valid(Order order, double from, double until)
{
    order.from = from;
    order.until = until;
    return order;
}

Order keyed(Order order, const QByteArray &key, const QByteArray &digest = "SHA256")
{
    order.key = key;
    order.digest = digest;
    return order;
}

Order digested(Order order, const QByteArray &digest)
{
    order.digest = digest;
    return order;
}

Order pss(Order order)
{
    order.signsPss = true;
    return order;
}

Order ofVersion1(Order order)
{
    order.version = 1;
    order.extensions.clear();
    return order;
}

Order again(Order order, const Issued &old) // the same key
{
    order.ownKey = old.key;
    return order;
}

QByteArray trusted(const Issued &root, int purpose, bool isRejected)
{
    X509 *const copy = X509_dup(root.certificate.get());
    ASN1_OBJECT *const object = OBJ_nid2obj(purpose);
    isRejected ? X509_add1_reject_object(copy, object) : X509_add1_trust_object(copy, object);
    BIO *const text = BIO_new(BIO_s_mem());
    PEM_write_bio_X509_AUX(text, copy);
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(text, &bytes);
    const QByteArray pem(bytes, size);
    BIO_free(text);
    X509_free(copy);
    return pem;
}

// The ordinary public-key infrastructure that the cases vary.
struct Ordinary
{
    Issued root = issue(authority("Root A")), other = issue(authority("Root B"));
    Issued middle = issue(authority("Middle"), &root);
    Issued leaf = issue(leafOrder(), &middle);
    QByteArray rootList = revocationList(root), middleList = revocationList(middle);
};

using Cases = QList<ChainCase>;

Cases pathCases(const Ordinary &o)
{
    Order ofPublic = leafOrder();
    ofPublic.extensions << "authorityInfoAccess=caIssuers;URI:http://ca.test/middle.der";
    const Issued publicLeaf = issue(ofPublic, &o.middle);
    const Issued self = issue(leafOrder()), low = issue(authority("Low"), &o.middle), lowLeaf = issue(leafOrder(), &low);
    const Issued crossed = issue(again(authority("Root B"), o.other), &o.root), otherLeaf = issue(leafOrder(), &o.other);
    const Issued twin = issue(authority("Root A")), middleOfTwin = issue(again(authority("Middle"), o.middle), &twin);
    const Issued staleMiddle = issue(valid(again(authority("Middle"), o.middle), -90, -1), &o.root);
    const Issued renewed = issue(again(authority("Root A"), o.root)),
                 staleRoot = issue(valid(again(authority("Root A"), o.root), -90, -1));
    const Issued selfAsAuthority = issue(with(leafOrder(), "basicConstraints=critical,CA:TRUE"));
    const Issued named = issue(with(authority("Named"), "subjectKeyIdentifier=01:02"), &o.root);
    const Issued wrongIdentifier = issue(with(leafOrder(), "authorityKeyIdentifier=DER:30048002ffff"), &named);
    Cases cases{
        {"good", {o.leaf, o.middle}, o.root.pem()},
        {"no intermediate needed", {issue(leafOrder(), &o.root)}, o.root.pem()},
        {"root sent too", {o.leaf, o.middle, o.root}, o.root.pem()},
        {"other root in the file", {o.leaf, o.middle}, o.other.pem()},
        {"other root in the file, root sent", {o.leaf, o.middle, o.root}, o.other.pem()},
        {"intermediate not sent", {o.leaf}, o.root.pem()},
        {"intermediate of a public authority not sent", {publicLeaf}, o.root.pem()},
        {"intermediate not sent, in the file alone", {o.leaf}, o.middle.pem()},
        {"intermediate sent and in the file alone", {o.leaf, o.middle}, o.middle.pem()},
        {"intermediate not sent, in the file with the root", {o.leaf}, o.middle.pem() + o.root.pem()},
        {"leaf alone in the file", {o.leaf, o.middle}, o.leaf.pem()},
        {"self-signed leaf in the file", {self}, self.pem()},
        {"self-signed leaf not in the file", {self}, o.root.pem()},
        {"self-signed authority as leaf in the file", {selfAsAuthority}, selfAsAuthority.pem()},
        {"another certificate too", {o.leaf, o.middle, o.other}, o.root.pem()},
        {"another certificate between", {o.leaf, o.other, o.middle}, o.root.pem()},
        {"two intermediates", {lowLeaf, low, o.middle}, o.root.pem()},
        {"two intermediates out of order", {lowLeaf, o.middle, low}, o.root.pem()},
        {"leaf sent twice", {o.leaf, o.leaf, o.middle}, o.root.pem()},
        {"root of the same name, another key", {o.leaf, o.middle}, twin.pem()},
        {"root of the same name, another key, root sent", {o.leaf, o.middle, o.root}, twin.pem()},
        {"both roots of the same name", {o.leaf, o.middle}, twin.pem() + o.root.pem()},
        {"cross-signed, new root in the file", {otherLeaf, crossed}, o.other.pem()},
        {"cross-signed, old root in the file", {otherLeaf, crossed}, o.root.pem()},
        {"cross-signed, both in the file", {otherLeaf, crossed}, o.root.pem() + o.other.pem()},
        {"cross-signed, only the cross in the file", {otherLeaf}, crossed.pem()},
        {"intermediate of two roots, the other in the file", {o.leaf, o.middle}, middleOfTwin.pem() + twin.pem()},
        {"expired and valid intermediate sent", {o.leaf, staleMiddle, o.middle}, o.root.pem()},
        {"expired root sent, renewed one in the file", {o.leaf, o.middle, staleRoot}, renewed.pem()},
        {"expired and renewed root in the file", {o.leaf, o.middle}, staleRoot.pem() + renewed.pem()},
        {"key identifier of another", {wrongIdentifier, named}, o.root.pem()},
    };
    for (const int depth : {12, 98, 99, 100, 101, 102}) {
        QList<Issued> line{o.middle};
        for (int i = 1; i < depth; ++i)
            line.prepend(issue(authority("Level " + QByteArray::number(i)), &line.first()));
        line.prepend(issue(leafOrder(), &line.first()));
        cases += {depth == 12 ? "twelve intermediates" : "about a hundred intermediates", line, o.root.pem()};
    }
    return cases;
}

Cases timeCases(const Ordinary &o)
{
    const auto through = [&](const Order &order) {
        const Issued middle = issue(order, &o.root);
        return QList<Issued>{issue(leafOrder(), &middle), middle};
    };
    const auto rooted = [](const Order &order) {
        const Issued root = issue(order);
        return std::pair(QList<Issued>{issue(leafOrder(), &root)}, root.pem());
    };
    const auto [underStale, staleRoot] = rooted(valid(authority("Old root"), -90, -1));
    const auto [underFuture, futureRoot] = rooted(valid(authority("New root"), 1, 90));
    const Issued staleSelf = issue(valid(leafOrder(), -90, -1));
    const Issued staleMiddle = issue(valid(authority("Middle"), -90, -1), &o.root);
    return {
        {"expired leaf", {issue(valid(leafOrder(), -90, -1), &o.middle), o.middle}, o.root.pem()},
        {"leaf not yet valid", {issue(valid(leafOrder(), 1, 90), &o.middle), o.middle}, o.root.pem()},
        {"expired leaf of another root", {issue(valid(leafOrder(), -90, -1), &o.middle), o.middle}, o.other.pem()},
        {"expired intermediate", through(valid(authority("Middle"), -90, -1)), o.root.pem()},
        {"intermediate not yet valid", through(valid(authority("Middle"), 1, 90)), o.root.pem()},
        {"expired leaf and intermediate", {issue(valid(leafOrder(), -90, -2), &staleMiddle), staleMiddle}, o.root.pem()},
        {"expired root", underStale, staleRoot},
        {"root not yet valid", underFuture, futureRoot},
        {"expired self-signed leaf in the file", {staleSelf}, staleSelf.pem()},
        {"expires in a minute", {issue(valid(leafOrder(), -1, 0.0007), &o.middle), o.middle}, o.root.pem()},
        {"valid until 2090", {issue(valid(leafOrder(), -1, 23'000), &o.middle), o.middle}, o.root.pem()},
    };
}

Cases keyCases(const Ordinary &o)
{
    const auto all = [](const QByteArray &root, const QByteArray &middle, const QByteArray &leaf,
                        const QByteArray &digest = "SHA256") {
        const Issued top = issue(keyed(authority("Top " + root), root, digest));
        const Issued between = issue(keyed(authority("Between " + middle), middle, digest), &top);
        return std::pair(QList<Issued>{issue(keyed(leafOrder(), leaf, digest), &between), between}, top.pem());
    };
    const auto [small, smallRoot] = all("RSA-1024", "P-256", "P-256");
    const auto [smallMiddle, smallMiddleRoot] = all("RSA-2048", "RSA-1024", "RSA-2048");
    const auto [rsa, rsaRoot] = all("RSA-2048", "RSA-2048", "RSA-2048");
    const auto [edwards, edwardsRoot] = all("Ed25519", "Ed25519", "Ed25519");
    const auto [large, largeRoot] = all("P-384", "P-384", "P-384", "SHA384");
    const auto [mixed, mixedRoot] = all("P-521", "Ed25519", "RSA-2048", "SHA512");
    const auto [pssKeys, pssRoot] = all("RSA-PSS", "RSA-PSS", "RSA-PSS");
    const Issued rsaTop = issue(keyed(authority("RSA"), "RSA-2048")), oldTop = issue(digested(authority("Old"), "SHA1"));
    const Issued oldMiddle = issue(digested(authority("Old middle"), "SHA1"), &o.root);
    const Issued oldest = issue(keyed(authority("Oldest"), "RSA-2048", "MD5"));
    return {
        {"RSA 1024 leaf", {issue(keyed(leafOrder(), "RSA-1024"), &o.middle), o.middle}, o.root.pem()},
        {"RSA 1024 intermediate", smallMiddle, smallMiddleRoot},
        {"RSA 1024 root", small, smallRoot},
        {"RSA 1024 leaf of another root", {issue(keyed(leafOrder(), "RSA-1024"), &o.middle), o.middle}, o.other.pem()},
        {"RSA 2048", rsa, rsaRoot},
        {"RSA 2047 leaf", {issue(keyed(leafOrder(), "RSA-2047"), &o.middle), o.middle}, o.root.pem()},
        {"Ed25519", edwards, edwardsRoot},
        {"P-384", large, largeRoot},
        {"all kinds", mixed, mixedRoot},
        {"RSA-PSS keys", pssKeys, pssRoot},
        {"RSA-PSS signature", {issue(pss(leafOrder()), &rsaTop)}, rsaTop.pem()},
        {"SHA-1 leaf", {issue(digested(leafOrder(), "SHA1"), &o.middle), o.middle}, o.root.pem()},
        {"SHA-1 PSS leaf", {issue(digested(pss(leafOrder()), "SHA1"), &rsaTop)}, rsaTop.pem()},
        {"SHA-1 intermediate", {issue(leafOrder(), &oldMiddle), oldMiddle}, o.root.pem()},
        {"SHA-1 root", {issue(leafOrder(), &oldTop)}, oldTop.pem()},
        {"SHA-1 root, sent too", {issue(leafOrder(), &oldTop), oldTop}, oldTop.pem()},
        {"MD5 leaf", {issue(digested(leafOrder(), "MD5"), &rsaTop)}, rsaTop.pem()},
        {"MD5 root", {issue(leafOrder(), &oldest)}, oldest.pem()},
        {"SHA-224 leaf", {issue(digested(leafOrder(), "SHA224"), &o.middle), o.middle}, o.root.pem()},
    };
}

Cases extensionCases(const Ordinary &o)
{
    const auto leaf = [&](const Order &order) { return QList<Issued>{issue(order, &o.middle), o.middle}; };
    const auto through = [&](const Order &order, const Order &below = leafOrder()) {
        const Issued middle = issue(order, &o.root);
        return QList<Issued>{issue(below, &middle), middle};
    };
    const Order middle = authority("Middle");
    const auto under = [](const Order &order, bool isDeep = false) {
        const Issued root = issue(order), between = issue(authority("Between"), &root);
        const Issued end = issue(leafOrder(), isDeep ? &between : &root);
        return std::pair(isDeep ? QList<Issued>{end, between} : QList<Issued>{end}, root.pem());
    };
    const auto [shallow, shallowRoot] = under(with(authority("Shallow"), "basicConstraints=critical,CA:TRUE,pathlen:0"), true);
    const auto [plain, plainRoot] = under(without(authority("Plain"), "basicConstraints"));
    const auto [bare, bareRoot] = under({.subject = {{"CN", "Bare"}}});
    const auto [mailing, mailingRoot] = under(with(authority("Mail"), "extendedKeyUsage=emailProtection"));
    const auto [first, firstRoot] = under(ofVersion1(authority("First")));
    const auto [idle, idleRoot] = under(with(authority("Idle"), "keyUsage=critical,cRLSign"));
    const auto [falsely, falseRoot] = under(with(authority("False"), "basicConstraints=critical,CA:FALSE"));
    const auto [strict, strictRoot] = under(with(authority("Strict"), "policyConstraints=critical,requireExplicitPolicy:0"));
    const auto constrained = [&](const QByteArray &names) { return with(middle, "nameConstraints=critical," + names); };
    Order proxy = with(leafOrder(), "proxyCertInfo=critical,DER:300c300a06082b06010505071501");
    proxy.subject.prepend({"CN", "Middle"});
    const QByteArray root = o.root.pem();
    return {
        {"usage: client only", leaf(with(leafOrder(), "extendedKeyUsage=clientAuth")), root},
        {"usage: any", leaf(with(leafOrder(), "extendedKeyUsage=anyExtendedKeyUsage")), root},
        {"usage: any, critical", leaf(with(leafOrder(), "extendedKeyUsage=critical,anyExtendedKeyUsage")), root},
        {"usage: both", leaf(with(leafOrder(), "extendedKeyUsage=clientAuth,serverAuth")), root},
        {"usage: code signing", leaf(with(leafOrder(), "extendedKeyUsage=codeSigning")), root},
        {"usage: Microsoft's gated", leaf(with(leafOrder(), "extendedKeyUsage=msSGC")), root},
        {"usage: none said", leaf(without(leafOrder(), "extendedKeyUsage")), root},
        {"key usage: signing lists", leaf(with(leafOrder(), "keyUsage=critical,cRLSign")), root},
        {"key usage: nonRepudiation", leaf(with(leafOrder(), "keyUsage=nonRepudiation")), root},
        {"key usage: agreement", leaf(with(leafOrder(), "keyUsage=keyAgreement")), root},
        {"key usage: encipherment", leaf(with(leafOrder(), "keyUsage=keyEncipherment")), root},
        {"key usage: none said", leaf(without(leafOrder(), "keyUsage")), root},
        {"Netscape: client", leaf(with(leafOrder(), "nsCertType=client")), root},
        {"Netscape: server", leaf(with(leafOrder(), "nsCertType=server")), root},
        {"leaf is an authority", leaf(with(leafOrder(), "basicConstraints=critical,CA:TRUE")), root},
        {"leaf without constraints", leaf(without(leafOrder(), "basicConstraints")), root},
        {"leaf of version 1", leaf(ofVersion1(leafOrder())), root},
        {"intermediate of version 1", through(ofVersion1(middle)), root},
        {"root of version 1", first, firstRoot},
        {"intermediate is no authority", through(with(middle, "basicConstraints=critical,CA:FALSE")), root},
        {"intermediate without constraints", through(without(middle, "basicConstraints")), root},
        {"intermediate: constraints not critical", through(with(middle, "basicConstraints=CA:TRUE")), root},
        {"intermediate may not sign", through(with(middle, "keyUsage=critical,digitalSignature")), root},
        {"intermediate without key usage", through(without(middle, "keyUsage")), root},
        {"intermediate for clients", through(with(middle, "extendedKeyUsage=clientAuth")), root},
        {"intermediate for servers", through(with(middle, "extendedKeyUsage=serverAuth")), root},
        {"intermediate with any usage", through(with(middle, "extendedKeyUsage=anyExtendedKeyUsage")), root},
        {"root with a path length of 0", shallow, shallowRoot},
        {"root without constraints", plain, plainRoot},
        {"root without extensions", bare, bareRoot},
        {"root for mail", mailing, mailingRoot},
        {"root may not sign", idle, idleRoot},
        {"root says it is none", falsely, falseRoot},
        {"root wants a policy", strict, strictRoot},
        {"names permitted", through(constrained("permitted;DNS:test")), root},
        {"names not permitted", through(constrained("permitted;DNS:example")), root},
        {"names excluded", through(constrained("excluded;DNS:db.test")), root},
        {"address not permitted",
         through(constrained("permitted;IP:10.0.0.0/255.0.0.0"), server("db.test", "IP:127.0.0.1,DNS:db.test")), root},
        {"address permitted",
         through(constrained("permitted;IP:127.0.0.0/255.0.0.0"), server("db.test", "IP:127.0.0.1,DNS:db.test")), root},
        {"common name not permitted", through(constrained("permitted;DNS:example"), server("db.test", {})), root},
        {"common name permitted", through(constrained("permitted;DNS:test"), server("db.test", {})), root},
        {"odd name constraint", through(constrained("permitted;URI:.test")), root},
        {"unknown critical extension", leaf(with(leafOrder(), "1.2.3.4=critical,DER:0500")), root},
        {"unknown extension", leaf(with(leafOrder(), "1.2.3.4=DER:0500")), root},
        {"unknown critical extension above", through(with(middle, "1.2.3.4=critical,DER:0500")), root},
        {"names that cannot be read", leaf(with(leafOrder(), "subjectAltName=DER:30ff")), root},
        {"constraints that cannot be read", leaf(with(leafOrder(), "basicConstraints=DER:30ff")), root},
        {"constraints above that cannot be read", through(with(middle, "basicConstraints=DER:30ff")), root},
        {"extension twice",
         [&] {
             auto o2 = leafOrder();
             o2.extensions += "extendedKeyUsage=clientAuth";
             return leaf(o2);
         }(),
         root},
        {"proxy certificate", leaf(proxy), root},
        {"no names", leaf(server({}, {})), root},
        {"another name", leaf(server("other.test", "DNS:other.test")), root},
        {"wildcard", leaf(server({}, "DNS:*.test")), root},
        {"address", leaf(server("127.0.0.1", "IP:127.0.0.1")), root},
        {"fat certificate", leaf(with(leafOrder(), "nsComment=" + QByteArray(60'000, 'x'))), root},
        {"certificate too fat for TLS", leaf(with(leafOrder(), "nsComment=" + QByteArray(10'000'000, 'x'))), root},
    };
}

Cases listCases(const Ordinary &o)
{
    const QList<Issued> chain{o.leaf, o.middle};
    const QByteArray root = o.root.pem(), both = o.rootList + o.middleList;
    const QByteArray leafRevoked = revocationList(o.middle, {.revoked = {o.leaf}}),
                     middleRevoked = revocationList(o.root, {.revoked = {o.middle}});
    const Issued impostor = issue(authority("Middle"), &o.root),
                 unable = issue(with(authority("Unable"), "keyUsage=critical,keyCertSign"), &o.root);
    const auto middleList = [&](const ListOrder &order) { return o.rootList + revocationList(o.middle, order); };
    return {
        {"lists of both levels", chain, root, both},
        {"leaf revoked", chain, root, o.rootList + leafRevoked},
        {"intermediate revoked", chain, root, middleRevoked + o.middleList},
        {"leaf revoked, root's list missing", chain, root, leafRevoked},
        {"leaf revoked by an expired list", chain, root, middleList({.revoked = {o.leaf}, .from = -30, .until = -1})},
        {"list of the root only", chain, root, o.rootList},
        {"list of the intermediate only", chain, root, o.middleList},
        {"list expired", chain, root, middleList({.from = -30, .until = -1})},
        {"list not yet valid", chain, root, middleList({.from = 1, .until = 30})},
        {"list of another authority", chain, root, o.rootList + revocationList(o.other)},
        {"list signed by an impostor", chain, root, o.rootList + revocationList(impostor)},
        {"list signed with SHA-1", chain, root, middleList({.digest = "SHA1"})},
        {"list with an unknown critical extension", chain, root, middleList({.extensions = {"1.2.3.4=critical,DER:0500"}})},
        {"delta list", chain, root, middleList({.extensions = {"crlNumber=DER:020102", "deltaCRL=critical,DER:020101"}})},
        {"list by one who may not", {issue(leafOrder(), &unable), unable}, root, o.rootList + revocationList(unable)},
        {"list file empty", chain, root, ""},
        {"list file of junk", chain, root, "junk\n"},
        {"list file is missing", chain, root, {}, ChainCase::MissingFile},
        {"list folder is missing", chain, root, {}, ChainCase::MissingFolder},
        {"lists in a folder", chain, root, both, ChainCase::ListsInFolder},
        {"revoked by a folder", chain, root, o.rootList + leafRevoked, ChainCase::ListsInFolder},
        {"list file brings a root", chain, o.other.pem(), root + both},
        {"list inside the root file", chain, root + o.rootList + leafRevoked},
        {"lists, chain of another root", chain, o.other.pem(), both},
        {"lists, self-signed leaf in the file", {issue(leafOrder())}, {}, both},
    };
}

Cases fileCases(const Ordinary &o)
{
    const QList<Issued> chain{o.leaf, o.middle};
    const QByteArray root = o.root.pem();
    QByteArray torn = root, corrupt = root, windows = root;
    torn.chop(80);
    corrupt.replace(100, 4, "!!!!");
    windows.replace("\n", "\r\n");
    return {
        {"file empty", chain, ""},
        {"file of junk", chain, "junk\n"},
        {"file is a web page", chain, "<html><body>Sign in</body></html>\n"},
        {"file in DER", chain, o.root.der()},
        {"file torn", chain, torn},
        {"file corrupt", chain, corrupt},
        {"file with one good and one torn", chain, root + torn},
        {"file with one corrupt and one good", chain, corrupt + root},
        {"file with Windows line ends", chain, windows},
        {"file with a byte order mark", chain, "\xef\xbb\xbf" + root},
        {"file with text between", chain, "Root B:\n" + o.other.pem() + "\n# Root A\n" + root + "the end"},
        {"file without its last line end", chain, root.chopped(1)},
        {"file on one line", chain, QByteArray(root).replace("\n", " ")},
        {"file with a private key", chain, o.root.keyPem() + root},
        {"file of a list only", chain, o.rootList},
        {"root twice", chain, root + root},
        {"root trusted for servers", chain, trusted(o.root, NID_server_auth, false)},
        {"root trusted for clients", chain, trusted(o.root, NID_client_auth, false)},
        {"root rejected for servers", chain, trusted(o.root, NID_server_auth, true)},
        {"intermediate trusted for servers", chain, trusted(o.middle, NID_server_auth, false)},
        {"leaf trusted for servers", chain, trusted(o.leaf, NID_server_auth, false)},
    };
}

} // namespace

QList<ChainCase> chainCases()
{
    const Ordinary ordinary;
    Cases cases = pathCases(ordinary) + timeCases(ordinary) + keyCases(ordinary) + extensionCases(ordinary) +
                  listCases(ordinary) + fileCases(ordinary);
    for (ChainCase &one : cases)
        if (one.roots.isNull())
            one.roots = one.sent.first().pem();
    return cases;
}

TrustFiles writeFiles(const ChainCase &one, const QTemporaryDir &where)
{
    const auto write = [&](const QString &name, const QByteArray &content) {
        QFile file(where.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("chains: %s", qPrintable(file.fileName()));
        return file.fileName().toLocal8Bit();
    };
    TrustFiles files{write(QStringLiteral("roots.pem"), one.roots), {}, {}};
    const QByteArray missing = where.filePath(QStringLiteral("missing")).toLocal8Bit();
    if (one.folder == ChainCase::MissingFile)
        files.lists = missing;
    else if (one.folder == ChainCase::MissingFolder)
        files.folder = missing;
    else if (!one.lists.isNull() && one.folder == ChainCase::NoFolder)
        files.lists = write(QStringLiteral("lists.pem"), one.lists);
    if (one.folder != ChainCase::ListsInFolder)
        return files;
    QDir(where.filePath(QStringLiteral("lists"))).removeRecursively();
    QDir(where.path()).mkdir(QStringLiteral("lists"));
    files.folder = where.filePath(QStringLiteral("lists")).toLocal8Bit();
    BIO *const text = BIO_new_mem_buf(one.lists.constData(), int(one.lists.size()));
    while (X509_CRL *const list = PEM_read_bio_X509_CRL(text, nullptr, nullptr, nullptr)) {
        const unsigned long hash = X509_NAME_hash_ex(X509_CRL_get_issuer(list), nullptr, nullptr, nullptr);
        BIO *const to = BIO_new(BIO_s_mem());
        PEM_write_bio_X509_CRL(to, list);
        char *bytes = nullptr;
        const long size = BIO_get_mem_data(to, &bytes);
        write(QStringLiteral("lists/%1.r0").arg(hash, 8, 16, QLatin1Char('0')), QByteArray(bytes, size));
        BIO_free(to);
        X509_CRL_free(list);
    }
    BIO_free(text);
    return files;
}

} // namespace oriel::test
