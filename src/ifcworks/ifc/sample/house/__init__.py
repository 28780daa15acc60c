"""The house as data: `house()` returns the whole architecture model."""

from ifcworks.ifc.sample.model import Model

from . import (
    catalogue,
    floors,
    frame,
    furnishing,
    inner_walls,
    joinery,
    outer_walls,
    roof,
    spatial,
    stairs,
)

PROJECT = "Sample house"


def house() -> Model:
    """Return the architecture of the sample house, first version."""
    return Model(
        namespace="architecture",
        file_name="architecture.ifc",
        project=PROJECT,
        classification=catalogue.CLASSIFICATION,
        codes=catalogue.CODES,
        styles=catalogue.STYLES,
        materials=catalogue.MATERIALS,
        types=(
            outer_walls.TYPE,
            *inner_walls.TYPES,
            *floors.TYPES,
            *frame.TYPES,
            *joinery.WINDOW_TYPES,
            *joinery.DOOR_TYPES,
            *furnishing.TYPES,
        ),
        elements=(
            *spatial.site_and_building(),
            *spatial.storeys(),
            *spatial.rooms(),
            *floors.floors(),
            *outer_walls.outer_walls(),
            *inner_walls.inner_walls(),
            *frame.frame(),
            *stairs.stairs(),
            *roof.roof(),
            *furnishing.furnishing(),
        ),
    )
