"""What a conversion is asked to do, and what it needs of its surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ifcworks.ifc.conversion.formats import FalseOrigin, Format, Kernel, SpacesAndOpenings
from ifcworks.ifc.geometry.naming import Naming


@dataclass(frozen=True)
class Request:
    """What is wanted; the fields mean what those of ``ConvertParams`` say."""

    format: Format = Format.GLB
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    storeys: Sequence[str] = ()
    spaces_and_openings: SpacesAndOpenings = SpacesAndOpenings.AUTO
    kernel: Kernel = Kernel.AUTO
    threads: int = 0
    linear_deflection: float = 0.001
    angular_deflection: float = 0.5
    circle_segments: int = 0
    weld: bool = True
    normals: bool = False
    names: Naming = Naming.GUID
    world_coordinates: bool = False
    layer_sets: bool = False
    openings: bool = True
    model_offset: tuple[float, float, float] | None = None
    false_origin: FalseOrigin = FalseOrigin.AUTO
    element_timeout: float = 30.0
    svg_scale: str | None = None
    svg_size: str | None = None
    section_height: float = 1.2
    space_names: bool = False
    space_areas: bool = False
    door_arcs: bool = False


class Work(Protocol):
    """What a conversion needs of its surroundings; an operation's workspace is one."""

    processes: int

    def progress(self, fraction: float, message: str) -> None:
        """Tell how far it is."""

    def artifact(self, name: str) -> Path:
        """A path to write a file to that is kept."""
