-- Foreign keys both ways: direction, the other table, name, definition, state. Those that partitions have of their parent are left out
-- where they point here.
SELECT CASE WHEN r.conrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid) THEN '→ refers to' ELSE '← referred to by' END,
       pg_catalog.format('%I.%I', n.nspname, c.relname),
       r.conname,
       pg_catalog.pg_get_constraintdef(r.oid),
       pg_catalog.concat_ws(', ', CASE WHEN NOT r.convalidated THEN 'not validated' END, CASE WHEN r.condeferrable THEN 'deferrable' END,
                            CASE WHEN r.condeferred THEN 'initially deferred' END)
  FROM pg_catalog.pg_constraint AS r
  JOIN pg_catalog.pg_class AS c
    ON c.oid OPERATOR(pg_catalog.=) CASE WHEN r.conrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid) THEN r.confrelid ELSE r.conrelid END
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE r.contype OPERATOR(pg_catalog.=) 'f'
   AND (r.conrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
        OR r.confrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid) AND r.conparentid OPERATOR(pg_catalog.=) CAST(0 AS pg_catalog.oid))
 ORDER BY r.conrelid OPERATOR(pg_catalog.<>) CAST($1 AS pg_catalog.oid), n.nspname, c.relname, r.conname
