"""What is asked of ifcpipeline as an operation with parameters, and its result in their words."""
