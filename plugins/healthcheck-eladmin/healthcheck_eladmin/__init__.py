"""The adapter for eladmin; its knowledge is in the folder `eladmin`."""
