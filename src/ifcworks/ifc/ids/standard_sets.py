"""The property and quantity sets of the standard, from the templates that ifcopenshell brings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ifcopenshell.util.pset

from ifcworks.ifc.ids.attribute_specs import classes_of, subclasses

_FILES = {
    "IFC2X3": "Pset_IFC2X3.ifc",
    "IFC4": "Pset_IFC4_ADD2.ifc",
    "IFC4X3_ADD2": "Pset_IFC4X3.ifc",
}
_QUANTITIES = {
    "Q_LENGTH": "IFCLENGTHMEASURE",
    "Q_AREA": "IFCAREAMEASURE",
    "Q_VOLUME": "IFCVOLUMEMEASURE",
    "Q_COUNT": "IFCCOUNTMEASURE",
    "Q_WEIGHT": "IFCMASSMEASURE",
    "Q_TIME": "IFCTIMEMEASURE",
}
_ONE_TYPE = ("P_SINGLEVALUE", "P_BOUNDEDVALUE", "P_LISTVALUE")


@dataclass(frozen=True)
class StandardSet:
    """A set of the standard.

    Attributes:
        classes: in capitals, of occurrences and types that may have it; empty if any may.
        properties: name and type of each; the type in capitals, None where it may be several.
    """

    classes: frozenset[str]
    properties: dict[str, str | None]


@cache
def standard_sets(schema: str) -> dict[str, StandardSet]:
    """The sets of a schema by name."""
    folder = Path(ifcopenshell.util.pset.__file__).parent / "schema"
    templates: Any = ifcopenshell.open(folder / _FILES[schema])
    return {
        template.Name: StandardSet(
            _classes(schema, template.ApplicableEntity),
            {p.Name: _type(p) for p in template.HasPropertyTemplates or ()},
        )
        for template in templates.by_type("IfcPropertySetTemplate")
    }


def _classes(schema: str, stated: str | None) -> frozenset[str]:
    """Classes of ``IfcDoor,IfcWindow/SKYLIGHT``, with subtypes, and the types of all these."""
    found: set[str] = set()
    known = classes_of(schema)
    for item in (stated or "").split(","):
        found |= subclasses(schema, item.split("/")[0].strip())
    types = {f"{name}{end}" for name in found for end in ("TYPE", "STYLE")} & known.keys()
    if any("IFC" in item.upper() for item in (stated or "").split(",")) and not found:
        return frozenset()  # of classes that this schema does not have: nothing can be said
    return frozenset(found | types | {n.removesuffix("TYPE") for n in found} & known.keys())


def _type(template: Any) -> str | None:
    kind = template.TemplateType
    if kind in _QUANTITIES:
        return _QUANTITIES[kind]
    if kind in _ONE_TYPE and template.PrimaryMeasureType:
        return str(template.PrimaryMeasureType).upper()
    return "IFCLABEL" if kind == "P_ENUMERATEDVALUE" else None
