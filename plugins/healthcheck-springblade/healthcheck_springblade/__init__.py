"""The adapter for SpringBlade; its knowledge is in the folder `springblade`."""
