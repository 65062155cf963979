"""The adapter for XXL-JOB; its knowledge is in the folder `xxl_job`."""
