"""Commands that talk to a running service: jobs, files, projects."""
