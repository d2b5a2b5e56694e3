-- Types made by name: no arrays, no row types of tables, no multirange beside its range.
SELECT t.oid, t.typnamespace, NULL, t.typtype, t.typname
  FROM pg_catalog.pg_type AS t
 WHERE t.typtype OPERATOR(pg_catalog.=) ANY (CAST('{b,c,d,e,r}' AS pg_catalog."char"[]))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                    WHERE c.oid OPERATOR(pg_catalog.=) t.typrelid AND c.relkind OPERATOR(pg_catalog.<>) 'c')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e
                    WHERE e.oid OPERATOR(pg_catalog.=) t.typelem AND e.typarray OPERATOR(pg_catalog.=) t.oid)
   AND t.typnamespace OPERATOR(pg_catalog.<>) ALL (ARRAY(SELECT n.oid FROM pg_catalog.pg_namespace AS n
                                                          WHERE n.nspname OPERATOR(pg_catalog.~) '^pg_(toast|temp_|toast_temp_)'))
