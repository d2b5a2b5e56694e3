select 'a;b', E'it\'s; c', E'\\', 'plain\'; -- a backslash is nothing here
select n'x;y', N'it''s', b'101', x'1F', U&'d\0061t;a', u&"na;me" from (select 1 as "na;me") t;
select 'first' -- a comment between
  'second;';
select 'first'   'not one; string';
select "quo""ted;", "back\";
select $$dollar; 'quotes' $x$ inside $$, $tag$ it's $$ not; the end $tag$;
select $täg$ names; may be $täg$ anything;
select a$b$c from (select 1 as a$b$c) t; select $1; select 1$$;$$;
select 'ünï;cödé', '😀;😀' as "😀"; select '';;; ;
select E'\x41;', E'\u0041;\'', E'';
select 'e'||E'\\'';'''; select 'end';
select 1.5e10, 1e-5, .5, 1., 0x1F, 1_000; select 1..2;
select 'unterminated; string
