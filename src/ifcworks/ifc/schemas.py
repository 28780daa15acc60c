"""Which IFC schemas are read, and how to say no to the others.

The list is that of the schemas compiled into ifcopenshell 0.9 (a test compares them). Pure Python:
the API process asks this while a file is uploaded.
"""

from __future__ import annotations

from collections.abc import Sequence

from ifcworks.errors import SchemaUnsupported

SUPPORTED = ("IFC2X3", "IFC4", "IFC4X3_ADD2")
READ_AS = {
    "IFC2X3_TC1": "IFC2X3",
    "IFC2X3_FINAL": "IFC2X3",
    "IFC4_ADD1": "IFC4",
    "IFC4_ADD2": "IFC4",
    "IFC4_ADD2_TC1": "IFC4",
    "IFC4X3": "IFC4X3_ADD2",
    "IFC4X3_TC1": "IFC4X3_ADD2",
    "IFC4X3_ADD1": "IFC4X3_ADD2",
}
"""Other editions of the same standards, and the supported one that they are read as.

Editions of one standard differ in a few attributes at most; what does not fit is reported by the
parser, instance by instance. Drafts (IFC4X3_RC1 …) differ by whole classes and are refused.
"""
_LIST = "IFC2X3, IFC4 and IFC4X3_ADD2"


def supported_schema(identifiers: Sequence[str]) -> str:
    """The schema that ``FILE_SCHEMA`` of a STEP file names, in capitals as in the standard.

    It is one of ``SUPPORTED`` or of ``READ_AS``.

    Raises:
        SchemaUnsupported: it names none, several, no IFC schema, or one that is not read.
    """
    found = ", ".join(identifiers)
    if len(identifiers) != 1:
        said = f"several schemas ({found})" if identifiers else "no schema at all"
        raise SchemaUnsupported(
            f"FILE_SCHEMA in the header names {said}, where an IFC file names exactly one. "
            f"Supported are {_LIST}.",
            schema=found or None,
        )
    name = identifiers[0].upper()
    if name in SUPPORTED or name in READ_AS:
        return name
    if not name.startswith("IFC"):
        raise SchemaUnsupported(
            f"This is a STEP file of the schema '{_shortened(found)}', not an IFC model. "
            f"Export the model as IFC; supported are {_LIST}.",
            schema=_shortened(found),
        )
    raise SchemaUnsupported(
        f"The model is written in the schema '{_shortened(found)}'{_kind_of(name)}. "
        f"Supported are {_LIST}; export it in one of these.",
        schema=_shortened(found),
    )


def _kind_of(name: str) -> str:
    if "RC" in name:
        return ", a draft (release candidate) of a later standard"
    if name.startswith(("IFC2X2", "IFC2X_", "IFC2.", "IFC1", "IFC20")) or name == "IFC2X":
        return ", which is older than IFC2X3"
    if name.startswith("IFC4X"):
        return ", which IFC4X3_ADD2 has replaced"
    return ""


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
