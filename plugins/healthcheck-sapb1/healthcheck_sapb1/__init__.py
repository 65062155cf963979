"""The adapter for SAP Business One; its knowledge is in the folder `sap_b1`."""
