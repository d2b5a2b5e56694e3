-- pg_get_functiondef refuses aggregates.
SELECT CASE WHEN p.prokind OPERATOR(pg_catalog.<>) 'a' THEN pg_catalog.pg_get_functiondef(p.oid)
            ELSE pg_catalog.format(E'CREATE AGGREGATE %I.%I(%s) (\n    %s\n)', n.nspname, p.proname,
                                   pg_catalog.pg_get_function_identity_arguments(p.oid),
                                   pg_catalog.concat_ws(E',\n    ',
                                       pg_catalog.format('SFUNC = %s', g.aggtransfn),
                                       pg_catalog.format('STYPE = %s', pg_catalog.format_type(g.aggtranstype, NULL)),
                                       CASE WHEN g.aggfinalfn OPERATOR(pg_catalog.<>) CAST(0 AS pg_catalog.oid)
                                            THEN pg_catalog.format('FINALFUNC = %s', g.aggfinalfn) END,
                                       CASE WHEN g.aggcombinefn OPERATOR(pg_catalog.<>) CAST(0 AS pg_catalog.oid)
                                            THEN pg_catalog.format('COMBINEFUNC = %s', g.aggcombinefn) END,
                                       CASE WHEN g.agginitval IS NOT NULL THEN pg_catalog.format('INITCOND = %L', g.agginitval) END)) END
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
  LEFT JOIN pg_catalog.pg_aggregate AS g ON CAST(g.aggfnoid AS pg_catalog.oid) OPERATOR(pg_catalog.=) p.oid
 WHERE p.oid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
