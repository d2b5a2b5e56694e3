-- What the planner knows of one column, one JSON object. $1: the relation's oid, $2: the column's number. pg_stats hides a column that
-- this role may not read and a table whose rows a policy picks for it. Bounds are also given as figures where they are numbers, or
-- seconds since 1970. A value can be grouped where its type, or its elements', has a default btree order.
SELECT pg_catalog.json_build_object(
    'isReadable', pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT'),
    'hasRowSecurity', pg_catalog.row_security_active(c.oid),
    'canGroup', b.kind OPERATOR(pg_catalog.<>) 'c' AND EXISTS (
        SELECT FROM pg_catalog.pg_opclass AS q
          JOIN pg_catalog.pg_am AS m ON m.oid OPERATOR(pg_catalog.=) q.opcmethod AND m.amname OPERATOR(pg_catalog.=) 'btree'
         WHERE q.opcdefault
           AND (q.opcintype OPERATOR(pg_catalog.=) b.compared
                OR b.kind OPERATOR(pg_catalog.=) 'e' AND q.opcintype OPERATOR(pg_catalog.=) CAST('pg_catalog.anyenum' AS pg_catalog.regtype)
                OR b.kind OPERATOR(pg_catalog.=) ANY (CAST('{r,m}' AS pg_catalog."char"[]))
                OR EXISTS (SELECT FROM pg_catalog.pg_cast AS k
                            WHERE k.castsource OPERATOR(pg_catalog.=) b.compared AND k.casttarget OPERATOR(pg_catalog.=) q.opcintype
                              AND k.castmethod OPERATOR(pg_catalog.=) 'b' AND k.castcontext OPERATOR(pg_catalog.=) 'i'))),
    'rows', r.rows,
    'isThere', s.attname IS NOT NULL,
    'nulls', s.null_frac,
    'distinct', s.n_distinct,
    'width', s.avg_width,
    'correlation', s.correlation,
    'values', CAST(CAST(s.most_common_vals AS pg_catalog.text) AS pg_catalog.text[]),
    'shares', s.most_common_freqs,
    'bounds', h.bounds,
    'figures', CASE
        WHEN b.oid OPERATOR(pg_catalog.=) ANY (CAST('{20,21,23,700,701,1700}' AS pg_catalog.oid[])) THEN
            (SELECT pg_catalog.array_agg(CAST(v.bound AS pg_catalog.float8) ORDER BY v.place)
               FROM pg_catalog.unnest(h.bounds) WITH ORDINALITY AS v(bound, place))
        WHEN b.oid OPERATOR(pg_catalog.=) ANY (CAST('{1082,1114,1184}' AS pg_catalog.oid[])) THEN
            (SELECT pg_catalog.array_agg(CAST(EXTRACT(epoch FROM CAST(v.bound AS pg_catalog.timestamptz)) AS pg_catalog.float8) ORDER BY v.place)
               FROM pg_catalog.unnest(h.bounds) WITH ORDINALITY AS v(bound, place)) END,
    'age', CAST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-)
               GREATEST(pg_catalog.pg_stat_get_last_analyze_time(c.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid))) AS pg_catalog.int8),
    'changed', pg_catalog.pg_stat_get_mod_since_analyze(c.oid)
)
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  JOIN pg_catalog.pg_attribute AS a
    ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.=) CAST($2 AS pg_catalog.int2) AND NOT a.attisdropped
 CROSS JOIN LATERAL (
    WITH RECURSIVE chain(oid, kind, element, inner_oid) AS (
        SELECT t.oid, t.typtype, CASE WHEN t.typcategory OPERATOR(pg_catalog.=) 'A' THEN t.typelem END,
               CASE WHEN t.typtype OPERATOR(pg_catalog.=) 'd' THEN t.typbasetype WHEN t.typcategory OPERATOR(pg_catalog.=) 'A' THEN t.typelem END
          FROM pg_catalog.pg_type AS t WHERE t.oid OPERATOR(pg_catalog.=) a.atttypid
         UNION ALL
        SELECT t.oid, t.typtype, COALESCE(chain.element, CASE WHEN t.typcategory OPERATOR(pg_catalog.=) 'A' THEN t.typelem END),
               CASE WHEN t.typtype OPERATOR(pg_catalog.=) 'd' THEN t.typbasetype WHEN t.typcategory OPERATOR(pg_catalog.=) 'A' THEN t.typelem END
          FROM chain
          JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) chain.inner_oid
    )
    SELECT chain.oid AS compared, chain.kind, CASE WHEN chain.element IS NULL THEN chain.oid END AS oid
      FROM chain WHERE chain.inner_oid IS NULL
 ) AS b
 CROSS JOIN LATERAL (
    WITH RECURSIVE part(oid) AS (
        SELECT c.oid
         UNION
        SELECT h.inhrelid FROM part JOIN pg_catalog.pg_inherits AS h ON h.inhparent OPERATOR(pg_catalog.=) part.oid
    )
    SELECT pg_catalog.sum(l.reltuples) AS rows
      FROM part
      JOIN pg_catalog.pg_class AS l ON l.oid OPERATOR(pg_catalog.=) part.oid AND l.relkind OPERATOR(pg_catalog.<>) 'p'
     WHERE l.reltuples OPERATOR(pg_catalog.>=) CAST(0 AS pg_catalog.float4)
 ) AS r
  LEFT JOIN LATERAL (
    SELECT g.*
      FROM pg_catalog.pg_stats AS g
     WHERE g.schemaname OPERATOR(pg_catalog.=) n.nspname AND g.tablename OPERATOR(pg_catalog.=) c.relname
       AND g.attname OPERATOR(pg_catalog.=) a.attname
     ORDER BY g.inherited DESC
     LIMIT 1
  ) AS s ON true
 CROSS JOIN LATERAL (SELECT CAST(CAST(s.histogram_bounds AS pg_catalog.text) AS pg_catalog.text[]) AS bounds) AS h
 WHERE c.oid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
