\set x 1
select 1 \g
select 2 \gx
\echo 'it is; not sql' \\ select 3;
select 4; \echo rest of the line; \\ select 5; select 6;
select 7
\echo in the middle
+ 1;
select 8 \echo 'with \' a quote; and more' \\ + 2;
\pset format unaligned \pset tuples_only on
select 'a' as x \gset
select (1 \echo x
+ 2);
this is thrown away; and this too \r select 9;
begin
\r
select 10 \! echo 'a whole; line' \\ not sql
;
\copy (select 11) to /dev/null
select 12, (array[1,2,3])[1:2], 13 :: int as ":v", '{1,2}'::int[];
select 14 as a, 15 as b;
\if true
select 16;
\endif
select 17
