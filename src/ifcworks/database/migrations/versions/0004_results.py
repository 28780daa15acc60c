"""Tables of results, the history of clashes, and files that artifacts become.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
Id = sa.String(length=36)


def upgrade() -> None:
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(sa.Column("saves", Json, nullable=False, server_default="{}"))
        jobs.add_column(sa.Column("series", sa.String(length=64), nullable=True))
    op.create_index("ix_jobs_series", "jobs", ["project_id", "series", "finished_at"])
    with op.batch_alter_table("artifacts") as artifacts:
        artifacts.add_column(
            sa.Column("kind", sa.String(length=16), nullable=False, server_default="other")
        )
        artifacts.add_column(
            sa.Column("form", sa.String(length=16), nullable=False, server_default="unknown")
        )
        artifacts.add_column(sa.Column("ifc_schema", sa.String(length=32), nullable=True))
    _create_result_table(
        "clash_results",
        sa.Column("original_clash_id", Number, nullable=True),
        sa.Column("clash_set_name", sa.String(length=255), nullable=False),
        sa.Column("output_filename", sa.String(length=255), nullable=True),
        sa.Column("clash_count", sa.Integer(), nullable=False),
        sa.Column("clash_data", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["original_clash_id"],
            ["clash_results.id"],
            name="fk_clash_results_original_clash_id",
        ),
    )
    for column in ("original_clash_id", "clash_set_name"):
        op.create_index(f"ix_clash_results_{column}", "clash_results", [column])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_clash_results_clash_data", "clash_results", ["clash_data"], postgresql_using="gin"
        )
    _create_result_table(
        "conversion_results",
        sa.Column("input_filename", sa.String(length=255), nullable=False),
        sa.Column("output_filename", sa.String(length=255), nullable=True),
        sa.Column("conversion_options", Json, nullable=False),
    )
    _create_result_table(
        "tester_results",
        sa.Column("ifc_filename", sa.String(length=255), nullable=False),
        sa.Column("ids_filename", sa.String(length=255), nullable=False),
        sa.Column("test_results", Json, nullable=False),
        sa.Column("pass_count", sa.Integer(), nullable=False),
        sa.Column("fail_count", sa.Integer(), nullable=False),
    )
    _create_result_table(
        "diff_results",
        sa.Column("old_file", sa.String(length=255), nullable=False),
        sa.Column("new_file", sa.String(length=255), nullable=False),
        sa.Column("diff_count", sa.Integer(), nullable=False),
        sa.Column("diff_data", Json, nullable=False),
    )
    _create_history()


def _create_result_table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", Number, autoincrement=True, nullable=False),
        *columns,
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("job_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=f"fk_{name}_job_id"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=f"fk_{name}_project_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    for column in ("created_at", "job_id"):
        op.create_index(f"ix_{name}_{column}", name, [column])


def _create_history() -> None:
    op.create_table(
        "clashes",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("clash_set_name", sa.String(length=255), nullable=False),
        sa.Column("a_global_id", sa.String(length=64), nullable=False),
        sa.Column("b_global_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("assignee", sa.String(length=255), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.Column("first_result_id", Number, nullable=False),
        sa.Column("last_result_id", Number, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.CheckConstraint(
            "state IN ('new', 'persistent', 'resolved', 'element-missing')",
            name=op.f("ck_clashes_state"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'reviewed', 'approved', 'ignored')", name=op.f("ck_clashes_status")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_clashes_project_id"),
        sa.ForeignKeyConstraint(
            ["first_result_id"], ["clash_results.id"], name="fk_clashes_first_result_id"
        ),
        sa.ForeignKeyConstraint(
            ["last_result_id"], ["clash_results.id"], name="fk_clashes_last_result_id"
        ),
        sa.PrimaryKeyConstraint("project_id", "id", name="pk_clashes"),
    )
    op.create_index(
        "ix_clashes_clash_set_name",
        "clashes",
        ["project_id", "clash_set_name", "state", "status"],
    )
    op.create_table(
        "clash_events",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("clash_id", Id, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("result_id", Number, nullable=True),
        sa.Column("author", sa.String(length=255), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint(
            "what IN ('state', 'status', 'reason', 'assignee', 'comment')",
            name=op.f("ck_clash_events_what"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "clash_id"],
            ["clashes.project_id", "clashes.id"],
            name="fk_clash_events_clash",
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["clash_results.id"], name="fk_clash_events_result_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clash_events"),
    )
    op.create_index("ix_clash_events_clash_id", "clash_events", ["project_id", "clash_id"])
