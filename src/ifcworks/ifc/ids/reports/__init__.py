"""Reports of a check: JSON as ifctester writes it, a page, workbooks, BCF."""
