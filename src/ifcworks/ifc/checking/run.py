"""A file checked in all respects, as far as it can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ifcworks.errors import FileTruncated, ModelUnreadable
from ifcworks.ifc.checking.findings import Finding, Findings, Part, Severity
from ifcworks.ifc.checking.rules import RuleCheck
from ifcworks.ifc.checking.schema import check_schema
from ifcworks.ifc.checking.syntax import check_end, check_syntax
from ifcworks.ifc.reading import ReadMessage, plain_step, read_model

_HEAD = 256
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class CheckRequest:
    """What to check.

    Attributes:
        rules: whether the rules of the schema are run.
        rule_seconds: how long they may take.
        most_listed: how many findings of one rule are listed.
        most_syntax_bytes: the largest file that the grammar is held against.
    """

    rules: bool
    rule_seconds: float
    most_listed: int
    most_syntax_bytes: int


@dataclass(frozen=True)
class CheckedFile:
    """What was found.

    Attributes:
        schema: of the file; None if it could not be read.
        instances: how many it has.
    """

    findings: Findings
    schema: str | None
    instances: int


def check_file(path: Path, scratch: Path, request: CheckRequest, progress: Progress) -> CheckedFile:
    """Check a model, packed in any way.

    Raises:
        FileRefused: it is no STEP file at all, or of a schema that is not supported.
    """
    findings = Findings(request.most_listed)
    try:
        plain = _plain(path, scratch)
    except ModelUnreadable as error:
        return _unreadable(error, findings, "It cannot be read from its first byte on: nothing was")
    check_syntax(
        plain, findings, request.most_syntax_bytes, lambda d, said: progress(0.2 * d, said)
    )
    progress(0.2, "reading the model")
    try:
        read = read_model(path, scratch)
    except (ModelUnreadable, FileTruncated) as error:
        said = "The file cannot be read, so nothing but its syntax was"
        return _unreadable(error, findings, said)
    for message in read.messages:
        _take(message, findings)
    names = read.model.entity_names()
    check_end(read.plain, names, findings)
    check_schema(read.model, findings, lambda d, said: progress(0.25 + 0.3 * d, said))
    if request.rules:
        RuleCheck(
            read.model,
            findings,
            request.rule_seconds,
            lambda done, said: progress(0.55 + 0.4 * done, said),
        ).run()
    else:
        findings.not_checked.append("The rules of the schema were not asked for.")
    return CheckedFile(findings, str(read.model.schema_identifier), len(names))


def _unreadable(
    error: ModelUnreadable | FileTruncated, findings: Findings, said: str
) -> CheckedFile:
    """What is left where a file cannot be read."""
    finding = Finding(
        str(error.detail),
        step_id=error.context.get("step_id"),
        line=error.context.get("line"),
    )
    findings.add(Part.SYNTAX, "reading", "the file can be read", finding)
    findings.not_checked.append(f"{said} checked.")
    return CheckedFile(findings, None, 0)


def _plain(path: Path, scratch: Path) -> Path:
    """The STEP file, also where its end is missing."""
    try:
        return plain_step(path, scratch)
    except FileTruncated:
        with path.open("rb") as stream:
            if not stream.read(_HEAD).lstrip().startswith(b"ISO-10303-21"):
                raise  # an archive that is cut off has no text to look at
        return path


def _take(message: ReadMessage, findings: Findings) -> None:
    """What ifcopenshell's reader said."""
    if message.severity == "info":
        return
    severity = Severity.ERROR if message.severity == "error" else Severity.WARNING
    finding = Finding(message.message, step_id=message.step_id, line=message.line)
    rule = message.code or "reader"
    findings.add(Part.SYNTAX, rule, "the reader understands all of the file", finding, severity)
