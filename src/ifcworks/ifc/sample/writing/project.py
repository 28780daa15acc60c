"""The frame of an IFC file: header, project, units, contexts and georeferencing."""

from typing import NamedTuple

import ifcopenshell
import ifcopenshell.api.context
import ifcopenshell.api.georeference
import ifcopenshell.api.project
import ifcopenshell.api.root
import ifcopenshell.api.unit
from ifcopenshell import entity_instance

from ifcworks.ifc.sample.model import Model

SCHEMA = "IFC4"
TIME_STAMP = "2024-05-17T09:00:00+00:00"
AUTHOR, ORGANIZATION = "ifcworks", "ifcworks sample building"
APPLICATION = "ifcworks sample"

CRS = {
    "Name": "EPSG:25832",
    "Description": "ETRS89 / UTM zone 32N",
    "GeodeticDatum": "ETRS89",
    "VerticalDatum": "DHHN2016",
    "MapProjection": "UTM",
    "MapZone": "32N",
}

EASTINGS, NORTHINGS, HEIGHT = 565_432.25, 5_932_876.5, 12.4
"""Where the origin of the house is on the map, in metres; x points 16.26° north of east."""

X_AXIS = (0.96, 0.28)
SCALE = 0.001
"""Project units are millimetres, map units metres."""


class Contexts(NamedTuple):
    """The representation contexts that shapes are drawn in."""

    body: entity_instance
    axis: entity_instance


def create_file(model: Model) -> tuple[ifcopenshell.file, entity_instance]:
    """Return a new file with its project and millimetre units; areas in m², volumes in m³."""
    file = ifcopenshell.api.project.create_file(version=SCHEMA)
    name = file.header.file_name
    name.name = model.file_name
    name.time_stamp = TIME_STAMP
    name.author = (AUTHOR,)
    name.organization = (ORGANIZATION,)
    name.preprocessor_version = APPLICATION
    name.originating_system = APPLICATION
    name.authorization = "none"
    project = ifcopenshell.api.root.create_entity(file, ifc_class="IfcProject", name=model.project)
    units = [
        ifcopenshell.api.unit.add_si_unit(file, unit_type="LENGTHUNIT", prefix="MILLI"),
        ifcopenshell.api.unit.add_si_unit(file, unit_type="AREAUNIT"),
        ifcopenshell.api.unit.add_si_unit(file, unit_type="VOLUMEUNIT"),
        ifcopenshell.api.unit.add_si_unit(file, unit_type="PLANEANGLEUNIT"),
        ifcopenshell.api.unit.add_si_unit(file, unit_type="MASSUNIT", prefix="KILO"),
        ifcopenshell.api.unit.add_si_unit(file, unit_type="THERMODYNAMICTEMPERATUREUNIT"),
    ]
    ifcopenshell.api.unit.assign_unit(file, units=units)
    return file, project


def add_contexts(file: ifcopenshell.file) -> Contexts:
    """Add the 3D context with its Body and Axis, and put its origin on the map."""
    model = ifcopenshell.api.context.add_context(file, context_type="Model")
    body, axis = (
        ifcopenshell.api.context.add_context(
            file,
            context_type="Model",
            context_identifier=identifier,
            target_view=view,
            parent=model,
        )
        for identifier, view in (("Body", "MODEL_VIEW"), ("Axis", "GRAPH_VIEW"))
    )
    ifcopenshell.api.georeference.add_georeferencing(file)
    ifcopenshell.api.georeference.edit_georeferencing(
        file,
        projected_crs={
            **CRS,
            "MapUnit": ifcopenshell.api.unit.add_si_unit(file, unit_type="LENGTHUNIT"),
        },
        coordinate_operation={
            "Eastings": EASTINGS,
            "Northings": NORTHINGS,
            "OrthogonalHeight": HEIGHT,
            "XAxisAbscissa": X_AXIS[0],
            "XAxisOrdinate": X_AXIS[1],
            "Scale": SCALE,
        },
    )
    return Contexts(body, axis)
