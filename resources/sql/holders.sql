-- Whose lock keeps readers from the relation $1 or one of its partitions: those who hold ACCESS EXCLUSIVE, else those who queue for it.
WITH RECURSIVE part(oid) AS (
    SELECT CAST($1 AS pg_catalog.oid)
    UNION
    SELECT h.inhrelid
      FROM part
      JOIN pg_catalog.pg_inherits AS h ON h.inhparent OPERATOR(pg_catalog.=) part.oid
), held AS (
    SELECT l.pid, pg_catalog.bool_or(l.granted) AS granted
      FROM pg_catalog.pg_locks AS l
      JOIN part ON l.relation OPERATOR(pg_catalog.=) part.oid
     WHERE l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock'
       AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database AS d
                                               WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
     GROUP BY l.pid
)
SELECT COALESCE(held.pid, 0), a.usename, a.application_name, a.state, pg_catalog."left"(a.query, 1000),
       CAST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) COALESCE(a.state_change, a.query_start)) OPERATOR(pg_catalog.*) 1000
            AS pg_catalog.int8)
  FROM held
  LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid OPERATOR(pg_catalog.=) held.pid
 ORDER BY held.granted DESC, held.pid
