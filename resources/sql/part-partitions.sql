-- Partitions and inheriting tables, however deep: name, parent where it is not this table, bounds, rows and bytes as last analysed (with
-- TOAST and indexes), kind. Rows are NULL where it never was.
WITH RECURSIVE part(oid, parent, path) AS (
    SELECT h.inhrelid, h.inhparent, ARRAY[k.relname]
      FROM pg_catalog.pg_inherits AS h
      JOIN pg_catalog.pg_class AS k ON k.oid OPERATOR(pg_catalog.=) h.inhrelid
     WHERE h.inhparent OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
     UNION ALL
    SELECT h.inhrelid, h.inhparent, pg_catalog.array_append(part.path, k.relname)
      FROM part
      JOIN pg_catalog.pg_inherits AS h ON h.inhparent OPERATOR(pg_catalog.=) part.oid
      JOIN pg_catalog.pg_class AS k ON k.oid OPERATOR(pg_catalog.=) h.inhrelid
)
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname),
       CASE WHEN part.parent OPERATOR(pg_catalog.<>) CAST($1 AS pg_catalog.oid) THEN p.relname END,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid),
       CASE WHEN c.relkind OPERATOR(pg_catalog.<>) 'p' AND c.reltuples OPERATOR(pg_catalog.>=) CAST(0 AS pg_catalog.float4)
                 AND (c.relpages OPERATOR(pg_catalog.>) 0
                      OR CAST(pg_catalog.current_setting('server_version_num') AS pg_catalog.int4) OPERATOR(pg_catalog.>=) 140000)
            THEN CAST(c.reltuples AS pg_catalog.int8) END,
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,m}' AS pg_catalog."char"[])) THEN
           (CAST(c.relpages AS pg_catalog.int8)
            OPERATOR(pg_catalog.+) COALESCE((SELECT CAST(t.relpages AS pg_catalog.int8) FROM pg_catalog.pg_class AS t
                                             WHERE t.oid OPERATOR(pg_catalog.=) c.reltoastrelid), 0)
            OPERATOR(pg_catalog.+) COALESCE((SELECT CAST(pg_catalog.sum(i.relpages) AS pg_catalog.int8)
                                              FROM pg_catalog.pg_index AS x
                                              JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid
                                             WHERE x.indrelid OPERATOR(pg_catalog.=) ANY (ARRAY[c.oid, c.reltoastrelid])), 0))
           OPERATOR(pg_catalog.*) CAST(pg_catalog.current_setting('block_size') AS pg_catalog.int8) END,
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'p' THEN 'partitioned table' WHEN c.relkind OPERATOR(pg_catalog.=) 'f' THEN 'foreign table'
            WHEN c.relispartition THEN 'partition' ELSE 'inherits' END
  FROM part
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) part.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  JOIN pg_catalog.pg_class AS p ON p.oid OPERATOR(pg_catalog.=) part.parent
 ORDER BY part.path
