-- Schemas, the system's marked; those of TOAST and of temporary tables are left out.
SELECT n.oid,
       n.nspname,
       pg_catalog.pg_get_userbyid(n.nspowner),
       pg_catalog.obj_description(n.oid, 'pg_namespace'),
       n.nspname OPERATOR(pg_catalog.~) '^pg_' OR n.nspname OPERATOR(pg_catalog.=) 'information_schema'
  FROM pg_catalog.pg_namespace AS n
 WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_(toast|temp_|toast_temp_)'
 ORDER BY n.nspname
