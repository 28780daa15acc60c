"""Everything that can go wrong, as one tree.

    IfcworksError
    ├── RequestError                 what was asked for cannot be done as asked
    │   ├── ParametersInvalid        parameters-invalid          422
    │   ├── RequestMalformed         request-malformed           400
    │   ├── BodyTooLarge             body-too-large              413
    │   ├── MediaTypeUnsupported     media-type-unsupported      415
    │   ├── NotFound                 not-found                   404
    │   │   ├── ProjectNotFound      project-not-found           404
    │   │   ├── FileNotFound         file-not-found              404
    │   │   ├── OperationNotFound    operation-not-found         404
    │   │   ├── JobNotFound          job-not-found               404
    │   │   ├── ElementNotFound      element-not-found           404
    │   │   ├── ArtifactNotFound     artifact-not-found          404
    │   │   ├── ResultNotFound       result-not-found            404
    │   │   ├── ClashNotFound        clash-not-found             404
    │   │   └── UploadNotFound       upload-not-found            404
    │   ├── Conflict                 conflict                    409
    │   │   ├── NameTaken            name-taken                  409
    │   │   ├── JobNotFinished       job-not-finished            409
    │   │   ├── JobFinished          job-finished                409
    │   │   ├── JobWithoutResult     job-without-result          409
    │   │   ├── UploadOffsetWrong    upload-offset-wrong         409
    │   │   └── IdempotencyConflict  idempotency-conflict        409
    │   ├── MethodNotAllowed         method-not-allowed          405
    │   ├── RangeUnsatisfiable       range-unsatisfiable         416
    │   ├── FetchRefused             fetch-refused               400
    │   ├── FetchFailed              fetch-failed                502
    │   ├── TusVersionUnsupported    tus-version-unsupported     412
    │   └── ChecksumMismatch         checksum-mismatch           460
    ├── FileRefused                  an input that is not what it should be
    │   ├── FileEmpty                file-empty                  422
    │   ├── FileTruncated            file-truncated              422
    │   ├── FileTooLarge             file-too-large              413
    │   ├── FileKindUnsupported      file-kind-unsupported       415
    │   ├── FileNameInvalid          file-name-invalid           422
    │   ├── ArchiveUnsafe            archive-unsafe              422
    │   ├── ModelUnreadable          model-unreadable            422
    │   ├── SchemaUnsupported        schema-unsupported          422
    │   ├── TableUnreadable          table-unreadable            422
    │   └── IdsInvalid               ids-invalid                 422
    ├── OperationFailed              operation-failed            500   the operation itself said no
    │   ├── NothingToDo              nothing-to-do               422
    │   ├── TableTooLarge            table-too-large             422
    │   ├── ModelNotEditable         model-not-editable          422
    │   ├── ModelsDiffer             models-differ               422
    │   ├── RecipeFailed             recipe-failed               422
    │   ├── QueryInvalid             query-invalid               422
    │   ├── QueryTimedOut            query-timed-out             422
    │   ├── QueryTooLarge            query-too-large             422
    │   ├── CacheUnusable            cache-unusable              500
    │   └── ResultIncomplete         result-incomplete           422
    ├── AttemptFailed                the process that carried the work out came to an end by itself
    │   ├── AttemptRaised            attempt-raised              500
    │   ├── AttemptCrashed           attempt-crashed             500
    │   ├── AttemptOutOfMemory       attempt-out-of-memory       500
    │   ├── AttemptTimedOut          attempt-timed-out           500
    │   ├── AttemptInterrupted       attempt-interrupted         500
    │   └── NeededJobCancelled       needed-job-cancelled        409
    ├── ServiceUnavailable           service-unavailable         503
    │   ├── StorageUnavailable       storage-unavailable         503
    │   ├── StorageFull              storage-full                507
    │   ├── ModelNotReady            model-not-ready             503
    │   └── DataFolderInUse          data-folder-in-use          503
    ├── ServerUnreachable            server-unreachable          502   (CLI) no service answers
    ├── ServerRefused                server-refused              502   (CLI) the service said no
    └── InternalError                internal-error              500

The code is stable: clients may branch on it. The sentence (`detail`) says what was wrong, where,
and what to do. A failed job carries the same object as an HTTP problem (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


class IfcworksError(Exception):
    """Base of every error of ifcworks.

    Args:
        detail: one or more full sentences: what was wrong, where, what to do.
        context: further members of the problem object (JSON values), e.g. ``signal=11``.
    """

    code: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong inside ifcworks"
    status: ClassVar[int] = 500
    headers: Mapping[str, str] = {}

    def __init__(self, detail: str, **context: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.context = context

    def problem(self) -> dict[str, Any]:
        """The error as an RFC 9457 problem object."""
        return {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.context,
        }


class RequestError(IfcworksError):
    """What was asked for cannot be done as asked."""

    code = "request-refused"
    title = "The request cannot be carried out"
    status = 400


class RequestMalformed(RequestError):
    """The request is not what HTTP, JSON or multipart say it should be."""

    code = "request-malformed"
    title = "The request cannot be read"


class BodyTooLarge(RequestError):
    """The body is larger than this address takes; for a file the code is file-too-large."""

    code = "body-too-large"
    title = "The body is too large"
    status = 413


class MediaTypeUnsupported(RequestError):
    """The body's Content-Type is not one that this address takes."""

    code = "media-type-unsupported"
    title = "Content-Type not supported"
    status = 415


