-- This end of the connection as the server has it, and whether pg_hba.conf may be read. Roles as hba.c counts them: a superuser is a
-- member of nothing by itself.
WITH RECURSIVE mine(oid) AS (
    SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname OPERATOR(pg_catalog.=) SESSION_USER
    UNION
    SELECT m.roleid FROM mine JOIN pg_catalog.pg_auth_members AS m ON m.member OPERATOR(pg_catalog.=) mine.oid
)
SELECT s.ssl, s.version, s.cipher,
       pg_catalog.current_setting('ssl', true), pg_catalog.current_setting('rds.force_ssl', true),
       SESSION_USER, pg_catalog.current_database(), pg_catalog.host(pg_catalog.inet_client_addr()),
       (SELECT pg_catalog.json_agg(r.rolname) FROM pg_catalog.pg_roles AS r JOIN mine ON r.oid OPERATOR(pg_catalog.=) mine.oid),
       COALESCE(pg_catalog.has_table_privilege(CAST(pg_catalog.to_regclass('pg_catalog.pg_hba_file_rules') AS pg_catalog.oid), 'SELECT')
                AND pg_catalog.has_function_privilege(
                        CAST(pg_catalog.to_regprocedure('pg_catalog.pg_hba_file_rules()') AS pg_catalog.oid), 'EXECUTE'), false)
  FROM (VALUES (pg_catalog.pg_backend_pid())) AS me(pid)
  LEFT JOIN pg_catalog.pg_stat_ssl AS s ON s.pid OPERATOR(pg_catalog.=) me.pid
