-- Databases one may connect to; templates are left out.
SELECT d.datname,
       pg_catalog.pg_get_userbyid(d.datdba),
       pg_catalog.shobj_description(d.oid, 'pg_database'),
       d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database(),
       d.datallowconn AND pg_catalog.has_database_privilege(d.oid, 'CONNECT')
  FROM pg_catalog.pg_database AS d
 WHERE NOT d.datistemplate OR d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
 ORDER BY d.datname
