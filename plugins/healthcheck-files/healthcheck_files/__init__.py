"""healthcheck adapter for fact files: tables that people write or export themselves."""
