-- a comment; with a semicolon
select 1; -- after one
/* before; */ select /* inside; /* nested; */ still; */ 2 /* after; */;
select 3 --; not the end
;
select 4 /**/; select 5 /***/; select /*/ not closed; */ 6;
select 1-- 2; gone
+ 3;
select 1 /* ; */ - /* ; */ -1; select 2*/**/3; select 4 +/* ; */5;
select @ -1, 5 !~ '/*' ; select 7 as "/*;*/";
select '--'; select 8; --
select 9 /* 'quote; " */;
select 10 /* never; closed /* at; */ all;
