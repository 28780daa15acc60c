"""The question ``summary``."""

from __future__ import annotations

from ifcworks.ifc.index.answers import Brief, Count, Storey, Summary, UnitAnswer
from ifcworks.ifc.index.questions.finding import box, brief, of_class
from ifcworks.ifc.index.questions.opened import Opened
from ifcworks.ifc.summary.georeference import Georeference

_MODEL = """
SELECT schema, declared_schema, project_id, originating_system, preprocessor_version, time_stamp,
       authors, organizations, length_unit_metres, georeference, instances, elements
FROM model
"""
_STOREYS = f"""
SELECT s.id, s.global_id, s.class, s.name, a.si, count(e.id)
FROM elements s
LEFT JOIN attributes a ON a.element_id = s.id AND a.name = 'Elevation'
LEFT JOIN elements e ON e.storey_id = s.id
    AND e.{of_class("IfcElement")}
WHERE s.{of_class("IfcBuildingStorey", "IfcFacilityPart")}
GROUP BY ALL
ORDER BY a.si NULLS LAST, s.id
"""
_EXTENT = """
SELECT min(min_x), min(min_y), min(min_z), max(max_x), max(max_y), max(max_z) FROM elements
"""


def summary(index: Opened) -> Summary:
    """What a model is and holds."""
    [model] = index.rows(_MODEL)
    units = index.rows("SELECT unit_type, name, symbol, scale_to_si FROM units")
    classes = index.rows(
        "SELECT class, count FROM class_counts WHERE is_object ORDER BY count DESC, class",
    )
    [(properties,)] = index.rows("SELECT count(*) FROM properties")
    [(materials,)] = index.rows("SELECT count(DISTINCT material_id) FROM materials")
    project: Brief | None = None
    if model[2] is not None:
        project = brief(index.names[model[2]])
    return Summary(
        schema=model[0],
        declared_schema=model[1],
        project=project,
        originating_system=model[3],
        preprocessor=model[4],
        timestamp=model[5],
        authors=model[6],
        organizations=model[7],
        units=[UnitAnswer(type=u[0], name=u[1], symbol=u[2], scale_to_si=u[3]) for u in units],
        length_unit_metres=model[8],
        georeference=Georeference.model_validate_json(model[9]),
        instances=model[10],
        objects=model[11],
        properties=properties,
        classes=[Count(name=name, count=count) for name, count in classes],
        storeys=[
            Storey(**dict(brief(row)), elevation=row[4], elements=row[5])
            for row in index.rows(_STOREYS)
        ],
        materials=materials,
        extent=box(index.rows(_EXTENT)[0]),
    )
