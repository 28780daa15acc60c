"""File names as they are kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.errors import FileNameInvalid
from ifcworks.files.names import clean_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("model.ifc", "model.ifc"),
        (" model.ifc\t", "model.ifc"),
        ("C:\\Users\\a\\model.ifc", "model.ifc"),
        ("../../etc/passwd", "passwd"),
        ("a/b\\c.ifc", "c.ifc"),
        ("Geba\u0308ude.ifc", "Gebäude.ifc"),
        ("plan@2", "plan@2"),
        ("建物.ifc", "建物.ifc"),
        ("a\u200cb.ifc", "a\u200cb.ifc"),  # needed to write Persian
        ("ä" * 127, "ä" * 127),
    ],
)
def test_kept(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@pytest.mark.parametrize(
    "name",
    [
        *["", " ", ".", "..", "a/", "a/..", "a\0b", "a\nb", "a\x7fb", "a\u2028b", "a\ud800b"],
        *["a\u202egpj.ifc", "a\u2066b", "x" * 256, "ä" * 128],
    ],
)
def test_refused(name: str) -> None:
    with pytest.raises(FileNameInvalid):
        clean_name(name)


@given(st.text())
def test_any_name_is_kept_safely_or_refused(name: str) -> None:
    try:
        kept = clean_name(name)
    except FileNameInvalid:
        return
    assert kept
    assert kept not in {".", ".."}
    assert not set(kept) & set("/\\\0\n\r")
    assert len(kept.encode()) <= 255
    assert unicodedata.is_normalized("NFC", kept)
    assert clean_name(kept) == kept
