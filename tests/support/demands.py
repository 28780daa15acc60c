"""Every operation with parameters that make sense for any model, carried out as for users.

Each is an attempt in a process of its own with the limits of the operation, forked from a template
as in the service. The model, its index and its geometry are given as the service would give them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ifcworks.jobs.sandbox.launcher import Launcher, exec_template
from ifcworks.jobs.sandbox.request import Request
from ifcworks.jobs.sandbox.supervise import Limits, Supervisor, Wish
from ifcworks.operations.base import file_refs
from ifcworks.operations.registry import Registry

MODEL, OTHER, IDS, RATES = "model.ifc", "other.ifc", "requirements.ids", "rates.csv"
EDITED, TABLE = "edited.ifc", "table.csv"
"""References to files: the first four are there from the beginning, demands make the others."""

_FAULTS = {500, 502, 503, 507}
"""HTTP statuses that say that the fault is not with the request or its files."""
_PLAIN_NOES = {"operation-failed"}


@dataclass(frozen=True)
class Demand:
    """An operation and what is asked of it.

    Attributes:
        params: its parameters; those that are files are the references above.
        makes: the reference by which later demands know its artifact of this suffix.
    """

    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    makes: str | None = None

    @property
    def name(self) -> str:
        """What tells it from the others."""
        said = [str(value) for key, value in self.params.items() if key in _TELLING]
        return " ".join([self.operation, *said])


_TELLING = frozenset({"format", "form", "by", "to", "recipe", "mode", "duplicates"})


def _every(operation: str, name: str, values: tuple[str, ...], **params: Any) -> tuple[Demand, ...]:
    return tuple(Demand(operation, {name: value, **params}) for value in values)


_WALLS = {"selector": "IfcElement", "write": True, "on_problem": "skip"}
KNOWING = (Demand("index"), Demand("geometry"))
"""What the service works out of each model by itself."""
DEMANDS = (
    Demand("inspect"),
    Demand("check", {"max_syntax_mb": 0.3}),
    *_every("convert", "format", ("glb", "obj", "dae", "stp", "svg", "ttl", "xml", "ifczip")),
    *_every("to-json", "form", ("ifcjson", "plain")),
    Demand("export-table", {"format": "csv"}, makes=TABLE),
    *_every("export-table", "format", ("xlsx", "parquet")),
    Demand("import-table", {"table": TABLE, "write": True, "new_version": False}),
    Demand("query", {"sql": "SELECT class, count(*) FROM elements GROUP BY class"}),
    Demand("validate", {"ids": [IDS], "reports": ["json", "html", "xlsx", "bcf"]}),
    *_every(
        "clash",
        "mode",
        ("intersection", "clearance"),
        models=[MODEL],
        reports=["json", "html", "xlsx", "bcf", "glb"],
    ),
    Demand(
        "set-attribute", {**_WALLS, "attribute": "Description", "value": "Edited"}, makes=EDITED
    ),
    Demand("set-property", {**_WALLS, "property": "Pset_Test.Checked", "value": True}),
    Demand("set-classification", {**_WALLS, "system": "Test", "identification": "T.1"}),
    Demand(
        "diff",
        {"old": MODEL, "new": EDITED, "forms": ["json", "ifcdiff", "xlsx", "html", "bcf", "glb"]},
    ),
    Demand("quantities", {"write": True, "new_version": False}),
    Demand("bill-of-quantities", {"rates": RATES}),
    Demand("cost-schedules"),
    Demand("extract", {"selector": "IfcWall"}),
    *_every("split", "by", ("storey", "class")),
    Demand("merge", {"others": [OTHER]}),
    Demand("merge", {"others": [EDITED], "duplicates": "keep-first"}),
    *_every("migrate", "to", ("IFC2X3", "IFC4", "IFC4X3")),
    Demand("patch", {"recipe": "ConvertLengthUnit", "arguments": {"unit": "FOOT"}}),
)


@dataclass(frozen=True)
class Ended:
    """How an attempt ended.

    Attributes:
        problem: the RFC 9457 object; None for success.
        amiss: what is wrong about it, as a sentence; empty for a result or a clear reason.
        cpu_seconds: processor time of its process and those that it started.
        peak_memory: bytes, of the largest of them.
    """

    problem: dict[str, Any] | None
    amiss: str
    cpu_seconds: float
    peak_memory: int

    @property
    def word(self) -> str:
        """``ok`` or the code of the problem."""
        return "ok" if self.problem is None else str(self.problem["code"])


class Carrying:
    """Carries out demands, each in a process of its own.

    Args:
        launcher: starts the processes.
        registry: of the operations.
        folder: an empty one, for the attempts; empty again after each model.
    """

    def __init__(self, launcher: Launcher, registry: Registry, folder: Path) -> None:
        self._launcher, self._registry, self._folder = launcher, registry, folder

    def all_of(
        self, model: Path, others: Mapping[str, Path], demands: tuple[Demand, ...] = DEMANDS
    ) -> Iterator[tuple[Demand, Ended]]:
        """Work out what is known of every model, and then carry out demands in their order.

        Args:
            model: the model.
            others: the other files by their references.
            demands: what to do. One that needs a file which none before it could make is left out.
        """
        kept = self._folder / "kept"
        kept.mkdir()
        files = {MODEL: model, **others}
        known: dict[str, dict[str, str]] = {}
        for demand in (*KNOWING, *demands):
            request = self._request(demand, files, known)
            if request is None:
                continue
            attempt = self._folder / "attempt"
            attempt.mkdir()
            yield demand, self._attempt(request, attempt)
            made = attempt / "artifacts"
            if demand.makes is not None:
                for path in made.glob(f"*{Path(demand.makes).suffix}"):
                    files[demand.makes] = path.rename(kept / demand.makes)
            for kind, name in self._registry.get(demand.operation).provides.items():
                if (made / name).exists():
                    path = (made / name).rename(kept / f"{demand.operation}-{name}")
                    known[kind] = {MODEL: str(path)}
            shutil.rmtree(attempt)
        shutil.rmtree(kept)

    def _request(
        self, demand: Demand, files: Mapping[str, Path], known: dict[str, dict[str, str]]
    ) -> Request | None:
        operation = self._registry.get(demand.operation)
        said = dict(demand.params)
        if "model" in operation.params.model_fields:
            said["model"] = MODEL
        params = operation.params.model_validate(said)
        wanted = [str(ref) for _, ref in file_refs(params)]
        if not files.keys() >= set(wanted):
            return None
        return Request(
            operation=operation.name,
            params=params.model_dump(mode="json"),
            inputs={ref: str(files[ref]) for ref in wanted},
            memory=operation.memory,
            processes=1,
            known=known if MODEL in wanted else {},
        )

    def _attempt(self, request: Request, folder: Path) -> Ended:
        operation = self._registry.get(request.operation)
        ending = Supervisor(
            self._launcher.launch(request, folder),
            folder,
            Limits(operation.timeout, operation.memory),
            lambda fraction, message: None,
            lambda: None,
        ).watch()
        assert not isinstance(ending.outcome, Wish)
        problem, amiss = ending.outcome.problem, ""
        if problem is not None:
            amiss = _unclear(problem) and f"{_unclear(problem)}: {problem}\n{ending.log[-3000:]}"
        else:
            result = operation.result.model_validate_json((folder / "result.json").read_bytes())
            named = ending.outcome.artifacts
            missing = [name for name in named if not (folder / "artifacts" / name).stat().st_size]
            amiss = f"empty artifacts: {missing}" if missing else ""
            assert result is not None
        return Ended(problem, amiss, ending.cpu_seconds or 0.0, ending.peak_memory or 0)


def _unclear(problem: Mapping[str, Any]) -> str:
    """What a problem lacks to be a clear reason; empty for one."""
    if problem["status"] in _FAULTS and problem["code"] not in _PLAIN_NOES:
        return "no reason in the request or its files"
    if not str(problem.get("detail", "")).endswith((".", "?", "'")):
        return "no sentence"
    return ""


@contextmanager
def carrying(folder: Path) -> Iterator[Carrying]:
    """The operations of ifcworks, carried out in a folder."""
    launcher = Launcher(exec_template)
    try:
        yield Carrying(launcher, Registry.discover(), folder)
    finally:
        launcher.close()
