-- Functions, procedures and aggregates with the types of their arguments.
SELECT p.oid, p.pronamespace, NULL, p.prokind, p.proname, pg_catalog.oidvectortypes(p.proargtypes)
  FROM pg_catalog.pg_proc AS p
