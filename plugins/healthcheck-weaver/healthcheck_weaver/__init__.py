"""The adapter for Weaver e-cology; its knowledge is in the folder `ecology`."""
