// SPDX-License-Identifier: GPL-3.0-or-later
// A schema that overloads what Oriel's own SQL names: each of it fails with "captured: NAME" when it is called.
#pragma once

#include <QByteArray>

namespace oriel::test {

// In public. Functions that PL/pgSQL cannot declare (internal arguments) are left out; so are cstring's.
inline const QByteArray traps = R"sql(
set search_path = public; set check_function_bodies = off;
do $do$
declare
    f record; made int := 0;
begin
    for f in select p.proname, pg_catalog.oidvectortypes(p.proargtypes) types, pg_catalog.format_type(p.prorettype, null) result, p.proretset
               from pg_catalog.pg_proc p
              where p.pronamespace = 11 and p.prokind = 'f' and p.provariadic = 0
                and p.proname in ('format', 'format_type', 'quote_ident', 'quote_literal', 'obj_description', 'col_description', 'shobj_description',
                    'pg_get_expr', 'pg_get_indexdef', 'pg_get_constraintdef', 'pg_get_triggerdef', 'pg_get_viewdef', 'pg_get_functiondef',
                    'pg_get_userbyid', 'current_setting', 'current_database', 'has_table_privilege', 'has_column_privilege',
                    'has_database_privilege', 'oidvectortypes', 'pg_blocking_pids', 'clock_timestamp', 'left', 'octet_length', 'substr', 'encode',
                    'pg_relation_size', 'strpos', 'pg_get_function_identity_arguments', 'int8', 'int4', 'text', 'substring', 'generate_series',
                    'date_part', 'extract', 'timestamptz', 'numeric', 'float8', 'like', 'regexp_match')
    loop
        begin
            execute pg_catalog.format('create function public.%I(%s) returns %s%s language plpgsql as $f$begin raise exception ''captured: %s''; end$f$',
                f.proname, f.types, case when f.proretset then 'setof ' else '' end, f.result, f.proname);
            made := made + 1;
        exception when others then null;
        end;
    end loop;
    execute 'create function public.format(text, variadic text[]) returns text language plpgsql as $f$begin raise exception ''captured: format''; end$f$';
    for f in select o.oid, o.oprname, pg_catalog.format_type(o.oprleft, null) l, pg_catalog.format_type(o.oprright, null) r,
                    pg_catalog.format_type(o.oprresult, null) result
               from pg_catalog.pg_operator o
              where o.oprnamespace = 11 and o.oprkind = 'b'
                and o.oprname in ('=', '<>', '<', '>', '<=', '>=', '~', '!~', '~~', '||', '+', '-', '*', '/', '->', '->>')
    loop
        begin
            execute pg_catalog.format('create function public.trap%s(%s, %s) returns %s language plpgsql as $f$begin raise exception ''captured: %s''; end$f$',
                f.oid, f.l, f.r, f.result, f.oprname);
            execute pg_catalog.format('create operator public.%s (leftarg = %s, rightarg = %s, function = public.trap%s)', f.oprname, f.l, f.r, f.oid);
            made := made + 1;
        exception when others then null;
        end;
    end loop;
    if made < 400 then raise exception 'only % traps', made; end if;
    for f in select pg_catalog.unnest(array['pg_class', 'pg_attribute', 'pg_type', 'pg_namespace', 'pg_index', 'pg_locks', 'pg_stat_activity',
                                            'pg_database', 'pg_proc', 'pg_inherits']) n
    loop
        execute pg_catalog.format('create table public.%I (trap pg_catalog.int4)', f.n);
    end loop;
    for f in select pg_catalog.unnest(array['text', 'int4', 'int8', 'oid', 'name', 'tid', 'regclass', 'jsonb']) n
    loop
        execute pg_catalog.format('create domain public.%I as pg_catalog.bool', f.n);
    end loop;
end $do$
)sql";

// A session's temporary schema comes first for relations and types, whatever search_path says.
inline const QByteArray temporaryTraps = R"sql(
create temporary table pg_class (trap pg_catalog.int4); create temporary table pg_attribute (trap pg_catalog.int4);
create temporary table pg_type (trap pg_catalog.int4); create temporary table pg_namespace (trap pg_catalog.int4);
create temporary table pg_index (trap pg_catalog.int4); create temporary table pg_database (trap pg_catalog.int4);
create domain pg_temp.text as pg_catalog.bool; create domain pg_temp.int4 as pg_catalog.bool; create domain pg_temp.int8 as pg_catalog.bool;
create domain pg_temp.oid as pg_catalog.bool; create domain pg_temp.name as pg_catalog.bool; create domain pg_temp.tid as pg_catalog.bool;
create domain pg_temp.regclass as pg_catalog.bool; create domain pg_temp.jsonb as pg_catalog.bool
)sql";

} // namespace oriel::test
