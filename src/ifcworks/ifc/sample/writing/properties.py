"""Property and quantity sets."""

import ifcopenshell
import ifcopenshell.api.pset
from ifcopenshell import entity_instance

from ifcworks.ifc.sample.model import Sets


def add_property_sets(file: ifcopenshell.file, product: entity_instance, psets: Sets) -> None:
    """Add property sets; standard ones get the data types of their buildingSMART templates."""
    for name, properties in psets.items():
        pset = ifcopenshell.api.pset.add_pset(file, product=product, name=name)
        ifcopenshell.api.pset.edit_pset(file, pset=pset, properties=dict(properties))


def add_quantity_sets(file: ifcopenshell.file, product: entity_instance, sets: Sets) -> None:
    """Add quantity sets in the units of the file."""
    for name, quantities in sets.items():
        qto = ifcopenshell.api.pset.add_qto(file, product=product, name=name)
        ifcopenshell.api.pset.edit_qto(file, qto=qto, properties=dict(quantities))
