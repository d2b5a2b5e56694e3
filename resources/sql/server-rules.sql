-- pg_hba.conf line by line.
SELECT h.type, pg_catalog.to_json(h.database), pg_catalog.to_json(h.user_name), h.address, h.netmask, h.auth_method, h.error
  FROM pg_catalog.pg_hba_file_rules AS h
