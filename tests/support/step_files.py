"""Tiny STEP files, written by hand so that they can be wrong in exactly one way."""

from __future__ import annotations

import gzip

PEOPLE = "#1=IFCPERSON($,'x',$,$,$,$,$,$);\n#2=IFCORGANIZATION($,'o',$,$,$);\n"


def step_file(
    body: str = PEOPLE,
    schema: str = "IFC4",
    description: str = "'ViewDefinition [ReferenceView]'",
    name: str = "'house.ifc','2026-01-02T03:04:05',('A. Author'),('Org'),'pre','origin','auth'",
) -> bytes:
    """A whole STEP file with ``body`` in its data section."""
    return (
        f"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(({description}),'2;1');\n"
        f"FILE_NAME({name});\nFILE_SCHEMA(('{schema}'));\nENDSEC;\nDATA;\n"
        f"{body}ENDSEC;\nEND-ISO-10303-21;\n"
    ).encode()


def gzipped(data: bytes) -> bytes:
    """The data as gzip, the same bytes each time: they may stand in the names of tests."""
    return gzip.compress(data, mtime=0)
