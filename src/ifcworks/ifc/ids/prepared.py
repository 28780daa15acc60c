"""What every check needs of the standards, read when this is imported.

The process that starts attempts imports it once, so that none of them spends half a second on the
XML Schema of IDS, the standard's property sets and the attributes of all classes.
"""

from __future__ import annotations

from ifcworks.ifc.ids.attribute_specs import attribute_specs, classes_of, subclasses
from ifcworks.ifc.ids.reading import ids_schema
from ifcworks.ifc.ids.standard_sets import standard_sets
from ifcworks.ifc.schemas import SUPPORTED

ids_schema()
for _schema in SUPPORTED:
    standard_sets(_schema)
    subclasses(_schema, "IfcObjectDefinition")
    for _name in classes_of(_schema):
        attribute_specs(_schema, _name)
