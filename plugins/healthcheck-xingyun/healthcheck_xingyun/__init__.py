"""The adapter for Xingyun ERP (星云 ERP); its knowledge is in the folder `xingyun`."""