class ParametersInvalid(RequestError):
    """A parameter is missing, unknown, or has a value that is not allowed.

    ``errors`` lists each one: ``where`` (path to the parameter), ``what`` (the sentence), ``got``.
    """

    code = "parameters-invalid"
    title = "Parameters are not valid"
    status = 422


class NotFound(RequestError):
    """Nothing lives at this address."""

    code = "not-found"
    title = "Not found"
    status = 404


class ProjectNotFound(NotFound):
    """No project of this name."""

    code = "project-not-found"
    title = "Project not found"


class FileNotFound(NotFound):
    """No file of this id, name or version in the project."""

    code = "file-not-found"
    title = "File not found"


class OperationNotFound(NotFound):
    """No operation of this name."""

    code = "operation-not-found"
    title = "Operation not found"


class JobNotFound(NotFound):
    """No job of this id."""

    code = "job-not-found"
    title = "Job not found"


class ElementNotFound(NotFound):
    """The model has no object of this GlobalId or number."""

    code = "element-not-found"
    title = "Element not found"


class ArtifactNotFound(NotFound):
    """The job made no artifact of this name."""

    code = "artifact-not-found"
    title = "Artifact not found"


class ResultNotFound(NotFound):
    """The table of results has no row of this number."""

    code = "result-not-found"
    title = "Result not found"


class ClashNotFound(NotFound):
    """No run of a clash set of the project has found a clash of this id."""

    code = "clash-not-found"
    title = "Clash not found"


class UploadNotFound(NotFound):
    """No resumable upload of this id in the project: it never was, was ended, or has expired."""

    code = "upload-not-found"
    title = "Upload not found"


class MethodNotAllowed(RequestError):
    """The address exists, but not for this HTTP method."""

    code = "method-not-allowed"
    title = "Method not allowed"
    status = 405


class RangeUnsatisfiable(RequestError):
    """The byte range asked for lies outside the content."""

    code = "range-unsatisfiable"
    title = "Range not satisfiable"
    status = 416


class FetchRefused(RequestError):
    """A file is asked for from an address that the service does not go to."""

    code = "fetch-refused"
    title = "Address not fetched"


class FetchFailed(RequestError):
    """A file could not be fetched from the address given.

    ``upstream`` is the HTTP status of the host's answer, if it answered.
    """

    code = "fetch-failed"
    title = "Fetching failed"
    status = 502


class TusVersionUnsupported(RequestError):
    """The request is not made in the version of the tus protocol that is spoken here."""

    code = "tus-version-unsupported"
    title = "Version of the tus protocol not supported"
    status = 412


class ChecksumMismatch(RequestError):
    """The bytes received do not have the checksum that was sent with them (tus)."""

    code = "checksum-mismatch"
    title = "Checksum does not match"
    status = 460


