-- All that pg_dump --schema-only says of one relation and of the sequences it owns, one JSON object. $1: its oid. Columns of a catalog
-- that came after version 12 are read through to_jsonb. A default or check is separate where it depends on something that depends on
-- the table itself (pg_dump_sort.c: the loops it repairs).
WITH RECURSIVE reach(start_class, start_oid, class, oid) AS (
    SELECT d.classid, d.objid, d.refclassid, d.refobjid
      FROM pg_catalog.pg_depend AS d
      JOIN (SELECT CAST('pg_catalog.pg_attrdef' AS pg_catalog.regclass) AS class, f.oid
              FROM pg_catalog.pg_attrdef AS f WHERE f.adrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
             UNION ALL
            SELECT CAST('pg_catalog.pg_constraint' AS pg_catalog.regclass), r.oid
              FROM pg_catalog.pg_constraint AS r
             WHERE r.conrelid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid) AND r.contype OPERATOR(pg_catalog.=) 'c') AS part
        ON d.classid OPERATOR(pg_catalog.=) CAST(part.class AS pg_catalog.oid) AND d.objid OPERATOR(pg_catalog.=) part.oid
     WHERE NOT (d.refclassid OPERATOR(pg_catalog.=) CAST(CAST('pg_catalog.pg_class' AS pg_catalog.regclass) AS pg_catalog.oid)
                AND d.refobjid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid))
    UNION
    SELECT reach.start_class, reach.start_oid, d.refclassid, d.refobjid
      FROM reach
      JOIN pg_catalog.pg_depend AS d
        ON d.classid OPERATOR(pg_catalog.=) reach.class AND d.objid OPERATOR(pg_catalog.=) reach.oid
     WHERE reach.oid OPERATOR(pg_catalog.<>) CAST($1 AS pg_catalog.oid)
), separate AS (
    SELECT start_class AS class, start_oid AS oid
      FROM reach
     WHERE class OPERATOR(pg_catalog.=) CAST(CAST('pg_catalog.pg_class' AS pg_catalog.regclass) AS pg_catalog.oid)
       AND oid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
), shown AS (
    SELECT c.oid, 0 AS place, CAST(0 AS pg_catalog.oid) AS owner, NULL AS owner_column, NULL AS identity
      FROM pg_catalog.pg_class AS c
     WHERE c.oid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
       AND c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,v,m,f}' AS pg_catalog."char"[]))
    UNION ALL
    SELECT s.oid, 1, o.attrelid, o.attname, o.attidentity
      FROM pg_catalog.pg_class AS s
      LEFT JOIN pg_catalog.pg_depend AS d
        ON d.classid OPERATOR(pg_catalog.=) s.tableoid AND d.objid OPERATOR(pg_catalog.=) s.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
           AND d.refclassid OPERATOR(pg_catalog.=) s.tableoid AND d.deptype OPERATOR(pg_catalog.=) ANY (CAST('{a,i}' AS pg_catalog."char"[]))
      LEFT JOIN pg_catalog.pg_attribute AS o
        ON o.attrelid OPERATOR(pg_catalog.=) d.refobjid AND o.attnum OPERATOR(pg_catalog.=) d.refobjsubid
     WHERE s.relkind OPERATOR(pg_catalog.=) 'S'
       AND s.oid OPERATOR(pg_catalog.=) ANY (ARRAY(
           SELECT CAST($1 AS pg_catalog.oid)
            UNION ALL
           SELECT w.objid
             FROM pg_catalog.pg_depend AS w
            WHERE w.refclassid OPERATOR(pg_catalog.=) CAST(CAST('pg_catalog.pg_class' AS pg_catalog.regclass) AS pg_catalog.oid)
              AND w.refobjid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.oid)
              AND w.classid OPERATOR(pg_catalog.=) w.refclassid AND w.deptype OPERATOR(pg_catalog.=) ANY (CAST('{a,i}' AS pg_catalog."char"[]))))
)
SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
    'kind', c.relkind,
    'schema', n.nspname,
    'name', c.relname,
    'owner', pg_catalog.pg_get_userbyid(c.relowner),
    'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
    'persistence', c.relpersistence,
    'ofType', CASE WHEN c.reloftype OPERATOR(pg_catalog.<>) CAST(0 AS pg_catalog.oid) THEN pg_catalog.format_type(c.reloftype, NULL) END,
    'isPartition', c.relispartition,
    'bound', pg_catalog.pg_get_expr(c.relpartbound, c.oid),
    'partitionKey', CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
    'options', c.reloptions,
    'toastOptions', (SELECT t.reloptions FROM pg_catalog.pg_class AS t WHERE t.oid OPERATOR(pg_catalog.=) c.reltoastrelid),
    'tablespace', (SELECT t.spcname FROM pg_catalog.pg_tablespace AS t WHERE t.oid OPERATOR(pg_catalog.=) c.reltablespace),
    'method', (SELECT m.amname FROM pg_catalog.pg_am AS m WHERE m.oid OPERATOR(pg_catalog.=) c.relam),
    'replicaIdentity', c.relreplident,
    'hasRowSecurity', c.relrowsecurity,
    'forcesRowSecurity', c.relforcerowsecurity,
    'privileges', CAST(c.relacl AS pg_catalog.text[]),
    'defaultPrivileges', CAST(pg_catalog.acldefault(CAST(CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 's' ELSE 'r' END AS pg_catalog."char"), c.relowner) AS pg_catalog.text[]),
    'hasMaintain', CAST(pg_catalog.current_setting('server_version_num') AS pg_catalog.int4) OPERATOR(pg_catalog.>=) 170000,
    'query', CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{v,m}' AS pg_catalog."char"[])) THEN pg_catalog.pg_get_viewdef(c.oid) END,
    'ownerTable', (
        SELECT pg_catalog.format('%I.%I', v.nspname, p.relname)
          FROM pg_catalog.pg_class AS p
          JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) p.relnamespace
         WHERE p.oid OPERATOR(pg_catalog.=) shown.owner),
    'ownerColumn', shown.owner_column,
    'identityKind', shown.identity,
    'sequence', (
        SELECT pg_catalog.json_build_object('type', pg_catalog.format_type(s.seqtypid, NULL), 'start', CAST(s.seqstart AS pg_catalog.text),
                   'increment', CAST(s.seqincrement AS pg_catalog.text), 'least', CAST(s.seqmin AS pg_catalog.text),
                   'most', CAST(s.seqmax AS pg_catalog.text), 'cache', CAST(s.seqcache AS pg_catalog.text), 'cycles', s.seqcycle)
          FROM pg_catalog.pg_sequence AS s WHERE s.seqrelid OPERATOR(pg_catalog.=) c.oid),
    'server', (
        SELECT pg_catalog.json_build_object('name', v.srvname, 'options', (
                   SELECT pg_catalog.string_agg(pg_catalog.format('%I %L', o.option_name, o.option_value), E',\n    ' ORDER BY o.option_name)
                     FROM pg_catalog.pg_options_to_table(f.ftoptions) AS o))
          FROM pg_catalog.pg_foreign_table AS f
          JOIN pg_catalog.pg_foreign_server AS v ON v.oid OPERATOR(pg_catalog.=) f.ftserver
         WHERE f.ftrelid OPERATOR(pg_catalog.=) c.oid),
    'parents', (
        SELECT pg_catalog.json_agg(pg_catalog.format('%I.%I', v.nspname, p.relname) ORDER BY h.inhseqno)
          FROM pg_catalog.pg_inherits AS h
          JOIN pg_catalog.pg_class AS p ON p.oid OPERATOR(pg_catalog.=) h.inhparent
          JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) p.relnamespace
         WHERE h.inhrelid OPERATOR(pg_catalog.=) c.oid),
    'labels', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object('provider', l.provider, 'text', l.label, 'column', a.attname) ORDER BY l.objsubid, l.provider)
          FROM pg_catalog.pg_seclabel AS l
          LEFT JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid OPERATOR(pg_catalog.=) l.objoid AND a.attnum OPERATOR(pg_catalog.=) l.objsubid AND l.objsubid OPERATOR(pg_catalog.>) 0
         WHERE l.objoid OPERATOR(pg_catalog.=) c.oid AND l.classoid OPERATOR(pg_catalog.=) c.tableoid),
    'extensions', (
        SELECT pg_catalog.json_agg(e.extname ORDER BY e.extname)
          FROM pg_catalog.pg_depend AS d
          JOIN pg_catalog.pg_extension AS e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
         WHERE d.classid OPERATOR(pg_catalog.=) c.tableoid AND d.objid OPERATOR(pg_catalog.=) c.oid AND d.deptype OPERATOR(pg_catalog.=) 'x'),
    'columns', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', a.attname,
            'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
            'collation', CASE WHEN a.attcollation OPERATOR(pg_catalog.<>) t.typcollation THEN (
                SELECT pg_catalog.format('%I.%I', v.nspname, o.collname)
                  FROM pg_catalog.pg_collation AS o
                  JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) o.collnamespace
                 WHERE o.oid OPERATOR(pg_catalog.=) a.attcollation) END,
            'default', x.text,
            'isDefaultSeparate', EXISTS (SELECT FROM separate
                                          WHERE separate.class OPERATOR(pg_catalog.=) d.tableoid AND separate.oid OPERATOR(pg_catalog.=) d.oid),
            'generated', a.attgenerated,
            'isNotNull', a.attnotnull,
            'isLocal', a.attislocal,
            'isNotNullAbove', above.not_null,
            'hasDefaultAbove', above.has_default,
            'isGeneratedAbove', above.same AND NOT above.other,
            'statistics', pg_catalog.to_jsonb(a) OPERATOR(pg_catalog.->) 'attstattarget',
            'storage', CASE WHEN a.attstorage OPERATOR(pg_catalog.<>) t.typstorage THEN a.attstorage END,
            'compression', pg_catalog.to_jsonb(a) OPERATOR(pg_catalog.->) 'attcompression',
            'options', a.attoptions,
            'serverOptions', (
                SELECT pg_catalog.string_agg(pg_catalog.format('%I %L', o.option_name, o.option_value), E',\n    ' ORDER BY o.option_name)
                  FROM pg_catalog.pg_options_to_table(a.attfdwoptions) AS o),
            'comment', pg_catalog.col_description(c.oid, a.attnum),
            'privileges', CAST(a.attacl AS pg_catalog.text[])
        ) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute AS a
          JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
          LEFT JOIN pg_catalog.pg_attrdef AS d
            ON d.adrelid OPERATOR(pg_catalog.=) a.attrelid AND d.adnum OPERATOR(pg_catalog.=) a.attnum
         CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS text) AS x
         CROSS JOIN LATERAL (
            SELECT pg_catalog.bool_or(pa.attnotnull) AS not_null,
                   pg_catalog.bool_or(pa.attgenerated OPERATOR(pg_catalog.=) '' AND px.text OPERATOR(pg_catalog.<>) 'NULL') AS has_default,
                   pg_catalog.bool_or(pa.attgenerated OPERATOR(pg_catalog.<>) '' AND COALESCE(px.text OPERATOR(pg_catalog.=) x.text, false)) AS same,
                   pg_catalog.bool_or(pa.attgenerated OPERATOR(pg_catalog.<>) '' AND NOT COALESCE(px.text OPERATOR(pg_catalog.=) x.text, false)) AS other
              FROM pg_catalog.pg_inherits AS h
              JOIN pg_catalog.pg_attribute AS pa
                ON pa.attrelid OPERATOR(pg_catalog.=) h.inhparent AND pa.attname OPERATOR(pg_catalog.=) a.attname AND NOT pa.attisdropped
              LEFT JOIN pg_catalog.pg_attrdef AS pd
                ON pd.adrelid OPERATOR(pg_catalog.=) pa.attrelid AND pd.adnum OPERATOR(pg_catalog.=) pa.attnum
             CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_expr(pd.adbin, pd.adrelid) AS text) AS px
             WHERE h.inhrelid OPERATOR(pg_catalog.=) c.oid) AS above
         WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid
           AND a.attnum OPERATOR(pg_catalog.>) 0
           AND NOT a.attisdropped),
    'constraints', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', r.conname,
            'type', r.contype,
            'definition', pg_catalog.pg_get_constraintdef(r.oid),
            'isLocal', r.conislocal,
            'isSeparate', NOT r.convalidated OR EXISTS (
                SELECT FROM separate
                 WHERE separate.class OPERATOR(pg_catalog.=) r.tableoid AND separate.oid OPERATOR(pg_catalog.=) r.oid),
            'comment', pg_catalog.obj_description(r.oid, 'pg_constraint')
        ) ORDER BY r.conname)
          FROM pg_catalog.pg_constraint AS r
         WHERE r.conrelid OPERATOR(pg_catalog.=) c.oid
           AND (r.contype OPERATOR(pg_catalog.=) 'c'
                OR r.contype OPERATOR(pg_catalog.=) 'f' AND r.conparentid OPERATOR(pg_catalog.=) CAST(0 AS pg_catalog.oid))),
    'indexes', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', i.relname,
            'definition', pg_catalog.pg_get_indexdef(i.oid),
            'constraint', CASE WHEN r.oid IS NOT NULL THEN pg_catalog.json_build_object(
                'name', r.conname,
                'type', r.contype,
                'definition', pg_catalog.pg_get_constraintdef(r.oid),
                'comment', pg_catalog.obj_description(r.oid, 'pg_constraint')) END,
            'options', i.reloptions,
            'tablespace', (SELECT t.spcname FROM pg_catalog.pg_tablespace AS t WHERE t.oid OPERATOR(pg_catalog.=) i.reltablespace),
            'isClustered', x.indisclustered,
            'isIdentity', x.indisreplident,
            'comment', pg_catalog.obj_description(i.oid, 'pg_class'),
            'parent', (
                SELECT pg_catalog.format('%I.%I', v.nspname, p.relname)
                  FROM pg_catalog.pg_inherits AS h
                  JOIN pg_catalog.pg_class AS p ON p.oid OPERATOR(pg_catalog.=) h.inhparent
                  JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) p.relnamespace
                 WHERE h.inhrelid OPERATOR(pg_catalog.=) i.oid),
            'statistics', (
                SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attstattarget) ORDER BY a.attnum)
                  FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid OPERATOR(pg_catalog.=) i.oid AND a.attstattarget OPERATOR(pg_catalog.>=) CAST(0 AS pg_catalog.int2)),
            'extensions', (
                SELECT pg_catalog.json_agg(e.extname ORDER BY e.extname)
                  FROM pg_catalog.pg_depend AS d
                  JOIN pg_catalog.pg_extension AS e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
                 WHERE d.classid OPERATOR(pg_catalog.=) i.tableoid AND d.objid OPERATOR(pg_catalog.=) i.oid AND d.deptype OPERATOR(pg_catalog.=) 'x')
        ) ORDER BY i.relname)
          FROM pg_catalog.pg_index AS x
          JOIN pg_catalog.pg_class AS i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid
          LEFT JOIN pg_catalog.pg_constraint AS r
            ON r.conrelid OPERATOR(pg_catalog.=) x.indrelid AND r.conindid OPERATOR(pg_catalog.=) x.indexrelid
               AND r.contype OPERATOR(pg_catalog.=) ANY (CAST('{p,u,x}' AS pg_catalog."char"[]))
         WHERE x.indrelid OPERATOR(pg_catalog.=) c.oid
           AND (x.indisvalid OR c.relkind OPERATOR(pg_catalog.=) 'p') AND x.indisready),
    'statistics', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'schema', v.nspname,
            'name', s.stxname,
            'owner', pg_catalog.pg_get_userbyid(s.stxowner),
            'definition', pg_catalog.pg_get_statisticsobjdef(s.oid),
            'target', pg_catalog.to_jsonb(s) OPERATOR(pg_catalog.->) 'stxstattarget',
            'comment', pg_catalog.obj_description(s.oid, 'pg_statistic_ext')
        ) ORDER BY v.nspname, s.stxname)
          FROM pg_catalog.pg_statistic_ext AS s
          JOIN pg_catalog.pg_namespace AS v ON v.oid OPERATOR(pg_catalog.=) s.stxnamespace
         WHERE s.stxrelid OPERATOR(pg_catalog.=) c.oid),
    'rules', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', u.rulename,
            'definition', pg_catalog.pg_get_ruledef(u.oid),
            'enabled', u.ev_enabled,
            'comment', pg_catalog.obj_description(u.oid, 'pg_rewrite')
        ) ORDER BY u.rulename)
          FROM pg_catalog.pg_rewrite AS u
         WHERE u.ev_class OPERATOR(pg_catalog.=) c.oid AND u.rulename OPERATOR(pg_catalog.<>) '_RETURN'),
    -- A partition's copy of a trigger only where it is not enabled as its parent's is.
    'triggers', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', g.tgname,
            'definition', pg_catalog.pg_get_triggerdef(g.oid, false),
            'enabled', g.tgenabled,
            'isCopy', p.oid IS NOT NULL,
            'comment', pg_catalog.obj_description(g.oid, 'pg_trigger'),
            'extensions', (
                SELECT pg_catalog.json_agg(e.extname ORDER BY e.extname)
                  FROM pg_catalog.pg_depend AS d
                  JOIN pg_catalog.pg_extension AS e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
                 WHERE d.classid OPERATOR(pg_catalog.=) g.tableoid AND d.objid OPERATOR(pg_catalog.=) g.oid AND d.deptype OPERATOR(pg_catalog.=) 'x')
        ) ORDER BY g.tgname)
          FROM pg_catalog.pg_trigger AS g
          LEFT JOIN pg_catalog.pg_trigger AS p
            ON p.oid OPERATOR(pg_catalog.=) CAST(pg_catalog.to_jsonb(g) OPERATOR(pg_catalog.->>) 'tgparentid' AS pg_catalog.oid)
         WHERE g.tgrelid OPERATOR(pg_catalog.=) c.oid
           AND (p.oid IS NULL AND NOT g.tgisinternal OR g.tgenabled OPERATOR(pg_catalog.<>) p.tgenabled)),
    'policies', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', y.polname,
            'command', y.polcmd,
            'isPermissive', y.polpermissive,
            'roles', CASE WHEN NOT (CAST(0 AS pg_catalog.oid) OPERATOR(pg_catalog.=) ANY (y.polroles)) THEN (
                SELECT pg_catalog.string_agg(pg_catalog.quote_ident(CAST(o.rolname AS pg_catalog.text)), ', ')
                  FROM pg_catalog.pg_roles AS o WHERE o.oid OPERATOR(pg_catalog.=) ANY (y.polroles)) END,
            'using', pg_catalog.pg_get_expr(y.polqual, y.polrelid),
            'check', pg_catalog.pg_get_expr(y.polwithcheck, y.polrelid),
            'comment', pg_catalog.obj_description(y.oid, 'pg_policy')
        ) ORDER BY y.polname)
          FROM pg_catalog.pg_policy AS y
         WHERE y.polrelid OPERATOR(pg_catalog.=) c.oid)
) ORDER BY shown.place, n.nspname, c.relname)
  FROM shown
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) shown.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
