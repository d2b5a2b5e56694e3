-- The fields of the row types $1, and of the row types that their arrays and domains hold.
WITH RECURSIVE type(oid, inner_oid) AS (
    SELECT t.oid, t.oid FROM pg_catalog.pg_type AS t WHERE t.oid OPERATOR(pg_catalog.=) ANY (CAST($1 AS pg_catalog.oid[]))
    UNION
    SELECT type.oid, CASE WHEN t.typtype OPERATOR(pg_catalog.=) 'd' THEN t.typbasetype ELSE t.typelem END
      FROM type
      JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) type.inner_oid
     WHERE t.typtype OPERATOR(pg_catalog.=) 'd'
        OR (t.typlen OPERATOR(pg_catalog.=) (-1) AND t.typelem OPERATOR(pg_catalog.<>) CAST(0 AS pg_catalog.oid))
)
SELECT CAST(type.oid AS pg_catalog.int8), a.attname
  FROM type
  JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) type.inner_oid AND t.typtype OPERATOR(pg_catalog.=) 'c'
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) t.typrelid
   AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
 ORDER BY type.oid, a.attnum
