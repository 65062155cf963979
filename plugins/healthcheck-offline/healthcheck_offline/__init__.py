"""For sites without a network: findings as CSV, alerts into a file that somebody carries out."""