class Conflict(RequestError):
    """The request contradicts the present state."""

    code = "conflict"
    title = "Conflict"
    status = 409


class NameTaken(Conflict):
    """Something of this name exists already."""

    code = "name-taken"
    title = "Name already taken"


class JobNotFinished(Conflict):
    """The job has not come to its end yet."""

    code = "job-not-finished"
    title = "Job not finished"


class JobFinished(Conflict):
    """The job has come to its end; it can no longer be cancelled, or need not be retried."""

    code = "job-finished"
    title = "Job already finished"


class JobWithoutResult(Conflict):
    """The job ended without a result (it failed or was cancelled)."""

    code = "job-without-result"
    title = "Job has no result"


class UploadOffsetWrong(Conflict):
    """A resumed upload does not go on where the bytes received so far end."""

    code = "upload-offset-wrong"
    title = "Upload offset does not match"


class IdempotencyConflict(Conflict):
    """The Idempotency-Key was used before with another request."""

    code = "idempotency-conflict"
    title = "Idempotency-Key used for another request"


class FileRefused(IfcworksError):
    """A file that comes in is not what it should be. Nothing of it is kept."""

    code = "file-refused"
    title = "File refused"
    status = 422


class FileEmpty(FileRefused):
    """The file has no bytes."""

    code = "file-empty"
    title = "File is empty"


class FileTruncated(FileRefused):
    """The file ends before its format says it should."""

    code = "file-truncated"
    title = "File is truncated"


class FileTooLarge(FileRefused):
    """The file is larger than the service accepts."""

    code = "file-too-large"
    title = "File is too large"
    status = 413


class FileKindUnsupported(FileRefused):
    """The content is not of a kind that is accepted here."""

    code = "file-kind-unsupported"
    title = "File kind not supported"
    status = 415


class FileNameInvalid(FileRefused):
    """The file name cannot be used."""

    code = "file-name-invalid"
    title = "File name not valid"


class ArchiveUnsafe(FileRefused):
    """A compressed file would unpack to far too much, or holds something else than one model."""

    code = "archive-unsafe"
    title = "Archive refused"


class ModelUnreadable(FileRefused):
    """The file claims to be an IFC model but cannot be read as one."""

    code = "model-unreadable"
    title = "Model cannot be read"


class SchemaUnsupported(FileRefused):
    """The model is written in a schema version that is not supported."""

    code = "schema-unsupported"
    title = "Schema not supported"


class TableUnreadable(FileRefused):
    """The file claims to be a table but cannot be read as one, or has nothing in it."""

    code = "table-unreadable"
    title = "Table cannot be read"


class IdsInvalid(FileRefused):
    """A file of requirements is no valid IDS 1.0: against its XML Schema, or impossible to meet.

    ``errors`` lists line, place and reason of each problem, ``problems`` is how many there are.
    """

    code = "ids-invalid"
    title = "The IDS is not valid"


class OperationFailed(IfcworksError):
    """The operation came to a plain no, with its reason."""

    code = "operation-failed"
    title = "The operation failed"


class CacheUnusable(OperationFailed):
    """A file of kept geometry is damaged, cut off or of another version; compute it again."""

    code = "cache-unusable"
    title = "The kept geometry cannot be used"
    status = 500


class NothingToDo(OperationFailed):
    """The parameters leave nothing to work on, for example a selector that matches no element."""

    code = "nothing-to-do"
    title = "Nothing to do"
    status = 422


class TableTooLarge(OperationFailed):
    """A table has more rows, or longer texts, than its format can hold."""

    code = "table-too-large"
    title = "Table is too large for its format"
    status = 422


class ModelNotEditable(OperationFailed):
    """The text of a model is so unusual that a part of it cannot be replaced without doubt."""

    code = "model-not-editable"
    title = "Model cannot be edited"
    status = 422


class ModelsDiffer(OperationFailed):
    """Models cannot be put together: another schema, unit or georeference; says what to do."""

    code = "models-differ"
    title = "Models do not fit together"
    status = 422


class RecipeFailed(OperationFailed):
    """A recipe of ifcpatch came to an end with an exception, or made nothing that can be read.

    ``recipe`` is its name, ``exception`` the class of what it raised.
    """

    code = "recipe-failed"
    title = "The recipe failed"
    status = 422


