// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/imports.h"
#include "engines/http/tree.h"

#include "base/jsontext.h"

#include <QHash>
#include <QSet>

#include <memory>
#include <yaml.h>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

using Event = std::unique_ptr<yaml_event_t, void (*)(yaml_event_t *)>;

QString textOf(const yaml_char_t *text) { return QString::fromUtf8(reinterpret_cast<const char *>(text)); }

// libyaml's events as a tree. Aliases are copied: their size counts, so that a few lines cannot become billions.
class YamlReader final
{
public:
    explicit YamlReader(const QByteArray &text)
    {
        m_isReady = yaml_parser_initialize(&m_parser);
        if (m_isReady)
            yaml_parser_set_input_string(&m_parser, reinterpret_cast<const unsigned char *>(text.constData()),
                                         size_t(text.size()));
    }
    ~YamlReader()
    {
        if (m_isReady)
            yaml_parser_delete(&m_parser);
    }
    Q_DISABLE_COPY_MOVE(YamlReader)

    Result<Tree> read()
    {
        Tree tree;
        while (m_isReady) {
            const Event event = next();
            if (!event || event->type == YAML_STREAM_END_EVENT || event->type == YAML_DOCUMENT_END_EVENT)
                break;
            if (event->type != YAML_STREAM_START_EVENT && event->type != YAML_DOCUMENT_START_EVENT && !take(*event, tree, 0))
                break;
        }
        if (!m_error.message.isEmpty())
            return std::unexpected(m_error);
        return tree;
    }

private:
    Event next()
    {
        static constexpr auto end = [](yaml_event_t *event) {
            yaml_event_delete(event);
            delete event;
        };
        auto event = std::make_unique<yaml_event_t>();
        if (!yaml_parser_parse(&m_parser, event.get())) {
            const char *problem = m_parser.problem ? m_parser.problem : "?";
            fail(QString::fromUtf8(problem), m_parser.problem_mark.line, m_parser.problem_mark.column);
            return {nullptr, end};
        }
        return {event.release(), end};
    }

    bool fail(const QString &what, size_t line, size_t column)
    {
        m_error = unreadable(u"yaml"_s, Imports::tr("%1 (column %2).").arg(what).arg(column + 1), qint64(line) + 1);
        return false;
    }

    bool take(const yaml_event_t &event, Tree &tree, int depth)
    {
        const yaml_mark_t &mark = event.start_mark;
        tree.line = int(mark.line) + 1;
        if (depth > deepestTree)
            return fail(Imports::tr("it is nested too deeply"), mark.line, mark.column);
        if (++m_nodes > mostTreeNodes)
            return fail(Imports::tr("it holds too many values"), mark.line, mark.column);
        const qint64 before = m_nodes;
        const yaml_char_t *anchor = nullptr;
        if (event.type == YAML_ALIAS_EVENT)
            return takeAlias(event, tree, depth);
        if (event.type == YAML_SCALAR_EVENT) {
            takeScalar(event, tree);
            anchor = event.data.scalar.anchor;
        } else if (event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT) {
            const bool isMap = event.type == YAML_MAPPING_START_EVENT;
            if (!(isMap ? takeMap(tree, depth) : takeList(tree, depth)))
                return false;
            anchor = isMap ? event.data.mapping_start.anchor : event.data.sequence_start.anchor;
        }
        if (anchor) {
            const Anchor named{tree, m_nodes - before + 1, heightOf(tree)};
            m_nodes += named.nodes;
            m_anchors.insert(textOf(anchor), named);
        }
        return true;
    }

    struct Anchor
    {
        Tree tree;
        qint64 nodes;
        int height;
    };

    static int heightOf(const Tree &tree)
    {
        int most = 0;
        for (const Tree &item : tree.items)
            most = std::max(most, heightOf(item));
        return most + 1;
    }

    bool takeAlias(const yaml_event_t &event, Tree &tree, int depth)
    {
        const auto found = m_anchors.constFind(textOf(event.data.alias.anchor));
        const yaml_mark_t &mark = event.start_mark;
        if (found == m_anchors.constEnd())
            return fail(Imports::tr("nothing is called *%1").arg(textOf(event.data.alias.anchor)), mark.line, mark.column);
        m_nodes += found->nodes;
        if (m_nodes > mostTreeNodes || depth + found->height > deepestTree)
            return fail(Imports::tr("its aliases stand for too many values"), mark.line, mark.column);
        tree = found->tree;
        return true;
    }

    // The core schema of YAML 1.2; what JSON cannot write (0x1F, .inf) stays a text.
    static void takeScalar(const yaml_event_t &event, Tree &tree)
    {
        const auto &scalar = event.data.scalar;
        const QByteArray value(reinterpret_cast<const char *>(scalar.value), qsizetype(scalar.length));
        tree.kind = Tree::Kind::Text;
        tree.text = QString::fromUtf8(value);
        if (scalar.style != YAML_PLAIN_SCALAR_STYLE)
            return;
        const QByteArray lower = value.toLower();
        if (value.isEmpty() || value == "~" || lower == "null")
            tree.kind = Tree::Kind::Null;
        else if (lower == "true" || lower == "false") {
            tree.kind = Tree::Kind::Bool;
            tree.text = QString::fromLatin1(lower);
        } else if (json::isNumber(value))
            tree.kind = Tree::Kind::Number;
    }

    bool takeList(Tree &tree, int depth)
    {
        tree.kind = Tree::Kind::List;
        while (true) {
            const Event event = next();
            if (!event)
                return false;
            if (event->type == YAML_SEQUENCE_END_EVENT)
                return true;
            if (!take(*event, tree.items.emplace_back(), depth + 1))
                return false;
        }
    }

    bool takeMap(Tree &tree, int depth)
    {
        tree.kind = Tree::Kind::Map;
        std::vector<Tree> merged;
        while (true) {
            const Event event = next();
            if (!event)
                return false;
            if (event->type == YAML_MAPPING_END_EVENT)
                break;
            Tree name, value;
            if (!take(*event, name, depth + 1))
                return false;
            const Event content = next();
            if (!content || !take(*content, value, depth + 1))
                return false;
            if (name.text == "<<"_L1 && (value.isMap() || value.isList())) {
                merged.push_back(std::move(value));
            } else {
                tree.names.push_back(name.kind == Tree::Kind::Null ? QString() : name.text);
                tree.items.push_back(std::move(value));
            }
        }
        QSet<QString> names(tree.names.begin(), tree.names.end());
        for (const Tree &from : merged)
            merge(tree, from, names);
        return true;
    }

    // <<: of a map or of a list of them; what stands in the map itself goes before.
    static void merge(Tree &tree, const Tree &from, QSet<QString> &names)
    {
        for (size_t i = 0; i < from.items.size(); ++i) {
            if (from.isList() && from.items[i].isMap()) {
                merge(tree, from.items[i], names);
            } else if (from.isMap() && !names.contains(from.names[i])) {
                names.insert(from.names[i]);
                tree.names.push_back(from.names[i]);
                tree.items.push_back(from.items[i]);
            }
        }
    }

    yaml_parser_t m_parser = {};
    bool m_isReady = false;
    QHash<QString, Anchor> m_anchors;
    qint64 m_nodes = 0;
    Error m_error;
};

} // namespace

Result<Tree> readYaml(const QByteArray &text)
{
    if (auto error = tooLarge(text.size()))
        return std::unexpected(*error);
    return YamlReader(text).read();
}

} // namespace oriel::http
