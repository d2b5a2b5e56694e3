-- Names and estimates of every relation; pages of TOAST tables and indexes are added to their table's (an index of one page is empty or
-- as good as that, and most of a schema's). Before version 14 a table that was never analysed says 0 rows in 0 pages, since then -1.
WITH indexed AS (
    SELECT x.indrelid, pg_catalog.sum(i.relpages) AS pages
      FROM pg_catalog.pg_index AS x
      JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid AND i.relpages OPERATOR(pg_catalog.>) 1
     GROUP BY x.indrelid
)
SELECT c.oid,
       c.relnamespace,
       CASE WHEN c.relispartition THEN
           (SELECT h.inhparent FROM pg_catalog.pg_inherits AS h WHERE h.inhrelid OPERATOR(pg_catalog.=) c.oid LIMIT 1) END,
       c.relkind,
       c.relname,
       CASE WHEN c.relpages OPERATOR(pg_catalog.>) 0
                 OR CAST(pg_catalog.current_setting('server_version_num') AS pg_catalog.int4) OPERATOR(pg_catalog.>=) 140000
            THEN c.reltuples ELSE -1 END,
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,m,S}' AS pg_catalog."char"[])) THEN
           (CAST(c.relpages AS pg_catalog.int8)
            OPERATOR(pg_catalog.+) COALESCE(t.relpages, 0)
            OPERATOR(pg_catalog.+) CAST(COALESCE(ci.pages, 0) AS pg_catalog.int8)
            OPERATOR(pg_catalog.+) CAST(COALESCE(ti.pages, 0) AS pg_catalog.int8))
           OPERATOR(pg_catalog.*) CAST(pg_catalog.current_setting('block_size') AS pg_catalog.int8) END
  FROM pg_catalog.pg_class AS c
  LEFT JOIN pg_catalog.pg_class AS t ON t.oid OPERATOR(pg_catalog.=) c.reltoastrelid AND t.relpages OPERATOR(pg_catalog.>) 0
  LEFT JOIN indexed AS ci ON ci.indrelid OPERATOR(pg_catalog.=) c.oid
  LEFT JOIN indexed AS ti ON ti.indrelid OPERATOR(pg_catalog.=) c.reltoastrelid
 WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,v,m,f,S}' AS pg_catalog."char"[]))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_namespace AS n
                    WHERE n.oid OPERATOR(pg_catalog.=) c.relnamespace
                      AND n.nspname OPERATOR(pg_catalog.~) '^pg_(toast|temp_|toast_temp_)')
