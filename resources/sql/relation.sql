-- All that a table document and an opened node need of relations, one JSON object each. $1: their oids, or NULL and then $2.$3 is the
-- schema and name of one; $4: with definitions and partitions. Operators of a key are named by their btree strategy: 1 <, 2 <=, 3 =, 4 >=, 5 >.
SELECT pg_catalog.json_build_object(
    'oid', CAST(c.oid AS pg_catalog.int8),
    'kind', c.relkind,
    'isPartition', c.relispartition,
    'schema', n.nspname,
    'name', c.relname,
    'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
    'rows', CASE WHEN c.relpages OPERATOR(pg_catalog.>) 0
                      OR CAST(pg_catalog.current_setting('server_version_num') AS pg_catalog.int4) OPERATOR(pg_catalog.>=) 140000
                 THEN c.reltuples ELSE -1 END,
    'pages', c.relpages,
    'isHeap', EXISTS (SELECT FROM pg_catalog.pg_am AS m
                       WHERE m.oid OPERATOR(pg_catalog.=) c.relam AND m.amname OPERATOR(pg_catalog.=) 'heap'),
    'isReadable', pg_catalog.has_table_privilege(c.oid, 'SELECT'),
    'hasRowSecurity', c.relrowsecurity,
    'columns', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', a.attname,
            'number', a.attnum,
            'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
            'typeOid', CAST(a.atttypid AS pg_catalog.int8),
            'baseName', (SELECT pg_catalog.format('%I.%I', s.nspname, u.typname)
                           FROM pg_catalog.pg_type AS u
                           JOIN pg_catalog.pg_namespace AS s ON s.oid OPERATOR(pg_catalog.=) u.typnamespace
                          WHERE u.oid OPERATOR(pg_catalog.=) b.oid),
            'typeSchema', (SELECT s.nspname FROM pg_catalog.pg_namespace AS s WHERE s.oid OPERATOR(pg_catalog.=) t.typnamespace),
            'category', t.typcategory,
            'length', t.typlen,
            'base', CAST(b.oid AS pg_catalog.int8),
            'modifier', b.modifier,
            'default', CASE WHEN $4 THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
            'comment', CASE WHEN $4 THEN pg_catalog.col_description(c.oid, a.attnum) END,
            'isNotNull', a.attnotnull,
            'generated', a.attgenerated,
            'identity', a.attidentity,
            'isReadable', pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
        ) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute AS a
          JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
          LEFT JOIN pg_catalog.pg_attrdef AS d
            ON d.adrelid OPERATOR(pg_catalog.=) a.attrelid AND d.adnum OPERATOR(pg_catalog.=) a.attnum
         CROSS JOIN LATERAL (
            WITH RECURSIVE chain(oid, kind, inner_oid, modifier, inner_modifier) AS (
                SELECT t.oid, t.typtype, t.typbasetype, a.atttypmod, t.typtypmod
                UNION ALL
                SELECT u.oid, u.typtype, u.typbasetype, chain.inner_modifier, u.typtypmod
                  FROM chain
                  JOIN pg_catalog.pg_type AS u ON u.oid OPERATOR(pg_catalog.=) chain.inner_oid
                 WHERE chain.kind OPERATOR(pg_catalog.=) 'd'
            )
            SELECT chain.oid, chain.modifier FROM chain WHERE chain.kind OPERATOR(pg_catalog.<>) 'd'
         ) AS b
         WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid
           AND a.attnum OPERATOR(pg_catalog.>) 0
           AND NOT a.attisdropped),
    -- Keys that one can walk along: unique, NOT NULL, one direction, without expression or predicate.
    'keys', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', i.relname,
            'isPrimary', x.indisprimary,
            'columns', k.columns
        ) ORDER BY x.indisprimary DESC, x.indnatts, i.relname)
          FROM pg_catalog.pg_index AS x
          JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid
          JOIN pg_catalog.pg_am AS m ON m.oid OPERATOR(pg_catalog.=) i.relam AND m.amname OPERATOR(pg_catalog.=) 'btree'
         CROSS JOIN LATERAL (
            SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                       'name', a.attname,
                       'operators', (
                           SELECT pg_catalog.json_object_agg(f.amopstrategy, pg_catalog.format('OPERATOR(%I.%s)', v.nspname, y.oprname))
                             FROM pg_catalog.pg_amop AS f
                             JOIN pg_catalog.pg_operator AS y ON y.oid OPERATOR(pg_catalog.=) f.amopopr
                             JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) y.oprnamespace
                            WHERE f.amopfamily OPERATOR(pg_catalog.=) q.opcfamily
                              AND f.amoplefttype OPERATOR(pg_catalog.=) q.opcintype
                              AND f.amoprighttype OPERATOR(pg_catalog.=) q.opcintype),
                       'collation', CASE WHEN p.sorting OPERATOR(pg_catalog.<>) a.attcollation THEN (
                           SELECT pg_catalog.format('%I.%I', v.nspname, o.collname)
                             FROM pg_catalog.pg_collation AS o
                             JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) o.collnamespace
                            WHERE o.oid OPERATOR(pg_catalog.=) p.sorting) END
                   ) ORDER BY p.position) AS columns,
                   pg_catalog.count(*) AS usable,
                   pg_catalog.min(p.option) AS least,
                   pg_catalog.max(p.option) AS most
              FROM ROWS FROM (pg_catalog.unnest(x.indkey), pg_catalog.unnest(x.indclass), pg_catalog.unnest(x.indcollation),
                              pg_catalog.unnest(x.indoption)) WITH ORDINALITY AS p(number, operators, sorting, option, position)
              JOIN pg_catalog.pg_attribute AS a
                ON a.attrelid OPERATOR(pg_catalog.=) x.indrelid AND a.attnum OPERATOR(pg_catalog.=) p.number AND a.attnotnull
              JOIN pg_catalog.pg_opclass AS q ON q.oid OPERATOR(pg_catalog.=) p.operators
             WHERE p.position OPERATOR(pg_catalog.<=) x.indnkeyatts
         ) AS k
         WHERE x.indrelid OPERATOR(pg_catalog.=) c.oid
           AND x.indisunique AND x.indisvalid AND x.indimmediate AND x.indpred IS NULL
           AND k.usable OPERATOR(pg_catalog.=) x.indnkeyatts
           AND k.least OPERATOR(pg_catalog.=) k.most
           AND k.least OPERATOR(pg_catalog.=) ANY (CAST('{0,3}' AS pg_catalog.int2[]))),
    -- Columns that an index gives in the order of a plain ORDER BY: it is led by them, over every row.
    'orders', CASE WHEN $4 THEN (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', a.attname,
            'operators', (
                SELECT pg_catalog.json_object_agg(f.amopstrategy, pg_catalog.format('OPERATOR(%I.%s)', v.nspname, y.oprname))
                  FROM pg_catalog.pg_amop AS f
                  JOIN pg_catalog.pg_operator AS y ON y.oid OPERATOR(pg_catalog.=) f.amopopr
                  JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) y.oprnamespace
                 WHERE f.amopfamily OPERATOR(pg_catalog.=) q.opcfamily
                   AND f.amoplefttype OPERATOR(pg_catalog.=) q.opcintype
                   AND f.amoprighttype OPERATOR(pg_catalog.=) q.opcintype)
        ) ORDER BY a.attnum, i.relname)
          FROM pg_catalog.pg_index AS x
          JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid
          JOIN pg_catalog.pg_am AS m ON m.oid OPERATOR(pg_catalog.=) i.relam AND m.amname OPERATOR(pg_catalog.=) 'btree'
          JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid OPERATOR(pg_catalog.=) x.indrelid AND a.attnum OPERATOR(pg_catalog.=) x.indkey[0]
          JOIN pg_catalog.pg_opclass AS q ON q.oid OPERATOR(pg_catalog.=) x.indclass[0] AND q.opcdefault
         WHERE x.indrelid OPERATOR(pg_catalog.=) c.oid
           AND x.indisvalid AND x.indpred IS NULL
           AND x.indcollation[0] OPERATOR(pg_catalog.=) a.attcollation
           AND x.indoption[0] OPERATOR(pg_catalog.=) ANY (CAST('{0,3}' AS pg_catalog.int2[]))) END,
    'foreign', (
        SELECT pg_catalog.json_agg(DISTINCT f.number)
          FROM pg_catalog.pg_constraint AS r
         CROSS JOIN LATERAL pg_catalog.unnest(r.conkey) AS f(number)
         WHERE r.conrelid OPERATOR(pg_catalog.=) c.oid AND r.contype OPERATOR(pg_catalog.=) 'f'),
    'indexes', CASE WHEN $4 THEN (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', i.relname,
            'definition', pg_catalog.pg_get_indexdef(x.indexrelid),
            'state', pg_catalog.concat_ws(', ', CASE WHEN NOT x.indisvalid THEN 'invalid' END, CASE WHEN NOT x.indisready THEN 'not ready' END)
        ) ORDER BY x.indisprimary DESC, i.relname)
          FROM pg_catalog.pg_index AS x
          JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid
         WHERE x.indrelid OPERATOR(pg_catalog.=) c.oid) END,
    'constraints', CASE WHEN $4 THEN (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', r.conname,
            'definition', pg_catalog.pg_get_constraintdef(r.oid),
            'state', pg_catalog.concat_ws(', ', CASE WHEN NOT r.convalidated THEN 'not validated' END, CASE WHEN r.condeferrable THEN 'deferrable' END)
        ) ORDER BY pg_catalog.strpos('pufxc', CAST(r.contype AS pg_catalog.text)), r.conname)
          FROM pg_catalog.pg_constraint AS r
         WHERE r.conrelid OPERATOR(pg_catalog.=) c.oid
           AND r.contype OPERATOR(pg_catalog.=) ANY (CAST('{p,u,f,x,c}' AS pg_catalog."char"[]))) END,
    'triggers', CASE WHEN $4 THEN (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', g.tgname,
            'definition', pg_catalog.pg_get_triggerdef(g.oid),
            'state', CASE WHEN g.tgenabled OPERATOR(pg_catalog.=) 'D' THEN 'disabled'
                          WHEN g.tgenabled OPERATOR(pg_catalog.=) 'R' THEN 'replica only'
                          WHEN g.tgenabled OPERATOR(pg_catalog.=) 'A' THEN 'always' END
        ) ORDER BY g.tgname)
          FROM pg_catalog.pg_trigger AS g
         WHERE g.tgrelid OPERATOR(pg_catalog.=) c.oid AND NOT g.tgisinternal) END,
    -- Partitions and inheriting tables, however deep.
    'parts', CASE WHEN $4 AND c.relhassubclass THEN (
        WITH RECURSIVE part(oid, parent) AS (
            SELECT h.inhrelid, h.inhparent FROM pg_catalog.pg_inherits AS h WHERE h.inhparent OPERATOR(pg_catalog.=) c.oid
            UNION
            SELECT h.inhrelid, h.inhparent
              FROM part
              JOIN pg_catalog.pg_inherits AS h ON h.inhparent OPERATOR(pg_catalog.=) part.oid
        )
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'oid', CAST(part.oid AS pg_catalog.int8),
            'parent', CAST(part.parent AS pg_catalog.int8),
            'kind', l.relkind,
            'bound', pg_catalog.pg_get_expr(l.relpartbound, l.oid),
            'name', l.relname
        ) ORDER BY l.relname)
          FROM part
          JOIN pg_catalog.pg_class AS l ON l.oid OPERATOR(pg_catalog.=) part.oid) END
)
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE c.oid OPERATOR(pg_catalog.=) ANY (CASE WHEN CAST($1 AS pg_catalog.oid[]) IS NOT NULL THEN CAST($1 AS pg_catalog.oid[]) ELSE ARRAY(
           SELECT o.oid
             FROM pg_catalog.pg_class AS o
             JOIN pg_catalog.pg_namespace AS s ON s.oid OPERATOR(pg_catalog.=) o.relnamespace
            WHERE s.nspname OPERATOR(pg_catalog.=) CAST($2 AS pg_catalog.name)
              AND o.relname OPERATOR(pg_catalog.=) CAST($3 AS pg_catalog.name)) END)
   AND c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,v,m,f,S}' AS pg_catalog."char"[]))
