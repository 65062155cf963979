"""Adapters for Kingdee; their knowledge is in the folders `k3_wise` and `cloud_cosmic`."""
