"""The syntax of the STEP file (ISO 10303-21), by the grammar of ifcopenshell's ``simple_spf``."""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from ifcworks.ifc.checking.findings import Finding, Findings, Part
from ifcworks.ifc.statements import Statements

_INSTANCE = re.compile(r"\s*#(\d+)\s*=\s*(\w+)")
_CLOSING = {"RPAR": "')'", "COMMA": "','", "SEMICOLON": "';'", "ENDSEC": "ENDSEC"}
_EXPECTED = 4
_ASCII = 0x7F
_STATEMENT = re.compile(rb"^[ \t]*#(\d+)[ \t]*=", re.M)


def check_syntax(
    plain: Path, findings: Findings, most_bytes: int, progress: Callable[[float, str], None]
) -> None:
    """Check the syntax of a file, unless it is too large for that.

    The grammar takes six seconds for a megabyte; a larger file has what ifcopenshell's own reader
    says, which is far quicker and stops at less.
    """
    size = plain.stat().st_size
    if size > most_bytes:
        findings.not_checked.append(
            f"The syntax was checked by the reader alone and not by the grammar, which is for "
            f"files of up to {most_bytes / 1e6:g} MB: this one has {size / 1e6:.1f} MB."
        )
        return
    progress(0.0, f"syntax of {size / 1e6:.1f} MB")
    from ifcopenshell.simple_spf import CollectedValidationErrors, parse

    content = plain.read_bytes()
    if not content.isascii():
        _beyond_ascii(content, findings)
    try:
        parse(filecontent=content.decode("latin-1"), with_tree=True)
    except CollectedValidationErrors as error:
        for one in error.errors:
            _add(one.asdict(with_message=False), findings)
    except RecursionError:
        findings.not_checked.append("Something in the file is nested too deeply for the grammar.")


def check_end(plain: Path, read: Collection[int], findings: Findings) -> None:
    """Say where the reader stopped without a word, as it does in a comment that has no end.

    Args:
        plain: the STEP file.
        read: numbers of the instances that were read.
        findings: gets what is found.
    """
    if Statements(plain).numbers_are(list(read)):
        return
    known, number, after, lost = set(read), None, 0, 0
    with plain.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for found in _STATEMENT.finditer(content):
            if int(found[1]) in known:
                number, after, lost = int(found[1]), found.end(), 0
            else:
                lost += 1
        if not lost:
            return  # what is missing stands between others: in a comment, or twice
        line = content[:after].count(b"\n") + 1
    place = "at all" if number is None else f"after #{number}"
    what = (
        f"Nothing was read {place}, though {lost:,} instances follow. Perhaps a comment or a text "
        "begins there that has no end."
    )
    finding = Finding(what, step_id=number, line=line)
    _found(findings, "end", "the reader takes the file to its end", finding)


def _beyond_ascii(content: bytes, findings: Findings) -> None:
    """Letters that should be written by their number: the first in each line."""
    for number, line in enumerate(content.splitlines(), 1):
        if not line.isascii():
            column = next(place for place, byte in enumerate(line, 1) if byte > _ASCII)
            byte = line[column - 1]
            what = f"Byte {byte:#04x} is no ASCII; such letters are written \\X2\\…\\X0\\."
            instance = _INSTANCE.match(line.decode("latin-1"))
            finding = Finding(
                what,
                step_id=int(instance[1]) if instance else None,
                ifc_class=instance[2] if instance else None,
                line=number,
                column=column,
            )
            _found(findings, "encoding", "the text of a STEP file is ASCII", finding)


def _add(error: dict[str, Any], findings: Findings) -> None:
    text, line = str(error.get("line") or ""), error.get("lineno")
    instance = _INSTANCE.match(text)
    number = int(instance[1]) if instance else None
    kind = instance[2] if instance else None
    match error["type"]:
        case "duplicate_name":
            what = f"The number #{error['name']} is given to more than one instance."
            _found(
                findings,
                "duplicate number",
                "each instance has a number of its own",
                Finding(what, step_id=int(error["name"]), ifc_class=kind, line=line),
            )
        case "invalid_header_field":
            what = (
                f"{error['field']} has {error['actual_field_count']} values, where there are "
                f"{error['expected_field_count']}."
            )
            findings.add(
                Part.HEADER, error["field"], "the header has all its values", Finding(what)
            )
        case "unexpected_token" | "unexpected_character":
            words = [_CLOSING.get(item, item.lower()) for item in error["expected"]]
            wanted = f"; expected is {' or '.join(words[:_EXPECTED])}" if words else ""
            found = str(error["found_value"])
            what = f"Unexpected {error['found_type']} {found!r}{wanted}."
            finding = Finding(
                what, step_id=number, ifc_class=kind, line=line, column=error.get("column")
            )
            _found(findings, "grammar", "the file keeps to the grammar of ISO 10303-21", finding)
        case _:
            what = f"The number {error.get('name', '')} of an instance is not allowed."
            _found(
                findings, "number", "numbers of instances are positive", Finding(what, line=line)
            )


def _found(findings: Findings, rule: str, meaning: str, finding: Finding) -> None:
    findings.add(Part.SYNTAX, rule, meaning, finding)
