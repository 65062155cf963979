"""Rules on Spark: facts of a folder of Parquet, the rules' SQL translated, findings as DuckDB would give them."""
