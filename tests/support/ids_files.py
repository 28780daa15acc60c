"""IDS files, put together from short words."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

ALL = "IFC2X3 IFC4 IFC4X3_ADD2"
REQUIRED, OPTIONAL, PROHIBITED = ("1", "unbounded"), ("0", "unbounded"), ("0", "0")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ids xmlns="http://standards.buildingsmart.org/IDS" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://standards.buildingsmart.org/IDS '
    'http://standards.buildingsmart.org/IDS/1.0/ids.xsd">\n'
)


def restriction(base: str = "string", **conditions: str | list[str]) -> str:
    """The XML of a restriction, such as ``restriction(pattern="W.*")``."""
    parts = [
        f"<xs:{kind} value={quoteattr(value)}/>"
        for kind, values in conditions.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return f'<xs:restriction base="xs:{base}">{"".join(parts)}</xs:restriction>'


def pattern(text: str) -> str:
    """A restriction by a pattern."""
    return restriction(pattern=text)


def one_of(*texts: str, base: str = "string") -> str:
    """A restriction by enumeration."""
    return restriction(base, enumeration=list(texts))


def entity(name: str, predefined: str | None = None) -> str:
    """An entity facet."""
    return f"<entity>{_entity(name, predefined)}</entity>"


def attribute(name: str, value: str | None = None, **given: str) -> str:
    """An attribute facet."""
    return f"<attribute{_given(given)}>{_value('name', name)}{_value('value', value)}</attribute>"


def prop(
    pset: str, name: str, data_type: str | None = None, value: str | None = None, **given: str
) -> str:
    """A property facet."""
    if data_type is not None:
        given["dataType"] = data_type
    inner = _value("propertySet", pset) + _value("baseName", name) + _value("value", value)
    return f"<property{_given(given)}>{inner}</property>"


def classification(system: str, value: str | None = None, **given: str) -> str:
    """A classification facet."""
    inner = _value("value", value) + _value("system", system)
    return f"<classification{_given(given)}>{inner}</classification>"


def material(value: str | None = None, **given: str) -> str:
    """A material facet."""
    return f"<material{_given(given)}>{_value('value', value)}</material>"


def part_of(
    name: str, relation: str | None = None, predefined: str | None = None, **given: str
) -> str:
    """A facet for parts."""
    if relation is not None:
        given["relation"] = relation
    return f"<partOf{_given(given)}><entity>{_entity(name, predefined)}</entity></partOf>"


def specification(
    name: str,
    applicability: list[str],
    requirements: list[str] | None = None,
    occurs: tuple[str, str] = OPTIONAL,
    versions: str = ALL,
    **given: str,
) -> str:
    """A specification."""
    head = f"<specification name={quoteattr(name)} ifcVersion={quoteattr(versions)}{_given(given)}>"
    asked = "" if requirements is None else f"<requirements>{_lines(requirements)}</requirements>"
    return (
        f'{head}\n<applicability minOccurs="{occurs[0]}" maxOccurs="{occurs[1]}">'
        f"{_lines(applicability)}</applicability>\n{asked}\n</specification>\n"
    )


def document(*specifications: str, title: str = "Test") -> str:
    """An IDS file."""
    return (
        f"{_HEAD}<info><title>{escape(title)}</title></info>\n"
        f"<specifications>\n{''.join(specifications)}</specifications>\n</ids>\n"
    )


def write(path: Path, *specifications: str, title: str = "Test") -> Path:
    """Write an IDS file."""
    path.write_text(document(*specifications, title=title), encoding="utf-8")
    return path


def _entity(name: str, predefined: str | None) -> str:
    return _value("name", name) + _value("predefinedType", predefined)


def _value(tag: str, value: str | None) -> str:
    if value is None:
        return ""
    inner = value if value.startswith("<xs:") else f"<simpleValue>{escape(value)}</simpleValue>"
    return f"<{tag}>{inner}</{tag}>"


def _given(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _lines(parts: list[str]) -> str:
    return "".join(f"\n{part}" for part in parts)
