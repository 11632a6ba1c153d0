"""Who does the jobs, and what a job is."""
