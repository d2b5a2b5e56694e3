create temp table c (a text, b text);
copy c from stdin;
one; 'two	"x
-- not a comment	/* nor; this
\.
select count(*) from c;
COPY c (a) FROM STDIN WITH (format csv);
"quo;ted
over lines"
\.
select 1; copy c from stdin; select 'same line';
x	y
\.
copy (select 'from stdin') to stdout;
select 'from', 'stdin' from c;
\copy c from stdin
p	q
\.
select 'end';
copy c from '/nowhere'; select 'really the end';
