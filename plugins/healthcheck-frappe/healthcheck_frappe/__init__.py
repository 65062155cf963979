"""The adapter for the Frappe framework and ERPNext; its knowledge is in the folder `frappe`."""
