"""healthcheck adapter for Tryton and for systems built on it."""
