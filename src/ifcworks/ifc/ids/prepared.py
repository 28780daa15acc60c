"""What every check needs of the standards, read when this is imported.

The process that starts attempts imports it once, so that none of them spends a second on the XML
Schema of IDS, the standard's property sets, the classes, attributes and types of all schemas, and
the template of the page.
"""

from __future__ import annotations

from ifcworks.ifc.ids.attribute_specs import base_of, subclasses
from ifcworks.ifc.ids.audit_facets import auditor
from ifcworks.ifc.ids.reading import ids_schema
from ifcworks.ifc.ids.standard_sets import standard_sets
from ifcworks.ifc.reports.page import page_template
from ifcworks.ifc.schemas import SUPPORTED

page_template()
ids_schema()
for _schema in SUPPORTED:
    standard_sets(_schema)
    subclasses(_schema, "IfcObjectDefinition")
    base_of(_schema, "IfcLabel")  # reads all types
    auditor(_schema)  # reads all classes and attributes
