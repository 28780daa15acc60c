"""What one can see of a running service: its log, later metrics and health."""
