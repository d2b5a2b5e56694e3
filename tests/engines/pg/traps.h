// SPDX-License-Identifier: GPL-3.0-or-later
// A schema that overloads what Oriel's own SQL names: each of it fails with "captured: NAME" when it is called.
#pragma once

#include <QByteArray>

namespace oriel::test {

// In public: every function, aggregate, operator, relation and type of pg_catalog that can be declared once more. PL/pgSQL cannot
// take or give internal, cstring or "any"; what only they have cannot be captured either. count(*) is an aggregate.
inline const QByteArray traps = R"sql(
set search_path = public; set check_function_bodies = off; set client_min_messages = error;
create function public.trap_state(pg_catalog.int8) returns pg_catalog.int8 language plpgsql as 'begin raise exception ''captured: count''; end';
create aggregate public.count(*) (sfunc = public.trap_state, stype = pg_catalog.int8, initcond = '0');
do $do$
declare
    f record; made int := 0;
begin
    for f in select p.proname, pg_catalog.oidvectortypes(p.proargtypes) as types, pg_catalog.format_type(p.prorettype, null) as result, p.proretset,
                    p.provariadic
               from pg_catalog.pg_proc p where p.pronamespace = 11 and p.prokind in ('f', 'w') or p.pronamespace = 11 and p.proname <> 'count'
    loop
        begin
            execute pg_catalog.format('create function public.%I(%s) returns %s%s language plpgsql as $f$begin raise exception ''captured: %s''; end$f$',
                f.proname, case when f.provariadic = 0 then f.types when f.types ~ ',' then pg_catalog.regexp_replace(f.types, ', ([^,]*)$', ', variadic \1')
                                else 'variadic ' || f.types end,
                case when f.proretset then 'setof ' else '' end, f.result, f.proname);
            made := made + 1;
        exception when others then null;
        end;
    end loop;
    execute 'create function public.format(text, variadic text[]) returns text language plpgsql as $f$begin raise exception ''captured: format''; end$f$';
    for f in select o.oid, o.oprname, o.oprkind, pg_catalog.format_type(o.oprleft, null) as l, pg_catalog.format_type(o.oprright, null) as r,
                    pg_catalog.format_type(o.oprresult, null) as result
               from pg_catalog.pg_operator o where o.oprnamespace = 11 and o.oprkind in ('b', 'l')
    loop
        begin
            execute pg_catalog.format('create function public.trap%s(%s) returns %s language plpgsql as $f$begin raise exception ''captured: %s''; end$f$',
                f.oid, case f.oprkind when 'b' then f.l || ', ' else '' end || f.r, f.result, f.oprname);
            execute pg_catalog.format('create operator public.%s (%s rightarg = %s, function = public.trap%s)', f.oprname,
                case f.oprkind when 'b' then 'leftarg = ' || f.l || ',' else '' end, f.r, f.oid);
            made := made + 1;
        exception when others then null;
        end;
    end loop;
    if made < 2500 then raise exception 'only % traps', made; end if;
    for f in select c.relname as n from pg_catalog.pg_class c where c.relnamespace = 11 and c.relkind in ('r', 'v')
    loop
        execute pg_catalog.format('create table public.%I (trap pg_catalog.int4)', f.n);
    end loop;
    for f in select t.typname as n from pg_catalog.pg_type t
              where t.typnamespace = 11 and t.typtype in ('b', 'r') and t.typcategory <> 'A'
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
