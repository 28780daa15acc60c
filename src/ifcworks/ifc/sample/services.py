"""The services of the house: ducts, pipes and what hangs on them, some in the wrong place.

They share site, building and coordinates with the architecture but have their own storeys. What
each one meets in the architecture, on purpose, is stated in `clashes`.
"""

from .geometry import Disc, Extrusion, Placement, Polygon, Profile, Vector, X, Y, Z, box, rectangle
from .house import PROJECT
from .house.dimensions import LIVING_EAST, NORTH, UPPER_FLOOR, WEST, level
from .house.inner_walls import (
    DUCT_VOID,
    DUCT_VOID_LEVEL,
    DUCT_VOID_SOUTH,
    PIPE_VOID_LEVEL,
    PIPE_VOID_X,
)
from .model import Element, ElementType, Material, Model, Sets, Style, System

PIPE_RADIUS, DUCT_RADIUS = 14.0, 80.0

PIPE_GAP, RADIATOR_GAP = 30.0, 60.0
"""How far the heating pipe and the radiator are from the walls beside them, in mm."""

_STYLES = (
    Style("supply", (0.30, 0.55, 0.80)),
    Style("cold", (0.20, 0.35, 0.75)),
    Style("heating", (0.80, 0.25, 0.20)),
    Style("waste", (0.55, 0.40, 0.28)),
    Style("insulation", (0.80, 0.78, 0.70)),
    Style("device", (0.85, 0.86, 0.88)),
)

_MATERIALS = (
    Material("galvanised", "Galvanised steel", "steel"),
    Material("copper", "Copper", "copper"),
    Material("pp", "Polypropylene", "plastic"),
    Material("wool", "Mineral wool, aluminium faced", "insulation"),
)

_TYPES = (
    ElementType(
        key="duct-round",
        ifc_class="IfcDuctSegmentType",
        name="Round duct",
        predefined="RIGIDSEGMENT",
        material="galvanised",
    ),
    ElementType(
        key="duct-flat",
        ifc_class="IfcDuctSegmentType",
        name="Rectangular duct 300 x 200",
        predefined="RIGIDSEGMENT",
        material="galvanised",
    ),
    ElementType(
        key="duct-sleeve",
        ifc_class="IfcDuctFittingType",
        name="Duct connector",
        predefined="CONNECTOR",
        material="galvanised",
    ),
    ElementType(
        key="pipe-copper",
        ifc_class="IfcPipeSegmentType",
        name="Copper pipe",
        predefined="RIGIDSEGMENT",
        material="copper",
    ),
    ElementType(
        key="pipe-waste",
        ifc_class="IfcPipeSegmentType",
        name="Waste pipe DN 110",
        predefined="RIGIDSEGMENT",
        material="pp",
    ),
    ElementType(
        key="pipe-sleeve",
        ifc_class="IfcPipeFittingType",
        name="Pipe connector",
        predefined="CONNECTOR",
        material="copper",
    ),
)

_SYSTEMS = (
    System(
        key="system-supply",
        name="Supply air",
        predefined="VENTILATION",
        members=(
            "duct-wall",
            "duct-beam",
            "duct-touch",
            "duct-void",
            "duct-connector",
            "diffuser",
            "air-handler",
        ),
    ),
    System(
        key="system-heating",
        name="Heating",
        predefined="HEATING",
        members=("pipe-near", "pipe-stair", "radiator", "pipe-connector"),
    ),
    System(
        key="system-cold-water",
        name="Cold water",
        predefined="DOMESTICCOLDWATER",
        members=("pipe-insulated", "water-meter"),
    ),
    System(key="system-waste", name="Waste water", predefined="SEWAGE", members=("pipe-floor",)),
)


def services() -> Model:
    """Return the services model."""
    return Model(
        namespace="services",
        file_name="services.ifc",
        project=f"{PROJECT}, services",
        classification="",
        codes={},
        styles=_STYLES,
        materials=_MATERIALS,
        types=_TYPES,
        elements=(*_spatial(), *_ducts(), *_pipes(), *_devices()),
        systems=_SYSTEMS,
    )


def _spatial() -> tuple[Element, ...]:
    composition = {"CompositionType": "ELEMENT"}
    return (
        Element(key="site", ifc_class="IfcSite", name="Garden plot", attributes=composition),
        Element(
            key="building",
            ifc_class="IfcBuilding",
            name="House",
            attributes=composition,
            whole="site",
        ),
        *(
            Element(
                key=key,
                ifc_class="IfcBuildingStorey",
                name=name,
                attributes={**composition, "Elevation": elevation},
                whole="building",
                placement=level(elevation),
            )
            for key, name, elevation in (
                ("ground", "Ground floor, services", 0.0),
                ("upper", "Upper floor, services", UPPER_FLOOR),
            )
        ),
    )


