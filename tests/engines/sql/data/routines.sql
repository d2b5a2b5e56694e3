create function a1() returns int language sql begin atomic select 1; select case when true then 2 else 3 end; end;
select 'after a1';
create or replace function a2(x int default (1)) returns int language sql
begin atomic
  select 1;
  select x; -- end;
end;
create procedure a3() language sql begin atomic select 1; end;
create or replace procedure a4() language sql BEGIN ATOMIC select 1; END; select 'after a4';
CREATE FUNCTION a5() RETURNS int LANGUAGE plpgsql AS $$ begin return 1; end; $$;
create function a6() returns int language sql return 1;
select 'after a6';
begin; select 'in a transaction'; end;
create table t1 (a int); insert into t1 values (1); insert into t1 values ((2));
create rule r1 as on insert to t1 do also (select 1; select 2);
do $do$ begin perform 1; end $do$; select 'after do';
create function "begin"() returns int language sql as 'select 1; select 2';
create function a7() returns int language sql begin atomic select "end" from (select 1 as "end") q; end; select 'after a7';
create view begin_v as select case when true then 1 end as x; select 'after view';
create function a8() returns int language sql begin atomic select (case when (1 = 1) then 1 end); end; select 'after a8';
/* create function */ begin; commit;
create schema s1 create table in_s1 (a int) create view v_s1 as select 1 as x; select 'after schema';
