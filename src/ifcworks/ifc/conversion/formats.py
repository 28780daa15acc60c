"""The formats a model can be converted to, and which parameters make sense for each."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """A format to convert to, by its usual suffix."""

    GLB = "glb"
    OBJ = "obj"
    DAE = "dae"
    STP = "stp"
    IGS = "igs"
    SVG = "svg"
    TTL = "ttl"
    XML = "xml"
    IFCZIP = "ifczip"

    @classmethod
    def _missing_(cls, value: object) -> Format | None:
        aliases = {"step": cls.STP, "iges": cls.IGS, "collada": cls.DAE}
        return aliases.get(str(value).lower().lstrip("."))


class Kernel(StrEnum):
    """A geometry kernel of ifcopenshell, or one with another to fall back on."""

    AUTO = "auto"
    HYBRID_CGAL_SIMPLE = "hybrid-cgal-simple-opencascade"
    OPENCASCADE = "opencascade"
    CGAL = "cgal"
    CGAL_SIMPLE = "cgal-simple"
    MANIFOLD = "manifold"
    HYBRID_CGAL = "hybrid-cgal-opencascade"
    HYBRID_MANIFOLD = "hybrid-manifold-opencascade"


class FalseOrigin(StrEnum):
    """Whether a model that lies far from zero is moved near to it."""

    AUTO = "auto"
    OFF = "off"


class SpacesAndOpenings(StrEnum):
    """What happens to spaces and openings, which are no things one could touch."""

    AUTO = "auto"
    INCLUDE = "include"
    EXCLUDE = "exclude"


_CHOSEN = frozenset(Format) - {Format.IFCZIP}
_GEOMETRY = _CHOSEN - {Format.XML}
_SOLIDS = _GEOMETRY - {Format.SVG, Format.TTL}
_TRIANGLES = frozenset({Format.GLB, Format.OBJ, Format.DAE, Format.TTL})
_DRAWING = frozenset({Format.SVG})

APPLIES: dict[str, frozenset[Format]] = {
    "include": _CHOSEN,
    "exclude": _CHOSEN,
    "kernel": _GEOMETRY,
    "threads": _GEOMETRY,
    "layer_sets": _GEOMETRY,
    "openings": _GEOMETRY,
    "spaces_and_openings": _GEOMETRY,
    "model_offset": _GEOMETRY,
    "element_timeout": _GEOMETRY,
    "strict": _GEOMETRY,
    "false_origin": _SOLIDS,
    "linear_deflection": _TRIANGLES,
    "angular_deflection": _TRIANGLES,
    "circle_segments": _TRIANGLES,
    "weld": _TRIANGLES,
    "normals": frozenset({Format.GLB, Format.OBJ}),
    "names": frozenset({Format.GLB, Format.OBJ, Format.DAE, Format.STP, Format.SVG}),
    "world_coordinates": frozenset({Format.GLB, Format.DAE}),
    "storeys": _CHOSEN,
    "svg_scale": _DRAWING,
    "svg_size": _DRAWING,
    "section_height": _DRAWING,
    "space_names": _DRAWING,
    "space_areas": _DRAWING,
    "door_arcs": _DRAWING,
}
"""The formats for which a parameter means something; a parameter not named here fits all."""


def misplaced(format_: Format, changed: dict[str, Any]) -> list[dict[str, Any]]:
    """Problems of parameters that were given and mean nothing for the format."""
    problems = []
    for name, value in changed.items():
        fitting = APPLIES.get(name)
        if fitting is not None and format_ not in fitting:
            formats = ", ".join(sorted(fitting))
            problems.append(
                {
                    "where": name,
                    "what": f"'{name}' means nothing for {format_}; it is for {formats}",
                    "got": value,
                }
            )
    return problems
