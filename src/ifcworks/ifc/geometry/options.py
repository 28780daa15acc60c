"""How geometry is to be computed, in the words of ifcopenshell's settings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ifcopenshell.geom

FALLBACK_KERNEL = "opencascade"
"""The slowest and most forgiving kernel: what others cannot compute is tried with it."""

CAREFUL_KERNEL = "hybrid-cgal-simple-opencascade"
"""Right for every kind of geometry; slow where bodies are cut."""

FAST_KERNEL = "hybrid-cgal-simple-manifold-opencascade"
"""The same with manifold to cut bodies, which it does fast, and wrongly with half spaces."""

AUTO = "auto"
"""In place of a kernel: for each element the fastest that is right for its kind of geometry."""


@dataclass(frozen=True)
class GeometryOptions:
    """How to compute geometry.

    Attributes:
        kernel: geometry library, or several as ``hybrid-first-second``, or ``AUTO``.
        linear_deflection: how far a facet may be from its curve, metres.
        angular_deflection: how far neighbouring facets of a curve may turn, radians.
        circle_segments: facets of a full circle in the polygonal kernels; 0 is their own choice.
        weld: neighbouring triangles share vertices.
        layer_sets: cut walls and slabs into their material layers.
        openings: cut openings out of the elements that they void.
        native: boundary representation instead of triangles, for writers that need it.
        world_coordinates: place vertices in the world, not in the element's own system.
        offset: added to all placements, metres.
    """

    kernel: str = AUTO
    linear_deflection: float = 0.001
    angular_deflection: float = 0.5
    circle_segments: int = 0
    weld: bool = True
    layer_sets: bool = False
    openings: bool = True
    native: bool = False
    world_coordinates: bool = False
    offset: tuple[float, float, float] | None = None

    def of_fallback(self) -> GeometryOptions:
        """The options of the last resort: the most patient kernel, and no cutting into layers.

        The kernels of 0.9 drop elements that they are told to cut (IfcOpenShell #6607).
        """
        return replace(self, kernel=FALLBACK_KERNEL, layer_sets=False)

    def of_one_kernel(self) -> GeometryOptions:
        """The options for what works with one kernel at a time."""
        return replace(self, kernel=CAREFUL_KERNEL) if self.kernel == AUTO else self

    def settings(self) -> ifcopenshell.geom.settings:
        """The same as ifcopenshell's settings."""
        settings = ifcopenshell.geom.settings()
        settings.set("mesher-linear-deflection", self.linear_deflection)
        settings.set("mesher-angular-deflection", self.angular_deflection)
        settings.set("circle-segments", self.circle_segments)
        settings.set("weld-vertices", self.weld)
        settings.set("enable-layerset-slicing", self.layer_sets)
        settings.set("disable-opening-subtractions", not self.openings)
        settings.set("use-world-coords", self.world_coordinates)
        if self.offset is not None:
            settings.set("model-offset", list(self.offset))
        if self.native:
            settings.set("iterator-output", settings.NATIVE)
        return settings


def parts_of_kernel(kernel: str) -> list[str]:
    """The libraries behind a kernel's name: ``hybrid-manifold-opencascade`` has two."""
    if kernel == AUTO:
        kernel = FAST_KERNEL
    if not kernel.startswith("hybrid-"):
        return [kernel]
    # "cgal-simple" is one library, not two.
    return kernel.removeprefix("hybrid-").replace("cgal-simple", "cgal_simple").split("-")


def missing_libraries(kernel: str) -> list[str]:
    """Libraries of the kernel that the installed ifcopenshell does not have."""
    names = [part.replace("_", "-") for part in parts_of_kernel(kernel)]
    return [name for name in names if not ifcopenshell.geom.has_geometry_library(name)]
