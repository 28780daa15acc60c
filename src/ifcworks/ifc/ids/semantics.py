"""Rules of the standard that do not depend on where the facts come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ifcworks.ifc.ids.facts import Classified, Predefined, Property, Values

_UNSET = (None, "NOTDEFINED")
_NOTHING: tuple[str | None, str | None] = ("NOTDEFINED", None)
_CELSIUS = 273.15

# Name in an IDS, occurrence and type in IFC2X3: ifc2x3-occurrence-type-mapping-table.md of the
# standard. The type's class is the name with TYPE behind it.
_OCCURRENCES = {
    "IFCFURNISHINGELEMENT": "FURNITURE SYSTEMFURNITUREELEMENT",
    "IFCDISTRIBUTIONCONTROLELEMENT": "ACTUATOR ALARM CONTROLLER FLOWINSTRUMENT SENSOR",
    "IFCENERGYCONVERSIONDEVICE": (
        "AIRTOAIRHEATRECOVERY BOILER CHILLER COIL CONDENSER COOLEDBEAM COOLINGTOWER "
        "ELECTRICGENERATOR ELECTRICMOTOR EVAPORATIVECOOLER EVAPORATOR HEATEXCHANGER HUMIDIFIER "
        "MOTORCONNECTION SPACEHEATER TRANSFORMER TUBEBUNDLE UNITARYEQUIPMENT"
    ),
    "IFCFLOWCONTROLLER": (
        "AIRTERMINALBOX DAMPER ELECTRICTIMECONTROL FLOWMETER PROTECTIVEDEVICE SWITCHINGDEVICE VALVE"
    ),
    "IFCFLOWFITTING": "CABLECARRIERFITTING DUCTFITTING JUNCTIONBOX PIPEFITTING",
    "IFCFLOWMOVINGDEVICE": "COMPRESSOR FAN PUMP",
    "IFCFLOWSEGMENT": "CABLECARRIERSEGMENT CABLESEGMENT DUCTSEGMENT PIPESEGMENT",
    "IFCFLOWSTORAGEDEVICE": "ELECTRICFLOWSTORAGEDEVICE TANK",
    "IFCFLOWTERMINAL": (
        "AIRTERMINAL ELECTRICAPPLIANCE FIRESUPPRESSIONTERMINAL LAMP LIGHTFIXTURE OUTLET "
        "SANITARYTERMINAL STACKTERMINAL WASTETERMINAL"
    ),
    "IFCFLOWTREATMENTDEVICE": "DUCTSILENCER FILTER",
    "IFCEQUIPMENTELEMENT": "VIBRATIONISOLATOR",
}
MADE_BY_TYPE = {
    (occurrence, f"IFC{name}TYPE"): f"IFC{name}"
    for occurrence, names in _OCCURRENCES.items()
    for name in names.split()
}
"""What occurrences of IFC2X3 are called in an IDS, by their class and that of their type."""

RELATIONS = {
    "IFCRELAGGREGATES": ("IfcRelAggregates",),
    "IFCRELASSIGNSTOGROUP": ("IfcRelAssignsToGroup", "IfcRelAssignsToGroupByFactor"),
    "IFCRELCONTAINEDINSPATIALSTRUCTURE": ("IfcRelContainedInSpatialStructure",),
    "IFCRELNESTS": ("IfcRelNests",),
    "IFCRELVOIDSELEMENT IFCRELFILLSELEMENT": ("IfcRelVoidsElement", "IfcRelFillsElement"),
}
"""The relationships that make something a part, by what an IDS calls them."""


def called(own: str, of_type: str | None, schema: str) -> tuple[str, ...]:
    """What an instance is in an IDS: its class, and in IFC2X3 the one that its type makes of it."""
    own = own.upper()
    if schema == "IFC2X3" and of_type is not None:
        made = MADE_BY_TYPE.get((own, of_type.upper()))
        if made is not None:
            return own, made
    return (own,)


def predefined_type(
    own: tuple[str | None, str | None], of_type: tuple[str | None, str | None] | None
) -> Predefined:
    """Type and user's word: of the type if that has any, else of the occurrence.

    Args:
        own: PredefinedType, and ObjectType (ElementType, ProcessType of a type).
        of_type: the same of the type.
    """
    for stated, said in (of_type or _NOTHING, own):
        if stated == "USERDEFINED":
            return Predefined(said or stated, True)
        if stated is None and said:
            return Predefined(said, True)
        if stated not in _UNSET:
            return Predefined(stated, False)
    return Predefined(own[0] or (of_type or own)[0], False)


def wholes_of(
    start: int, relation: str | None, above: dict[str, dict[int, list[int]]]
) -> list[int]:
    """All that an instance is a part of at any height, next first.

    Args:
        start: id of the instance.
        relation: one of ``RELATIONS``, which alone counts then; None for all of them.
        above: for each relation of ``RELATIONS`` what instances are a part of.
    """
    kinds = list(above) if relation is None else [relation]
    found: dict[int, None] = {}
    waiting = [start]
    while waiting:
        number = waiting.pop(0)
        for kind in kinds:
            for whole in above[kind].get(number, ()):
                if whole not in found and whole != start:
                    found[whole] = None
                    waiting.append(whole)
    return list(found)


def with_inherited(
    own: list[tuple[Any, Classified]], of_type: list[tuple[Any, Classified]]
) -> list[Classified]:
    """References with those of the type in systems of which there is none of one's own.

    Args:
        own: system (whatever tells it from others) and reference of each.
        of_type: the same of the type.
    """
    systems = {system for system, _ in own}
    return [found for _, found in own] + [
        found for system, found in of_type if system not in systems
    ]


def in_si(number: Any, scale: float | None, symbol: str | None) -> Any:
    """A number in SI: an integer stays one where nothing is converted."""
    if symbol == "°C":
        return float(number) + _CELSIUS
    return number if scale is None or scale == 1.0 else float(number) * scale


def single(name: str, ifc_type: str | None, value: Any) -> Property:
    """A property of one value, or of none if that is None."""
    return Property(name, "single", () if value is None else (Values(ifc_type, (value,)),))


def unsupported(name: str) -> Property:
    """A complex or reference property, which IDS does not look into."""
    return Property(name, "unsupported", ())


def known(values: Iterable[Any], convert: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Values that are there, converted."""
    return tuple(convert(value) for value in values if value is not None)
