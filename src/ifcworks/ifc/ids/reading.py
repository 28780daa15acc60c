"""Reading an IDS 1.0 file, checked against its XML Schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from lxml import etree

from ifcworks.errors import IdsInvalid
from ifcworks.ifc.ids.constraints import Constraint, Restriction, Simple
from ifcworks.ifc.ids.document import (
    AttributeFacet,
    Cardinality,
    ClassificationFacet,
    EntityFacet,
    Facet,
    Ids,
    MaterialFacet,
    PartOfFacet,
    PropertyFacet,
    Specification,
)

_IDS = "{http://standards.buildingsmart.org/IDS}"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_INFO = (
    *("title", "copyright", "version", "description", "author", "date", "purpose", "milestone"),
)
_LISTED = 50
_OCCURS = (("1", "unbounded"), ("0", "unbounded"), ("0", "0"))
_WRONG_OCCURS = (
    "minOccurs {0} with maxOccurs {1} is not allowed: a specification is required (1, unbounded), "
    "optional (0, unbounded) or prohibited (0, 0)"
)
_OLD = ("0.9", "0.8", "0.7", "0.6", "0.5", "0.4")


@dataclass(frozen=True)
class IdsProblem:
    """One thing that is wrong with an IDS.

    Attributes:
        line: from 1; 0 where none is known.
        where: specification and facet, in words.
    """

    line: int
    where: str
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}" if self.line else self.what


def refusal(name: str, problems: list[IdsProblem]) -> IdsInvalid:
    """The error for an IDS with problems: the first in words, all of them beside it."""
    more = f" There are {len(problems) - 1} more problems." if len(problems) > 1 else ""
    first = problems[0]
    where = f" ({first.where})" if first.where else ""
    return IdsInvalid(
        f"{name} is not a valid IDS 1.0 file: {first}{where}.{more} Correct it in the program "
        "that wrote it.",
        errors=[{"line": p.line, "where": _place(p), "what": p.what} for p in problems[:_LISTED]],
        problems=len(problems),
    )


def _place(problem: IdsProblem) -> str:
    parts = [f"line {problem.line}" if problem.line else "", problem.where]
    return ", ".join(part for part in parts if part) or "the file"


def read_ids(path: Path, name: str) -> Ids:
    """Read an IDS file.

    Args:
        path: the file.
        name: what to call it in errors.

    Raises:
        IdsInvalid: it is no XML, of another version of IDS, or not as the XML Schema says.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        # From its bytes: of a file with a name, a wrong encoding would be an OSError.
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        line = int(error.lineno or 0)
        said = str(error.msg or "it is empty").split(", line ")[0]
        raise refusal(name, [IdsProblem(line, "", f"this is no XML: {said}")]) from None
    _check_kind(root, name)
    problems = [IdsProblem(int(error.sourceline or 0), "", _said(error)) for error in _errors(root)]
    if problems:
        raise refusal(name, _draft(root) + sorted(problems, key=lambda problem: problem.line))
    info = root.find(f"{_IDS}info")
    found = {key: text for key in _INFO if (text := _text(info.find(_IDS + key)))}
    specifications = root.iterfind(f"{_IDS}specifications/{_IDS}specification")
    return Ids(found, tuple(_specification(item) for item in specifications))


def _check_kind(root: Any, name: str) -> None:
    """Say plainly when a file is no IDS, or defines entities, which could stand for anything."""
    if root.getroottree().docinfo.doctype:
        what = "it has a document type definition (<!DOCTYPE …>), which an IDS does not need"
        raise refusal(name, [IdsProblem(1, "", what)])
    tag = etree.QName(root)
    if tag.localname != "ids" or "standards.buildingsmart.org/IDS" not in (tag.namespace or ""):
        what = f"its outermost element is '{tag.localname}', and not 'ids' of buildingSMART"
        raise refusal(name, [IdsProblem(int(root.sourceline or 0), "", what)])


def _draft(root: Any) -> list[IdsProblem]:
    """What a file is that is not as IDS 1.0 says, if it says itself that it is older."""
    stated = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation") or ""
    what = (
        "it is written for IDS {}.x, a draft of the standard, and is not as IDS 1.0 says. Save it "
        "as IDS 1.0 in an IDS editor"
    )
    line = int(root.sourceline or 0)
    return [
        IdsProblem(line, "", what.format(old))
        for old in _OLD
        if f"/{old}" in stated or f"ids_{old.replace('.', '')}" in stated
    ][:1]


