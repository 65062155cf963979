SELECT s.name AS name, s.setting AS value, s.unit AS unit, 'pg_settings#' || s.name AS origin
FROM pg_catalog.pg_settings AS s
WHERE s.name IN (
  'server_version', 'server_encoding', 'lc_collate', 'TimeZone', 'data_checksums', 'block_size',
  'max_connections', 'superuser_reserved_connections', 'shared_buffers', 'effective_cache_size', 'work_mem',
  'hash_mem_multiplier', 'maintenance_work_mem', 'temp_buffers', 'temp_file_limit', 'huge_pages',
  'random_page_cost', 'seq_page_cost', 'effective_io_concurrency', 'default_statistics_target', 'jit',
  'max_parallel_workers', 'max_parallel_workers_per_gather', 'max_worker_processes',
  'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'deadlock_timeout',
  'autovacuum', 'autovacuum_max_workers', 'autovacuum_naptime', 'autovacuum_vacuum_scale_factor',
  'autovacuum_analyze_scale_factor', 'autovacuum_analyze_threshold', 'autovacuum_freeze_max_age',
  'fsync', 'full_page_writes', 'synchronous_commit', 'wal_level', 'max_wal_size', 'checkpoint_timeout',
  'checkpoint_completion_target', 'archive_mode', 'log_min_duration_statement', 'log_lock_waits', 'log_temp_files',
  'track_activities', 'track_counts', 'track_io_timing', 'shared_preload_libraries', 'password_encryption', 'ssl'
)
