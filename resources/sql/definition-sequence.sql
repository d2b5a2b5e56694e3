SELECT pg_catalog.format(E'CREATE SEQUENCE %I.%I AS %s\n    INCREMENT BY %s MINVALUE %s MAXVALUE %s\n    START WITH %s CACHE %s%s',
                         n.nspname, c.relname, pg_catalog.format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin, s.seqmax, s.seqstart,
                         s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END)
  FROM pg_catalog.pg_sequence AS s
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) s.seqrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE s.seqrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
