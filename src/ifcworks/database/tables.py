"""The tables. ``migrations/`` brings a database to this state; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment with time zone UTC, also where the database keeps none (SQLite)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To the database: in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """From the database: with UTC said."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
Id = sa.String(36)
Sha256 = sa.String(64)

projects = sa.Table(
    "projects",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
    sa.Column("title", sa.String(200), nullable=False, default=""),
    sa.Column("created_at", Moment, nullable=False),
)

blobs = sa.Table(
    "blobs",
    metadata,
    sa.Column("sha256", Sha256, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("deleted_at", Moment),
    sa.Index(
        "uq_files_living_name",
        "project_id",
        "name",
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    ),
)

file_versions = sa.Table(
    "file_versions",
    metadata,
    sa.Column("file_id", Id, sa.ForeignKey("files.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", Sha256, sa.ForeignKey("blobs.sha256"), nullable=False),
    sa.Column("form", sa.String(16), nullable=False),
    sa.Column("ifc_schema", sa.String(32)),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("made_by", Id, sa.ForeignKey("jobs.id", name="fk_file_versions_made_by")),
    sa.Index("ix_file_versions_made_by", "made_by"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), nullable=False),
    sa.Column("operation", sa.String(64), nullable=False),
    sa.Column("operation_version", sa.Integer, nullable=False),
    sa.Column("queue", sa.String(64), nullable=False),
    sa.Column("params", Json, nullable=False),
    sa.Column("inputs", Json, nullable=False),
    sa.Column("fingerprint", Sha256, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("attempts_counted_from", sa.Integer, nullable=False),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("progress", sa.Float, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("result", Json),
    sa.Column("result_sha256", Sha256, sa.ForeignKey("blobs.sha256")),
    sa.Column("problem", Json),
    sa.Column("answered_from", Id, sa.ForeignKey("jobs.id")),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("started_at", Moment),
    sa.Column("finished_at", Moment),
    sa.Column("priority", sa.Integer, nullable=False, server_default="0"),
    sa.Column("saves", Json, nullable=False, server_default="{}"),
    sa.Column("series", Sha256),
    sa.CheckConstraint(
        "state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="state"
    ),
    sa.Index("ix_jobs_listing", "project_id", "created_at", "id"),
    sa.Index("ix_jobs_state_created_at", "state", "created_at"),
    sa.Index("ix_jobs_fingerprint", "fingerprint", "state"),
    sa.Index("ix_jobs_series", "project_id", "series", "finished_at"),
)

job_waits = sa.Table(
    "job_waits",
    metadata,
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("waits_for", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Index("ix_job_waits_waits_for", "waits_for"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("outcome", sa.String(32)),
    sa.Column("problem", Json),
    sa.Column("log", sa.Text, nullable=False, default=""),
    sa.Column("peak_memory", sa.BigInteger),
    sa.Column("cpu_seconds", sa.Float),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
)

artifacts = sa.Table(
    "artifacts",
    metadata,
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("sha256", Sha256, sa.ForeignKey("blobs.sha256"), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, server_default="other"),
    sa.Column("form", sa.String(16), nullable=False, server_default="unknown"),
    sa.Column("ifc_schema", sa.String(32)),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("request_sha256", Sha256, nullable=False),
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(16)),
    sa.Column("metadata", sa.Text, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("file_id", Id, sa.ForeignKey("files.id")),
    sa.Column("created", sa.Boolean, nullable=False),
    sa.Column("problem", Json),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.CheckConstraint("state IN ('receiving', 'accepted', 'refused')", name="state"),
    sa.Index("ix_uploads_expires_at", "expires_at"),
)

upload_parts = sa.Table(
    "upload_parts",
    metadata,
    sa.Column("upload_id", Id, sa.ForeignKey("uploads.id"), primary_key=True),
    sa.Column("start", sa.BigInteger, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(32), nullable=False),
)

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _result_table(
    name: str, *columns: sa.Column[Any], indexes: tuple[sa.Index, ...] = ()
) -> sa.Table:
    """A table of results that people ask with SQL: their columns, and where a row comes from."""
    return sa.Table(
        name,
        metadata,
        sa.Column("id", Number, primary_key=True, autoincrement=True),
        *columns,
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), nullable=False),
        sa.Column("project_id", Id, sa.ForeignKey("projects.id"), nullable=False),
        sa.Index(f"ix_{name}_created_at", "created_at"),
        sa.Index(f"ix_{name}_job_id", "job_id"),
        *indexes,
    )


clash_results = _result_table(
    "clash_results",
    sa.Column("original_clash_id", Number, sa.ForeignKey("clash_results.id")),
    sa.Column("clash_set_name", sa.String(255), nullable=False),
    sa.Column("output_filename", sa.String(255)),
    sa.Column("clash_count", sa.Integer, nullable=False),
    sa.Column("clash_data", Json, nullable=False),
    indexes=(
        sa.Index("ix_clash_results_original_clash_id", "original_clash_id"),
        sa.Index("ix_clash_results_clash_set_name", "clash_set_name"),
        sa.Index("ix_clash_results_clash_data", "clash_data", postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
    ),
)

conversion_results = _result_table(
    "conversion_results",
    sa.Column("input_filename", sa.String(255), nullable=False),
    sa.Column("output_filename", sa.String(255)),
    sa.Column("conversion_options", Json, nullable=False),
)

tester_results = _result_table(
    "tester_results",
    sa.Column("ifc_filename", sa.String(255), nullable=False),
    sa.Column("ids_filename", sa.String(255), nullable=False),
    sa.Column("test_results", Json, nullable=False),
    sa.Column("pass_count", sa.Integer, nullable=False),
    sa.Column("fail_count", sa.Integer, nullable=False),
)

diff_results = _result_table(
    "diff_results",
    sa.Column("old_file", sa.String(255), nullable=False),
    sa.Column("new_file", sa.String(255), nullable=False),
    sa.Column("diff_count", sa.Integer, nullable=False),
    sa.Column("diff_data", Json, nullable=False),
)

RESULTS = {
    table.name: table for table in (clash_results, conversion_results, tester_results, diff_results)
}
"""The tables of results by name."""

clashes = sa.Table(
    "clashes",
    metadata,
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), primary_key=True),
    sa.Column("id", Id, primary_key=True),
    sa.Column("clash_set_name", sa.String(255), nullable=False),
    sa.Column("a_global_id", sa.String(64), nullable=False),
    sa.Column("b_global_id", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("assignee", sa.String(255)),
    sa.Column("data", Json, nullable=False),
    sa.Column("first_result_id", Number, sa.ForeignKey("clash_results.id"), nullable=False),
    sa.Column("last_result_id", Number, sa.ForeignKey("clash_results.id"), nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.CheckConstraint(
        "state IN ('new', 'persistent', 'resolved', 'element-missing')", name="state"
    ),
    sa.CheckConstraint("status IN ('open', 'reviewed', 'approved', 'ignored')", name="status"),
    sa.Index("ix_clashes_clash_set_name", "project_id", "clash_set_name", "state", "status"),
)

clash_events = sa.Table(
    "clash_events",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("project_id", Id, nullable=False),
    sa.Column("clash_id", Id, nullable=False),
    sa.Column("what", sa.String(16), nullable=False),
    sa.Column("old", sa.Text),
    sa.Column("new", sa.Text),
    sa.Column("result_id", Number, sa.ForeignKey("clash_results.id")),
    sa.Column("author", sa.String(255)),
    sa.Column("created_at", Moment, nullable=False),
    sa.ForeignKeyConstraint(
        ["project_id", "clash_id"],
        ["clashes.project_id", "clashes.id"],
        name="fk_clash_events_clash",
    ),
    sa.CheckConstraint("what IN ('state', 'status', 'reason', 'assignee', 'comment')", name="what"),
    sa.Index("ix_clash_events_clash_id", "project_id", "clash_id"),
)

download_links = sa.Table(
    "download_links",
    metadata,
    sa.Column("token_sha256", Sha256, primary_key=True),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("sha256", Sha256, sa.ForeignKey("blobs.sha256"), nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Index("ix_download_links_expires_at", "expires_at"),
)

dialect_jobs = sa.Table(
    "dialect_jobs",
    metadata,
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("route", sa.String(64), nullable=False),
    sa.Column("artifact", sa.String(128)),
    sa.Column("request", Json, nullable=False),
    sa.Column("notes", Json, nullable=False),
)
