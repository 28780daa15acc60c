"""Every field that a client may send has its row in the documentation, and every route its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcworks.api.dialect.translations.all import TRANSLATIONS

TEXT = (Path(__file__).parents[4] / "docs" / "ifcpipeline.md").read_text()


@pytest.mark.parametrize("route", sorted(TRANSLATIONS))
def test_each_field_is_told(route: str) -> None:
    section = TEXT.partition(f"### `{route}`")[2].partition("\n### ")[0]
    assert section, f"{route} has no section"
    general = TEXT.partition("## Operations")[2].partition("\n### ")[0]
    for field in TRANSLATIONS[route].request.model_fields:
        assert f"`{field}`" in section + general, f"{route}: {field} is not told"