def _run(
    key: str,
    name: str,
    type_key: str,
    profile: Profile,
    start: Vector,
    axis: Vector,
    length: float,
    style: str,
) -> Element:
    """Return a straight duct or pipe: a profile swept from a start along x, y or z."""
    ifc_class = next(t.ifc_class for t in _TYPES if t.key == type_key).removesuffix("Type")
    quantities: Sets = {
        f"Qto_{ifc_class[3:]}BaseQuantities": {
            "Length": length,
            "GrossCrossSectionArea": profile.area / 1e6,
        }
    }
    return Element(
        key=key,
        ifc_class=ifc_class,
        name=name,
        container="ground",
        placement=Placement(start, x=Y if axis == X else X, z=axis),
        solids=(Extrusion(profile, length, style=style),),
        type=type_key,
        quantities=quantities if ifc_class.endswith("Segment") else {},
    )


def _ducts() -> tuple[Element, ...]:
    flat = Polygon(rectangle(0.0, 0.0, 300.0, 200.0))
    void_axis = (6700.0, DUCT_VOID_SOUTH + DUCT_VOID / 2, DUCT_VOID_LEVEL + DUCT_VOID / 2)
    return (
        _run(
            "duct-wall", "Duct through the wall", "duct-round", Disc(100.0),
            (2000.0, 2800.0, 2400.0), X, 3900.0, "supply",
        ),
        _run(
            "duct-beam", "Duct through the beam", "duct-round", Disc(DUCT_RADIUS),
            (1500.0, 2500.0, 2500.0), Y, 3000.0, "supply",
        ),
        _run(
            "duct-touch", "Duct along the outer wall", "duct-flat", flat,
            (WEST, 1000.0, 2400.0), Y, 2500.0, "supply",
        ),
        _run(
            "duct-void", "Duct through its void", "duct-round", Disc(DUCT_RADIUS),
            void_axis, X, 1800.0, "supply",
        ),
        _run(
            "duct-connector", "Duct connector", "duct-sleeve", Disc(110.0, 100.0),
            (3000.0, 2800.0, 2400.0), X, 200.0, "device",
        ),
    )  # fmt: skip


def _pipes() -> tuple[Element, ...]:
    through = (PIPE_VOID_X, 3000.0, PIPE_VOID_LEVEL)
    beside = (LIVING_EAST - PIPE_GAP - PIPE_RADIUS, 5900.0, 300.0)
    return (
        _run(
            "pipe-floor", "Waste pipe through the floor", "pipe-waste", Disc(55.0),
            (10300.0, 800.0, 150.0), Z, 3150.0, "waste",
        ),
        _run(
            "pipe-stair", "Heating pipe through the stair", "pipe-copper", Disc(25.0),
            (5900.0, 5000.0, 1450.0), X, 1100.0, "heating",
        ),
        _run(
            "pipe-near", "Heating pipe beside the wall", "pipe-copper", Disc(PIPE_RADIUS),
            beside, Y, 1300.0, "heating",
        ),
        _run(
            "pipe-connector", "Pipe connector", "pipe-sleeve", Disc(20.0, PIPE_RADIUS),
            (beside[0] - 200.0, 6500.0, 800.0), Z, 60.0, "heating",
        ),
        _run(
            "pipe-insulated", "Cold water pipe", "pipe-copper", Disc(PIPE_RADIUS),
            through, Y, 1600.0, "cold",
        ),
        Element(
            key="pipe-insulation",
            ifc_class="IfcCovering",
            name="Insulation of the cold water pipe",
            predefined="INSULATION",
            container="ground",
            placement=Placement(through, x=X, z=Y),
            solids=(Extrusion(Disc(40.0, PIPE_RADIUS), 1600.0, style="insulation"),),
            material="wool",
        ),
    )  # fmt: skip


def _devices() -> tuple[Element, ...]:
    return (
        _device(
            "diffuser", "IfcAirTerminal", "Supply diffuser", "DIFFUSER", "ground",
            (1750.0, 2650.0, 2250.0), (250.0, 300.0, 300.0),
        ),
        _device(
            "air-handler", "IfcUnitaryEquipment", "Ventilation unit", "AIRHANDLER", "ground",
            (9800.0, 2300.0, 1200.0), (700.0, 600.0, 900.0),
        ),
        _device(
            "water-meter", "IfcFlowMeter", "Water meter", "WATERMETER", "ground",
            (7600.0, 3300.0, 900.0), (250.0, 120.0, 120.0),
        ),
        _device(
            "radiator", "IfcSpaceHeater", "Radiator of bedroom 1", "RADIATOR", "upper",
            (1300.0, NORTH - RADIATOR_GAP - 100.0, UPPER_FLOOR + 120.0), (1000.0, 100.0, 600.0),
        ),
    )  # fmt: skip


def _device(
    key: str,
    ifc_class: str,
    name: str,
    predefined: str,
    storey: str,
    corner: Vector,
    size: Vector,
) -> Element:
    """Return a device as a box from its lowest corner; both in mm."""
    return Element(
        key=key,
        ifc_class=ifc_class,
        name=name,
        predefined=predefined,
        container=storey,
        placement=Placement(corner),
        solids=(box((0.0, 0.0, 0.0), size, "device"),),
    )
