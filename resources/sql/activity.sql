-- What was written to the tables of this database, by the server's counters: they lag by up to a second, forget at a reset, and
-- count what was rolled back too. The file number is another one after TRUNCATE and whatever else rewrites a table.
SELECT c.oid, n.nspname, c.relname, c.relfilenode, c.relpages, c.reltuples,
       pg_catalog.pg_stat_get_tuples_inserted(c.oid),
       pg_catalog.pg_stat_get_tuples_updated(c.oid),
       pg_catalog.pg_stat_get_tuples_deleted(c.oid)
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,m}' AS pg_catalog."char"[]))
   AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
   AND n.nspname OPERATOR(pg_catalog.<>) ALL (CAST('{pg_catalog,information_schema,pg_toast}' AS pg_catalog.name[]))
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
   AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
 ORDER BY n.nspname, c.relname
