"""An operation that may be called with anything: for requests that are made up."""
