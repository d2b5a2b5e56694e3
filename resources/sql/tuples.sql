-- How many rows the relations have that a plan reads, by the planner's own estimate. $1, $2: their schemas and names.
SELECT n.nspname, c.relname,
       CASE WHEN c.relpages OPERATOR(pg_catalog.>) 0
                 OR CAST(pg_catalog.current_setting('server_version_num') AS pg_catalog.int4) OPERATOR(pg_catalog.>=) 140000
            THEN c.reltuples ELSE -1 END
  FROM ROWS FROM (pg_catalog.unnest(CAST($1 AS pg_catalog.text[])), pg_catalog.unnest(CAST($2 AS pg_catalog.text[]))) AS w(schema, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname OPERATOR(pg_catalog.=) CAST(w.schema AS pg_catalog.name)
  JOIN pg_catalog.pg_class AS c
    ON c.relnamespace OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) CAST(w.name AS pg_catalog.name)
