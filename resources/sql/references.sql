-- Foreign keys of the relation $1 and those that refer to it, in its own words: constraints that a partition has from its parent count once.
SELECT r.conname,
       r.conrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid) AS is_own,
       ns.nspname, s.relname,
       (SELECT pg_catalog.json_agg(a.attname ORDER BY k.position)
          FROM pg_catalog.unnest(r.conkey) WITH ORDINALITY AS k(number, position)
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) r.conrelid AND a.attnum OPERATOR(pg_catalog.=) k.number),
       nt.nspname, t.relname,
       (SELECT pg_catalog.json_agg(a.attname ORDER BY k.position)
          FROM pg_catalog.unnest(r.confkey) WITH ORDINALITY AS k(number, position)
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) r.confrelid AND a.attnum OPERATOR(pg_catalog.=) k.number),
       s.reltuples,
       EXISTS (SELECT
                 FROM pg_catalog.pg_index AS x
                WHERE x.indrelid OPERATOR(pg_catalog.=) r.conrelid AND x.indisvalid AND x.indpred IS NULL
                  AND (CAST(x.indkey AS pg_catalog.int2[]))[0:pg_catalog.array_length(r.conkey, 1) OPERATOR(pg_catalog.-) 1]
                      OPERATOR(pg_catalog.@>) r.conkey)
  FROM pg_catalog.pg_constraint AS r
  JOIN pg_catalog.pg_class AS s ON s.oid OPERATOR(pg_catalog.=) r.conrelid
  JOIN pg_catalog.pg_namespace AS ns ON ns.oid OPERATOR(pg_catalog.=) s.relnamespace
  JOIN pg_catalog.pg_class AS t ON t.oid OPERATOR(pg_catalog.=) r.confrelid
  JOIN pg_catalog.pg_namespace AS nt ON nt.oid OPERATOR(pg_catalog.=) t.relnamespace
  LEFT JOIN pg_catalog.pg_constraint AS p ON p.oid OPERATOR(pg_catalog.=) r.conparentid
 WHERE r.contype OPERATOR(pg_catalog.=) 'f'
   AND ((r.conrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
         AND (p.oid IS NULL OR p.conrelid OPERATOR(pg_catalog.<>) r.conrelid))
        OR (r.confrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
            AND (p.oid IS NULL OR p.confrelid OPERATOR(pg_catalog.<>) r.confrelid)))
 ORDER BY is_own DESC, ns.nspname, s.relname, r.conname
