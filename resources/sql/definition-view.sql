SELECT pg_catalog.format(E'CREATE %sVIEW %I.%I AS\n%s',
                         CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'm' THEN 'MATERIALIZED ' END,
                         n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid, true))
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE c.oid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
