"""healthcheck for weighbridges: an adapter (``weighbridge/``), a pack (``rules/``), a fact table and weights."""
