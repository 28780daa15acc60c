"""SQL over an index: read-only, closed, with limits.

Three walls stand behind each other. ``checking`` reads the SQL with DuckDB's own parser and lets
only those tables, functions and kinds of SQL pass that are listed; ``closed`` opens the index so
that DuckDB itself can neither write nor reach anything else; ``run`` has the query carried out by
a child process that is ended when it takes too long or too much memory.
"""
