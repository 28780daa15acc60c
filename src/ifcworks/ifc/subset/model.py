"""A model of which parts can be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.reading import plain_step
from ifcworks.ifc.schemas import READ_AS
from ifcworks.ifc.step import HEAD_BYTES, schema_of_head
from ifcworks.ifc.subset.choosing import Part, expanded, part_of
from ifcworks.ifc.subset.graph import Flags, Graph, Numbers, read_graph, without_comments
from ifcworks.ifc.subset.placements import Matrix, placed_anew
from ifcworks.ifc.subset.relations import Relations, relations_of
from ifcworks.ifc.subset.writing import write_part


@dataclass(frozen=True)
class Beside:
    """What is wanted beside what was chosen.

    Attributes:
        parts: of assemblies, members of groups, and what is in spatial parts.
        fillings: what fills openings of what was chosen, such as doors.
        hosts: of what fills openings, with these openings.
    """

    parts: bool = False
    fillings: bool = False
    hosts: bool = False


class StepModel:
    """A model, read as text.

    Args:
        path: the model, packed in any way.
        scratch: a folder to unpack it into.

    Raises:
        FileRefused: the model cannot be read.
        ModelNotEditable: its text is too unusual.
    """

    def __init__(self, path: Path, scratch: Path) -> None:
        plain = plain_step(path, scratch)
        with plain.open("rb") as stream:
            declared = schema_of_head(stream.read(HEAD_BYTES)) or ""
        self.schema = Schema(READ_AS.get(declared, declared))
        self.graph: Graph = read_graph(without_comments(plain, scratch / "without-comments.ifc"))

    def named(self, *ancestors: str) -> set[str]:
        """The classes in the file, in capitals, that are of one of these."""
        return self.among(self.graph.classes, *ancestors)

    def among(self, classes: Iterable[str], *ancestors: str) -> set[str]:
        """Those of some classes, in capitals, that are of one of these."""
        return {
            name
            for name in classes
            if (exact := self.schema.entity_name(name)) is not None
            and any(self.schema.is_a(exact, ancestor) for ancestor in ancestors)
        }


class SplitModel(StepModel):
    """A model of which parts can be taken."""

    def __init__(self, path: Path, scratch: Path) -> None:
        super().__init__(path, scratch)
        self.relations: Relations = relations_of(self.graph, self.schema)
        self.graph = graph = self.relations.graph
        self._roots = np.flatnonzero(graph.of_classes(self.named("IfcContext", "IfcProject")))
        self._elements = graph.of_classes(self.named("IfcElement"))
        self._products = graph.of_classes(self.named("IfcProduct"))
        self._features = graph.of_classes(self.named("IfcFeatureElement"))

    def part(self, numbers: Iterable[int], beside: Beside | None = None) -> Part:
        """The part that has these instances and all that they need."""
        chosen = self.graph.places(numbers)
        if beside is not None:
            chosen = expanded(
                self.relations,
                chosen,
                parts=beside.parts,
                fillings=beside.fillings,
                hosts=beside.hosts,
            )
        return self.placed(part_of(self.relations, chosen, self._roots))

    def placed(self, part: Part, shift: Matrix | None = None) -> Part:
        """A part of which all placements are allowed, and moved to another origin."""
        may_idle = self.schema.name != "IFC2X3"
        return placed_anew(self.graph, part, self._products, may_idle=may_idle, shift=shift)

    def write(self, part: Part, target: Path) -> None:
        """Write a part as a model."""
        write_part(self.graph, part, target)

    def elements(self, part: Part) -> int:
        """How many elements a part has, without openings and other features."""
        return int((part.kept & self._elements & ~self._features).sum())

    def objects_without(self, kept: Flags) -> list[int]:
        """The numbers of all objects that are not among these statements."""
        objects = self.graph.of_classes(self.named("IfcObjectDefinition"))
        found: list[int] = self.graph.numbers[objects & ~kept].tolist()
        return found

    def counted(self, places: Numbers) -> dict[str, int]:
        """How many statements of each class there are among these, the most first."""
        codes = Counter(self.graph.codes[places].tolist())
        names = {code: self.graph.classes[code] for code in codes}
        exact = {code: self.schema.entity_name(name) or name for code, name in names.items()}
        return {exact[code]: count for code, count in codes.most_common()}

    def elements_by_class(self, part: Part) -> dict[str, int]:
        """The same for the elements of a part, features too."""
        return self.counted(np.flatnonzero(part.kept & self._elements))