@cache
def ids_schema() -> Any:
    """The XML Schema of IDS 1.0, as ifctester brings it."""
    import xmlschema

    with as_file(files("ifctester").joinpath("ids.xsd")) as path:
        return xmlschema.XMLSchema(str(path))


def _errors(root: Any) -> Iterator[Any]:
    yield from ids_schema().iter_errors(root)


def _said(error: Any) -> str:
    reason = " ".join(str(error.reason or error).split()).rstrip(".")
    place = error.elem.tag.rsplit("}", 1)[-1] if getattr(error, "elem", None) is not None else ""
    shortened = reason.replace(_IDS, "").replace(_XS, "xs:")
    return f"<{place}>: {shortened}" if place else shortened


def _specification(item: Any) -> Specification:
    applicability = item.find(f"{_IDS}applicability")
    requirements = item.find(f"{_IDS}requirements")
    least = applicability.get("minOccurs", "1")
    most = applicability.get("maxOccurs", "1")
    if most == "0":
        cardinality = Cardinality.PROHIBITED
    else:
        cardinality = Cardinality.OPTIONAL if int(least) == 0 else Cardinality.REQUIRED
    return Specification(
        line=int(item.sourceline or 0),
        name=item.get("name", ""),
        versions=tuple(item.get("ifcVersion", "").split()),
        identifier=item.get("identifier"),
        description=item.get("description"),
        instructions=item.get("instructions"),
        cardinality=cardinality,
        applicability=_facets(applicability),
        requirements=() if requirements is None else _facets(requirements),
        requirements_description=None if requirements is None else requirements.get("description"),
        wrong_occurs=() if (least, most) in _OCCURS else (_WRONG_OCCURS.format(least, most),),
    )


def _facets(clause: Any) -> tuple[Facet, ...]:
    return tuple(_facet(item) for item in clause if isinstance(item.tag, str))


def _facet(item: Any) -> Facet:
    common: dict[str, Any] = {
        "line": int(item.sourceline or 0),
        "cardinality": Cardinality(item.get("cardinality", "required")),
        "instructions": item.get("instructions"),
        "uri": item.get("uri"),
    }
    value = _constraint(item, "value")
    match etree.QName(item).localname:
        case "entity":
            return EntityFacet(**common, **_entity(item))
        case "attribute":
            return AttributeFacet(**common, name=_needed(item, "name"), value=value)
        case "property":
            return PropertyFacet(
                **common,
                property_set=_needed(item, "propertySet"),
                base_name=_needed(item, "baseName"),
                value=value,
                data_type=item.get("dataType"),
            )
        case "classification":
            return ClassificationFacet(**common, system=_constraint(item, "system"), value=value)
        case "material":
            return MaterialFacet(**common, value=value)
    entity = item.find(f"{_IDS}entity")
    return PartOfFacet(**common, relation=item.get("relation"), **_entity(entity))


def _entity(item: Any) -> dict[str, Any]:
    return {
        "name": _needed(item, "name"),
        "predefined_type": _constraint(item, "predefinedType"),
    }


def _needed(item: Any, name: str) -> Constraint:
    found = _constraint(item, name)
    assert found is not None, name  # the XML Schema says so
    return found


def _constraint(item: Any, name: str) -> Constraint | None:
    holder = item.find(_IDS + name)
    if holder is None:
        return None
    simple = holder.find(f"{_IDS}simpleValue")
    if simple is not None:
        return Simple(simple.text or "", int(simple.sourceline or 0))
    restriction = holder.find(f"{_XS}restriction")
    if restriction is None:
        return None
    conditions: dict[str, list[str]] = {}
    for part in restriction:
        if isinstance(part.tag, str) and (given := part.get("value")) is not None:
            conditions.setdefault(etree.QName(part).localname, []).append(given)
    return Restriction(
        restriction.get("base", "xs:string").rsplit(":", 1)[-1],
        {kind: tuple(given) for kind, given in conditions.items()},
        int(restriction.sourceline or 0),
    )


def _text(element: Any) -> str | None:
    return None if element is None else (element.text or "").strip() or None
