-- Enums, domains and composite types as they would be made; of others only what they are.
SELECT CASE
    WHEN t.typtype OPERATOR(pg_catalog.=) 'e' THEN
        pg_catalog.format(E'CREATE TYPE %I.%I AS ENUM (\n    %s\n)', n.nspname, t.typname,
            (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(CAST(e.enumlabel AS pg_catalog.text)), E',\n    ' ORDER BY e.enumsortorder)
               FROM pg_catalog.pg_enum AS e WHERE e.enumtypid OPERATOR(pg_catalog.=) t.oid))
    WHEN t.typtype OPERATOR(pg_catalog.=) 'd' THEN
        pg_catalog.concat(pg_catalog.format('CREATE DOMAIN %I.%I AS %s', n.nspname, t.typname,
                                            pg_catalog.format_type(t.typbasetype, t.typtypmod)),
            E'\n    DEFAULT ' OPERATOR(pg_catalog.||) t.typdefault,
            CASE WHEN t.typnotnull THEN E'\n    NOT NULL' END,
            (SELECT pg_catalog.string_agg(pg_catalog.format(E'\n    CONSTRAINT %I %s', r.conname, pg_catalog.pg_get_constraintdef(r.oid)), ''
                                          ORDER BY r.conname)
               FROM pg_catalog.pg_constraint AS r
              WHERE r.contypid OPERATOR(pg_catalog.=) t.oid AND r.contype OPERATOR(pg_catalog.=) 'c'))
    WHEN t.typtype OPERATOR(pg_catalog.=) 'c' THEN
        pg_catalog.format(E'CREATE TYPE %I.%I AS (\n    %s\n)', n.nspname, t.typname,
            (SELECT pg_catalog.string_agg(pg_catalog.format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), E',\n    '
                                          ORDER BY a.attnum)
               FROM pg_catalog.pg_attribute AS a
              WHERE a.attrelid OPERATOR(pg_catalog.=) t.typrelid AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped))
    WHEN t.typtype OPERATOR(pg_catalog.=) 'r' THEN
        pg_catalog.format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s)', n.nspname, t.typname,
            (SELECT pg_catalog.format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range AS r WHERE r.rngtypid OPERATOR(pg_catalog.=) t.oid))
    ELSE pg_catalog.format('-- base type %I.%I, made in C', n.nspname, t.typname)
  END
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
 WHERE t.oid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
