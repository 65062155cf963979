"""Adapters for Yonyou; their knowledge is in the folders `u8` and `nc`."""
