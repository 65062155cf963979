"""What healthcheck knows about Odoo."""
