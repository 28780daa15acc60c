"""A sample building of which everything is known: a house, its services, its second version.

`write_sample` writes three IFC models, an IDS with requirements, and the truth about all of them
as JSON. See `files` for what is written, `house` for the plan.
"""

from .files import SampleFiles, write_sample

__all__ = ["SampleFiles", "write_sample"]
