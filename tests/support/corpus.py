"""The real models that tests run on: names of files in the corpus, without their suffix."""

from __future__ import annotations

import os
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def corpus_folder() -> Path:
    """Where the real models are, if they are here."""
    return Path(os.environ.get("IFCWORKS_CORPUS", _ROOT.parent / "shared" / "corpus"))


SHAPED = (
    "bad-double-guids-ifc2x3",
    "duplex-architecture-ifc2x3",
    "duplex-electrical-ifc2x3",
    "fzk-haus-ifc4",
    "office-a-ifc2x3",
    "pcert-building-architecture-ifc4x3",
    "pcert-building-hvac-ifc4x3",
    "pcert-building-landscaping-ifc4x3",
    "pcert-building-structural-ifc4x3",
    "sample-house-ifc4",
    "unicode-names-ifc2x3",
)
"""With elements that have a shape."""
READABLE = (*SHAPED, "bad-errorfile-ifc2x3")
"""All that can be read; in the last a comment that never ends swallows the elements."""
