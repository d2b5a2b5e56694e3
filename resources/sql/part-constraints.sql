-- name, kind, definition, state, comment
SELECT r.conname,
       CASE WHEN r.contype OPERATOR(pg_catalog.=) 'p' THEN 'primary key'
            WHEN r.contype OPERATOR(pg_catalog.=) 'u' THEN 'unique'
            WHEN r.contype OPERATOR(pg_catalog.=) 'x' THEN 'exclusion'
            WHEN r.contype OPERATOR(pg_catalog.=) 'c' THEN 'check'
            WHEN r.contype OPERATOR(pg_catalog.=) 'n' THEN 'not null'
            ELSE 'trigger' END,
       pg_catalog.pg_get_constraintdef(r.oid),
       pg_catalog.concat_ws(', ', CASE WHEN NOT r.convalidated THEN 'not validated' END, CASE WHEN r.condeferrable THEN 'deferrable' END,
                            CASE WHEN r.condeferred THEN 'initially deferred' END, CASE WHEN NOT r.conislocal THEN 'inherited' END,
                            CASE WHEN r.connoinherit AND r.contype OPERATOR(pg_catalog.=) 'c' THEN 'not inherited by children' END),
       pg_catalog.obj_description(r.oid, 'pg_constraint')
  FROM pg_catalog.pg_constraint AS r
 WHERE r.conrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
   AND r.contype OPERATOR(pg_catalog.<>) 'f'
 ORDER BY pg_catalog.strpos('puxcnt', CAST(r.contype AS pg_catalog.text)), r.conname
