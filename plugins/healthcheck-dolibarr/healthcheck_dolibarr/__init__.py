"""The adapter for Dolibarr; its knowledge is in the folder `dolibarr`."""
