"""Who may do what, and what the service itself may reach."""
