-- Who makes the backend $1 wait. A prepared transaction has no backend: its number is 0.
SELECT b.pid, a.usename, a.application_name, a.state, pg_catalog."left"(a.query, 1000),
       CAST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) COALESCE(a.state_change, a.query_start)) OPERATOR(pg_catalog.*) 1000
            AS pg_catalog.int8)
  FROM (SELECT DISTINCT u.pid FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(CAST($1 AS pg_catalog.int4))) AS u(pid)) AS b
  LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid OPERATOR(pg_catalog.=) b.pid
 ORDER BY b.pid
