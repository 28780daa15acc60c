"""Priorities of jobs, which job waits for which, and versions of files that jobs made.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "job_waits",
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("waits_for", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_job_waits_job_id"),
        sa.ForeignKeyConstraint(["waits_for"], ["jobs.id"], name="fk_job_waits_waits_for"),
        sa.PrimaryKeyConstraint("job_id", "waits_for", name="pk_job_waits"),
    )
    op.create_index("ix_job_waits_waits_for", "job_waits", ["waits_for"], unique=False)
    with op.batch_alter_table("file_versions") as versions:
        versions.add_column(sa.Column("made_by", sa.String(length=36), nullable=True))
        versions.create_foreign_key("fk_file_versions_made_by", "jobs", ["made_by"], ["id"])
    op.create_index("ix_file_versions_made_by", "file_versions", ["made_by"], unique=False)
