"""One measured figure beside its reference."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """A figure.

    Attributes:
        name: what was measured.
        value: the figure, in ``unit``.
        reference: what it is compared with, measured in the same run.
        reference_value: that figure, in the same unit.
        target: the most that the value may be, in the same unit.
    """

    name: str
    value: float
    unit: str
    reference: str
    reference_value: float
    target: float

    @property
    def ratio(self) -> float | None:
        """The value in relation to the reference."""
        return self.value / self.reference_value if self.reference_value else None

    @property
    def met(self) -> bool:
        """Whether the value stays within the target."""
        return self.value <= self.target

    def as_json(self) -> dict[str, Any]:
        """The row as it is kept in ``results/latest.json``."""
        return {
            **{key: _short(value) for key, value in asdict(self).items()},
            "ratio": _short(self.ratio),
            "met": self.met,
        }


def _short(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