class QueryInvalid(OperationFailed):
    """The SQL cannot be understood, or asks for something that queries may not do.

    ``line`` and ``column``, where known, say where in the SQL, counted from 1.
    """

    code = "query-invalid"
    title = "Query is not valid"
    status = 422


class QueryTimedOut(OperationFailed):
    """The query took longer than it was given."""

    code = "query-timed-out"
    title = "Query took too long"
    status = 422


class QueryTooLarge(OperationFailed):
    """The query has more rows, larger values, or needs more memory than it may."""

    code = "query-too-large"
    title = "Query is too large"
    status = 422


class ResultIncomplete(OperationFailed):
    """Some elements had to be left out and the job was asked not to accept that."""

    code = "result-incomplete"
    title = "Result is incomplete"
    status = 422


class AttemptFailed(IfcworksError):
    """The process that carried out the work did not come to a regular end."""

    code = "attempt-failed"
    title = "The attempt failed"


class AttemptRaised(AttemptFailed):
    """The operation raised an error that it does not know itself: a bug, or a very unusual file."""

    code = "attempt-raised"
    title = "The operation raised an unexpected error"


class AttemptCrashed(AttemptFailed):
    """The process of the attempt was ended by a signal, such as a crash in native code.

    ``signal`` is the name of the signal.
    """

    code = "attempt-crashed"
    title = "The attempt crashed"


class AttemptOutOfMemory(AttemptFailed):
    """The attempt needed more memory than its limit."""

    code = "attempt-out-of-memory"
    title = "The attempt ran out of memory"


class AttemptTimedOut(AttemptFailed):
    """The attempt took longer than its limit."""

    code = "attempt-timed-out"
    title = "The attempt took too long"


class AttemptInterrupted(AttemptFailed):
    """The service was killed while the attempt ran, more often than is worth retrying."""

    code = "attempt-interrupted"
    title = "The attempt was interrupted"


class NeededJobCancelled(AttemptFailed):
    """Another job, whose answer this one needed, was cancelled before it had one."""

    code = "needed-job-cancelled"
    title = "A job that was needed was cancelled"
    status = 409


class ServiceUnavailable(IfcworksError):
    """The service, or a part that it depends on, cannot do this now."""

    code = "service-unavailable"
    title = "Service unavailable"
    status = 503


class StorageUnavailable(ServiceUnavailable):
    """The storage of the files does not answer."""

    code = "storage-unavailable"
    title = "Storage unavailable"


class StorageFull(ServiceUnavailable):
    """The storage has no room left."""

    code = "storage-full"
    title = "Storage is full"
    status = 507


class ModelNotReady(ServiceUnavailable):
    """What was asked about a model is still being worked out; ``job`` is the job that does it."""

    code = "model-not-ready"
    title = "The model is not ready yet"


class DataFolderInUse(ServiceUnavailable):
    """Another service works on the same data folder."""

    code = "data-folder-in-use"
    title = "Data folder in use"


class ServerUnreachable(IfcworksError):
    """The command line cannot reach the service it was told to use."""

    code = "server-unreachable"
    title = "Server unreachable"
    status = 502


class ServerRefused(IfcworksError):
    """The service answered a request of the command line with a problem.

    Its members are in the context, so that ``problem`` is what the service said.
    """

    code = "server-refused"
    title = "The service refused"
    status = 502


class InternalError(IfcworksError):
    """A bug in ifcworks. The log of the service says more."""


def tree(root: type[IfcworksError] = IfcworksError) -> Iterator[type[IfcworksError]]:
    """Every class of the tree below (and without) ``root``, depth first in order of definition."""
    for child in root.__subclasses__():
        yield child
        yield from tree(child)


def from_problem(problem: Mapping[str, Any]) -> IfcworksError:
    """A problem object, such as an attempt leaves or a job carries, as the error it stands for."""
    kinds = {kind.code: kind for kind in tree()}
    members = {name: value for name, value in problem.items() if name != "detail"}
    return kinds.get(problem.get("code", ""), InternalError)(problem["detail"], **members)
