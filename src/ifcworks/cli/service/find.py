"""Find a job or a file by what people type: an id or the beginning of one, a name."""

from __future__ import annotations

from collections.abc import Iterator

from ifcworks.cli.service.answers import Clash, File, Job, Version
from ifcworks.cli.service.client import Client
from ifcworks.errors import (
    ClashNotFound,
    FileNotFound,
    JobNotFound,
    NotFound,
    ParametersInvalid,
    ServerRefused,
)

_WHOLE = 36


def _missing(error: NotFound) -> ServerRefused:
    """The error as if the service had said it, so that both end the command alike."""
    problem = error.problem()
    return ServerRefused(problem.pop("detail"), **problem)


def find_job(client: Client, given: str) -> str:
    """The id of the job that an id, or the beginning of one, names.

    Raises:
        ServerRefused: none begins like that.
        ParametersInvalid: several do.
    """
    if len(given) == _WHOLE:
        return given
    found = _beginning(client.jobs(page=500), given)
    if not found:
        raise _missing(
            JobNotFound(f"No job's id begins with '{given}'. 'ifcworks jobs list' shows them.")
        )
    if len(found) > 1:
        raise ParametersInvalid(f"Several jobs' ids begin with '{given}': {', '.join(found)}.")
    return found[0]


def find_clash(client: Client, project: str, given: str) -> str:
    """The id of the clash that an id, or the beginning of one, names.

    Raises:
        ServerRefused: none begins like that.
        ParametersInvalid: several do.
    """
    if len(given) == _WHOLE:
        return given
    found = _beginning(client.clashes(project, {"limit": 500}), given)
    if not found:
        raise _missing(
            ClashNotFound(
                f"No clash's id begins with '{given}'. 'ifcworks clashes list' shows them."
            )
        )
    if len(found) > 1:
        raise ParametersInvalid(f"Several clashes' ids begin with '{given}': {', '.join(found)}.")
    return found[0]


def _beginning(those: Iterator[Job] | Iterator[Clash], given: str) -> list[str]:
    return [one["id"] for one in those if one["id"].startswith(given.lower())]


def find_file(client: Client, project: str, given: str) -> File:
    """The file of this name, or whose id begins like that.

    Raises:
        ServerRefused: there is none.
        ParametersInvalid: several ids begin like that.
    """
    for file in client.files(project, name=given):
        if file["name"] == given:
            return file
    found = [file for file in client.files(project) if file["id"].startswith(given.lower())]
    if not found:
        raise _missing(
            FileNotFound(
                f"The project '{project}' has no file '{given}'. 'ifcworks files list' shows them."
            )
        )
    if len(found) > 1:
        names = ", ".join(f"{file['name']} ({file['id']})" for file in found)
        raise ParametersInvalid(f"Several files' ids begin with '{given}': {names}.")
    return found[0]


def find_version(client: Client, file: File, number: int) -> Version:
    """One version of a file.

    Raises:
        ServerRefused: it has none of this number.
    """
    for version in client.versions(file):
        if version["number"] == number:
            return version
    found = f"'{file['name']}' has no version {number}; its newest is {file['newest']['number']}."
    raise _missing(FileNotFound(found))
