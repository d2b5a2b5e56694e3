-- One row: owner, access method, tablespace, rows as last analysed, bytes of the table, of TOAST, of indexes; all of
-- relpages, summed over partitions. The size functions would wait behind locks.
WITH RECURSIVE part(oid) AS (
    SELECT CAST($1 AS pg_catalog.oid)
     UNION
    SELECT h.inhrelid
      FROM part
      JOIN pg_catalog.pg_class AS k ON k.oid OPERATOR(pg_catalog.=) part.oid AND k.relkind OPERATOR(pg_catalog.=) 'p'
      JOIN pg_catalog.pg_inherits AS h ON h.inhparent OPERATOR(pg_catalog.=) part.oid
), leaf AS (
    SELECT c.oid, c.reltoastrelid, CAST(c.relpages AS pg_catalog.int8) AS pages,
           CASE WHEN c.reltuples OPERATOR(pg_catalog.>=) CAST(0 AS pg_catalog.float4)
                     AND (c.relpages OPERATOR(pg_catalog.>) 0
                          OR CAST(pg_catalog.current_setting('server_version_num') AS pg_catalog.int4) OPERATOR(pg_catalog.>=) 140000)
                THEN c.reltuples END AS rows
      FROM part
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) part.oid AND c.relkind OPERATOR(pg_catalog.<>) 'p'
)
SELECT pg_catalog.pg_get_userbyid(c.relowner),
       (SELECT m.amname FROM pg_catalog.pg_am AS m WHERE m.oid OPERATOR(pg_catalog.=) c.relam),
       (SELECT t.spcname FROM pg_catalog.pg_tablespace AS t WHERE t.oid OPERATOR(pg_catalog.=) c.reltablespace),
       CAST((SELECT pg_catalog.sum(leaf.rows) FROM leaf) AS pg_catalog.int8),
       (SELECT pg_catalog.sum(leaf.pages) FROM leaf) OPERATOR(pg_catalog.*) b.size,
       (SELECT pg_catalog.sum(CAST(t.relpages AS pg_catalog.int8)) FROM leaf
          JOIN pg_catalog.pg_class AS t ON t.oid OPERATOR(pg_catalog.=) leaf.reltoastrelid) OPERATOR(pg_catalog.*) b.size,
       (SELECT pg_catalog.sum(CAST(i.relpages AS pg_catalog.int8)) FROM leaf
          JOIN pg_catalog.pg_index AS x ON x.indrelid OPERATOR(pg_catalog.=) leaf.oid
          JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid) OPERATOR(pg_catalog.*) b.size
  FROM pg_catalog.pg_class AS c
 CROSS JOIN (SELECT CAST(pg_catalog.current_setting('block_size') AS pg_catalog.numeric) AS size) AS b
 WHERE c.oid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
