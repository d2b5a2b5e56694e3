// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/keywords.h"

#include <array>
#include <string_view>

namespace oriel::sql {
namespace {

// PostgreSQL 15's pg_get_keywords(), and those of 16 to 18 that make poor column names.
constexpr std::string_view wordsReserved =
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create "
    "current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc distinct "
    "do else end except false fetch for foreign from grant group having in initially intersect into lateral leading limit "
    "localtime localtimestamp not null offset on only or order placing primary references returning select session_user "
    "some symmetric system_user table then to trailing true union unique user using variadic when where window with";
constexpr std::string_view wordsTypeOrFunction =
    "authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like "
    "natural notnull outer overlaps right similar tablesample verbose";
constexpr std::string_view wordsColumnName =
    "between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int "
    "integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar "
    "json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay "
    "position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat "
    "xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable";
constexpr std::string_view wordsUnreserved =
    "abort absent absolute access action add admin after aggregate also alter always asensitive assertion assignment at "
    "atomic attach attribute backward before begin breadth by cache call called cascade cascaded catalog chain "
    "characteristics checkpoint class close cluster columns comment comments commit committed compression conditional "
    "configuration conflict connection constraints content continue conversion copy cost csv cube current cursor cycle data "
    "database day deallocate declare defaults deferred definer delete delimiter delimiters depends depth detach dictionary "
    "disable discard document domain double drop each enable encoding encrypted enforced enum escape event exclude "
    "excluding exclusive execute explain expression extension external family filter finalize first following force forward "
    "function functions generated global granted groups handler header hold hour identity if immediate immutable implicit "
    "import include including increment index indexes inherit inherits inline input insensitive insert instead invoker "
    "isolation key label language large last leakproof level listen load local location lock locked logged mapping match "
    "matched materialized maxvalue merge method minute minvalue mode month move name names nested new next nfc nfd nfkc "
    "nfkd no normalized nothing notify nowait nulls object of off oids old omit operator option options ordinality others "
    "over overriding owned owner parallel parameter parser partial partition passing password plans policy preceding "
    "prepare prepared preserve prior privileges procedural procedure procedures program publication quote range read "
    "reassign recheck recursive ref referencing refresh reindex relative release rename repeatable replace replica reset "
    "restart restrict return returns revoke role rollback rollup routine routines rows rule savepoint scalar schema schemas "
    "scroll search second security sequence sequences serializable server session set sets share show simple skip snapshot "
    "sql stable standalone start statement statistics stdin stdout storage stored strict strip subscription support sysid "
    "system tables tablespace temp template temporary text ties transaction transform trigger truncate trusted type types "
    "uescape unbounded uncommitted unconditional unencrypted unknown unlisten unlogged until update vacuum valid validate "
    "validator value varying version view views virtual volatile whitespace within without work wrapper write xml year yes "
    "zone";

// Types, keywords or not.
constexpr std::string_view wordsType =
    "bigserial bool box bpchar bytea cidr circle cstring date daterange datemultirange float4 float8 hstore inet int2 int4 "
    "int4range "
    "int4multirange int8 int8range int8multirange json jsonb jsonpath line lseg macaddr macaddr8 money numrange nummultirange "
    "oid point "
    "polygon record regclass regproc regprocedure regrole regtype serial smallserial text timestamptz timetz tsquery tsrange "
    "tsmultirange tstzrange tstzmultirange tsvector uuid varbit void xml citext geometry geography bigint bit boolean char "
    "character "
    "dec decimal float int integer interval nchar numeric real smallint time timestamp varchar";

constexpr size_t slotCount = 2048; // 500 words: short probes
constexpr size_t longest = 32;

struct Entry
{
    std::string_view word;
    WordClass kind = WordClass::None;
};

// Open addressing, made once; the words are ASCII and lower case.
class Table final
{
public:
    Table()
    {
        const std::pair<std::string_view, WordClass> lists[] = {{wordsType, WordClass::Type},
                                                                {wordsReserved, WordClass::Reserved},
                                                                {wordsTypeOrFunction, WordClass::TypeOrFunction},
                                                                {wordsColumnName, WordClass::ColumnName},
                                                                {wordsUnreserved, WordClass::Unreserved}};
        for (const auto &[list, kind] : lists)
            for (size_t begin = 0; begin < list.size();) {
                const size_t end = std::min(list.find(' ', begin), list.size());
                add({list.substr(begin, end - begin), kind});
                begin = end + 1;
            }
    }

    WordClass find(std::string_view word) const
    {
        for (size_t i = hash(word); !m_entries[i].word.empty(); i = (i + 1) % slotCount)
            if (m_entries[i].word == word)
                return m_entries[i].kind;
        return WordClass::None;
    }

private:
    static size_t hash(std::string_view word)
    {
        quint32 h = 2166136261u;
        for (const char c : word)
            h = (h ^ quint8(c)) * 16777619u;
        return (h ^ (h >> 15)) % slotCount;
    }

    void add(Entry entry)
    {
        if (find(entry.word) != WordClass::None)
            return;
        size_t i = hash(entry.word);
        while (!m_entries[i].word.empty())
            i = (i + 1) % slotCount;
        m_entries[i] = entry;
    }

    std::array<Entry, slotCount> m_entries;
};

} // namespace

WordClass classOf(QStringView word)
{
    static const Table table;
    if (size_t(word.size()) > longest)
        return WordClass::None;
    char lower[longest];
    for (qsizetype i = 0; i < word.size(); ++i) {
        const char16_t c = word[i].unicode();
        if (c >= 0x80)
            return WordClass::None;
        lower[i] = char(c >= u'A' && c <= u'Z' ? c + 32 : c);
    }
    return table.find({lower, size_t(word.size())});
}

} // namespace oriel::sql
