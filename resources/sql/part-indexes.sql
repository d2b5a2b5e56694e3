-- name, size, scans, rows read, kind, state, definition, comment. Of a partitioned index the sums over its partitions' own.
SELECT i.relname,
       sums.bytes,
       sums.scans,
       sums.rows,
       pg_catalog.concat_ws(', ', CASE WHEN x.indisprimary THEN 'primary key' WHEN x.indisunique THEN 'unique' END,
                            CASE WHEN x.indpred IS NOT NULL THEN 'partial' END, CAST(m.amname AS pg_catalog.text)),
       pg_catalog.concat_ws(', ', CASE WHEN NOT x.indisvalid THEN 'invalid' END, CASE WHEN NOT x.indisready THEN 'not ready' END,
                            CASE WHEN x.indisclustered THEN 'clustered' END, CASE WHEN x.indisreplident THEN 'replica identity' END),
       pg_catalog.pg_get_indexdef(i.oid),
       pg_catalog.obj_description(i.oid, 'pg_class')
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid
  JOIN pg_catalog.pg_am AS m ON m.oid OPERATOR(pg_catalog.=) i.relam
 CROSS JOIN LATERAL (
    WITH RECURSIVE part(oid) AS (
        SELECT i.oid
         UNION ALL
        SELECT h.inhrelid FROM part JOIN pg_catalog.pg_inherits AS h ON h.inhparent OPERATOR(pg_catalog.=) part.oid
    )
    SELECT pg_catalog.sum(CAST(l.relpages AS pg_catalog.int8))
               OPERATOR(pg_catalog.*) CAST(pg_catalog.current_setting('block_size') AS pg_catalog.numeric) AS bytes,
           pg_catalog.sum(pg_catalog.pg_stat_get_numscans(part.oid)) AS scans,
           pg_catalog.sum(pg_catalog.pg_stat_get_tuples_returned(part.oid)) AS rows
      FROM part
      JOIN pg_catalog.pg_class AS l ON l.oid OPERATOR(pg_catalog.=) part.oid
 ) AS sums
 WHERE x.indrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
 ORDER BY x.indisprimary DESC, i.relname
