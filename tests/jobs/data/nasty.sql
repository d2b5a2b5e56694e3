-- SPDX-License-Identifier: GPL-3.0-or-later
-- Values that exports get wrong.
create table nasty (id int primary key, "na""me, or
two" text, doc jsonb, raw json, n numeric, ok bool, bin bytea, made timestamptz, list text[], empty text);
insert into nasty values
 (1, 'plain', '{"n": 1.10, "big": 12345678901234567890}', '{"a":
 1}', 1.10, true, '\xdeadbeef', '2024-02-29 12:00:00+02', '{a,"b c",NULL}', ''),
 (2, NULL, NULL, NULL, 'NaN', NULL, NULL, 'infinity', '{}', NULL),
 (3, 'a "quoted" one, with commas', '[]', 'null', -0.000001, false, '', '-infinity', NULL, 'NULL'),
 (4, E'line\nend\r\nand\rtab\t', '"x"', '"\u0001"', 123456789012345678901234567890.5, true, '\x00', NULL, '{"\\N"}', '\N'),
 (5, '\.', '{"k\\": "<b>|</b>"}', '{"a":1,"a":2}', 0, true, NULL, NULL, NULL, ' blanks '),
 (6, '👩‍👩‍👧 ünï side ' || chr(8238), 'null', '1e400', 1e20, false, NULL, NULL, NULL, $$it's \ $$),
 (7, repeat('0123456789', 100000), '1', '2', 7, true, NULL, NULL, NULL, E'\x01\x7f'),
 (8, '"', '"\""', '{}', 8, true, NULL, NULL, NULL, '''');
create table lonely (v text);
insert into lonely values ('\.'), (''), (NULL), (' '), ('\N'), ('a');
create table big as select g as id, md5(g::text) as name from generate_series(1, 300000) g;
create schema away; create table away.hidden as select 42 as answer;
grant select on nasty, lonely, big to public; grant usage on schema away to public; grant select on away.hidden to public;
