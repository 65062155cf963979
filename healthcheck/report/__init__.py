"""Reports: one module per format. Each turns a :class:`healthcheck.scan.Scan` into text in one language."""
