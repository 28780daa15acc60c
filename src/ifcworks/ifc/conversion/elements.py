"""Which elements of a model go into a conversion, and which stay out without being asked to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ifcopenshell

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.conversion.formats import Format, SpacesAndOpenings
from ifcworks.ifc.conversion.outcome import Skipped
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.scene import scene_of
from ifcworks.ifc.selection import choose


@dataclass(frozen=True)
class Chosen:
    """The elements to convert and those left out by default."""

    products: Sequence[ifcopenshell.entity_instance]
    skipped: Sequence[Skipped]


_OPENINGS = ("IfcOpeningElement",)
_BOTH = ("IfcOpeningElement", "IfcSpace")
_WHY = {
    "IfcOpeningElement": "openings are what is cut out of others, not things",
    "IfcSpace": "spaces are room for air and would hide what is in them",
}


def choose_elements(
    file: ifcopenshell.file,
    format_: Format,
    include: Sequence[str],
    exclude: Sequence[str],
    storeys: Sequence[str],
    spaces_and_openings: SpacesAndOpenings,
) -> Chosen:
    """The products to convert.

    What ``include`` names is taken even if it is a space or an opening, as IfcConvert does.

    Raises:
        ParametersInvalid: a selector is malformed, or a storey does not exist.
        NothingToDo: nothing is left, or nothing was there.
    """
    products = products_with_shape(file)
    if not products:
        raise NothingToDo("The model has no geometry: no element in it has a representation.")
    products = choose(file, products, include, exclude)
    if storeys:
        products = _on_storeys(file, products, storeys)
    out = classes_out(format_, spaces_and_openings, bool(include))
    kept, counts = [], dict.fromkeys(out, 0)
    for product in products:
        name = next((name for name in out if product.is_a(name)), None)
        if name is None:
            kept.append(product)
        else:
            counts[name] += 1
    return Chosen(kept, skipped(counts, bool(kept)))


def skipped(counts: Mapping[str, int], others: bool) -> list[Skipped]:
    """What to tell of elements left out by default, by class.

    Raises:
        NothingToDo: there are no others.
    """
    if not others:
        raise NothingToDo(
            "Only spaces and openings are left, which this format leaves out by default. "
            "Set 'spaces_and_openings' to 'include' to have them."
        )
    return [
        Skipped(
            ifc_class=name,
            count=count,
            why=f"{_WHY[name]}; ask with 'spaces_and_openings' to have them",
        )
        for name, count in counts.items()
        if count
    ]


def classes_out(format_: Format, choice: SpacesAndOpenings, named: bool) -> tuple[str, ...]:
    """The classes that stay out by default; ``named`` if the elements were asked for by name."""
    if choice is SpacesAndOpenings.EXCLUDE:
        return _BOTH
    if choice is SpacesAndOpenings.INCLUDE or named or format_ is Format.GLB:
        # GLB shows openings not at all and spaces faintly, and both can be picked.
        return ()
    return _OPENINGS if format_ is Format.SVG else _BOTH


def storeys_named(file: ifcopenshell.file, names: Sequence[str]) -> set[int]:
    """Step ids of the storeys of these names or GlobalIds.

    Raises:
        ParametersInvalid: there is no such storey.
    """
    storeys = file.by_type("IfcBuildingStorey")
    wanted: set[int] = set()
    for number, name in enumerate(names):
        found = [s.id() for s in storeys if name in (s.Name, s.LongName, s.GlobalId)]
        if not found:
            known = ", ".join(f"'{storey.Name}'" for storey in storeys) or "none"
            sentence = f"The model has no storey '{name}'. It has: {known}."
            raise ParametersInvalid(
                sentence,
                errors=[{"where": f"storeys[{number}]", "what": sentence, "got": name}],
            )
        wanted |= set(found)
    return wanted


def _on_storeys(
    file: ifcopenshell.file,
    products: Sequence[ifcopenshell.entity_instance],
    names: Sequence[str],
) -> list[ifcopenshell.entity_instance]:
    on = storeys_named(file, names)
    entries = scene_of(file, [product.id() for product in products]).entries
    for number, entry in entries.items():
        # Parents come before children.
        if entry.parent in on:
            on.add(number)
    chosen = [product for product in products if product.id() in on]
    if not chosen:
        raise NothingToDo("No element with geometry stands on the storeys that were asked for.")
    return chosen
