-- Who waits for the backend $1. Only backends with a lock not granted are asked about: pg_blocking_pids is not cheap.
SELECT w.pid, a.usename, a.application_name, a.state, pg_catalog."left"(a.query, 1000),
       CAST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) COALESCE(a.state_change, a.query_start)) OPERATOR(pg_catalog.*) 1000
            AS pg_catalog.int8)
  FROM (SELECT DISTINCT l.pid FROM pg_catalog.pg_locks AS l WHERE NOT l.granted) AS w
  LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid OPERATOR(pg_catalog.=) w.pid
 WHERE CAST($1 AS pg_catalog.int4) OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(w.pid))
 ORDER BY w.pid
