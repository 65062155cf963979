"""The adapter for iDempiere; its knowledge is in the folder `idempiere`."""
