-- name, state, function, definition, comment
SELECT g.tgname,
       CASE WHEN g.tgenabled OPERATOR(pg_catalog.=) 'D' THEN 'disabled'
            WHEN g.tgenabled OPERATOR(pg_catalog.=) 'R' THEN 'replica only'
            WHEN g.tgenabled OPERATOR(pg_catalog.=) 'A' THEN 'always'
            ELSE 'enabled' END,
       pg_catalog.format('%I.%I()', n.nspname, p.proname),
       pg_catalog.pg_get_triggerdef(g.oid, false),
       pg_catalog.obj_description(g.oid, 'pg_trigger')
  FROM pg_catalog.pg_trigger AS g
  JOIN pg_catalog.pg_proc AS p ON p.oid OPERATOR(pg_catalog.=) g.tgfoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
 WHERE g.tgrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid) AND NOT g.tgisinternal
 ORDER BY g.tgname
