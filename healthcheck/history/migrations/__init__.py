"""How a history's tables came to be, one file per step; Alembic runs them."""
