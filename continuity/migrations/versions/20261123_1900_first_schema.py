"""The first schema: every table, the seat belt on what is only added to, and the chain's beginning."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261123_1900"
down_revision = None
branch_labels = None
depends_on = None

# Tables that point at each other: PostgreSQL gets these keys when both stand, SQLite takes them with the table.
RING = (
    ("fk_step_in_force_revision", "step", "in_force_revision_id", "step_revision"),
    ("fk_step_open_revision", "step", "open_revision_id", "step_revision"),
    ("fk_step_revision_snapshot", "step_revision", "snapshot_id", "snapshot"),
)

# What is only added to, and by which columns a new row could take the place of an old one.
APPEND_ONLY = {
    "event": (("seq",),),
    "sign_off": (("id",), ("revision_id", "round", "slot")),
    "decision": (("id",),),
}


def upgrade() -> None:
    """Makes everything."""
    _make_tables()
    if op.get_bind().dialect.name == "postgresql":
        for name, table, column, target in RING:
            op.create_foreign_key(name, table, target, [column], ["id"])
        _protect_on_postgresql()
    else:
        _protect_on_sqlite()
    head = sa.table("chain_head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])


def downgrade() -> None:
    """Removes everything."""
    for name, table, column, _target in RING:
        if op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(name, table, type_="foreignkey")
        else:
            op.execute(sa.update(sa.table(table, sa.column(column))).values({column: None}))
    _drop_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _protect_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_keeps_its_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _protect_on_sqlite() -> None:
    """INSERT OR REPLACE would slip past a trigger on DELETE, so a row over an existing one is refused too."""
    for table, keys in APPEND_ONLY.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
        for change in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} {refuse}")
        for number, columns in enumerate(keys, 1):
            same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
            exists = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 every name stands above
            op.execute(
                f"CREATE TRIGGER {table}_refuses_replacement_{number} BEFORE INSERT ON {table} WHEN {exists} {refuse}"
            )


def _make_tables() -> None:
    """As the models had it."""
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "content",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_content")),
    )
    op.create_table(
        "definition",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_definition")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("special_handling_since", UTCDateTime(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_parent_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("code", name=op.f("uq_department_code")),
    )
    op.create_index(op.f("ix_department_parent_id"), "department", ["parent_id"], unique=False)
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index("ix_login_attempt_account_at", "login_attempt", ["account", "at"], unique=False)
    op.create_index("ix_login_attempt_address_at", "login_attempt", ["address", "at"], unique=False)
    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("registration_pattern", sa.String(), nullable=False),
        sa.Column("security_contact", sa.String(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("today_offset_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "login_session",
        sa.Column("key_sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("auth_time", UTCDateTime(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id_person")),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_person_id"), "login_session", ["person_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("deputy", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_membership_department_id_department")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_department_role", "membership", ["department_id", "role"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id_person")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_one_time_link")),
    )
    op.create_index(op.f("ix_one_time_link_person_id"), "one_time_link", ["person_id"], unique=False)
    op.create_table(
        "parked_post",
        sa.Column("key_sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_parked_post_person_id_person")),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_parked_post")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("workflow_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("in_force_version", sa.String(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("repealed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_plan_department_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("department_id", "workflow", name=op.f("uq_plan_department_id_workflow")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_publication_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_table(
        "resource",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.String(), nullable=True),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_resource_added_by_id_person")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["resource.id"], name=op.f("fk_resource_merged_into_id_resource")),
        sa.ForeignKeyConstraint(["owner_id"], ["department.id"], name=op.f("fk_resource_owner_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("name", name=op.f("uq_resource_name")),
    )
    op.create_table(
        "role_title",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_role_title_added_by_id_person")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_role_title_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_title")),
        sa.UniqueConstraint("department_id", "title", name=op.f("uq_role_title_department_id_title")),
    )
    op.create_table(
        "template_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", UTCDateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("reverted_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["content.sha256"], name=op.f("fk_template_version_sha256_content")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_template_version_uploaded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
    )
    op.create_index("ix_template_version_name", "template_version", ["name", "variant", "department"], unique=False)
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_event_plan_id_plan")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    op.create_index("ix_event_plan_id_seq", "event", ["plan_id", "seq"], unique=False)
    op.create_table(
        "pending_reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_text", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("proposal", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled", sa.String(), nullable=False),
        sa.Column("settled_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_pending_reopening_asked_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_pending_reopening_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_reopening")),
    )
    op.create_index(op.f("ix_pending_reopening_plan_id"), "pending_reopening", ["plan_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("promised_h", sa.Double(), nullable=True),
        sa.Column("service_window", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("tested_h", sa.Double(), nullable=True),
        sa.Column("tested_on", sa.Date(), nullable=True),
        sa.Column("valid_from", UTCDateTime(), nullable=False),
        sa.Column("valid_to", UTCDateTime(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_promise_by_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_promise_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_resource_id"), "promise", ["resource_id"], unique=False)
    op.create_table(
        "publication_item",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_publication_item_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint(
            "publication_id", "kind", "name", "variant", "department", name=op.f("pk_publication_item")
        ),
    )
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("ball", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_moved", sa.String(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("open_revision_id", sa.Integer(), nullable=True),
        sa.Column("in_force_revision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["in_force_revision_id"], ["step_revision.id"], name="fk_step_in_force_revision", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["open_revision_id"], ["step_revision.id"], name="fk_step_open_revision", use_alter=True
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_step_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("plan_id", "name", name=op.f("uq_step_plan_id_name")),
    )
    op.create_index("ix_step_state_due", "step", ["state", "due"], unique=False)
    op.create_table(
        "event_body",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_event_body_seq_event")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event_body")),
    )
    op.create_table(
        "step_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_text", sa.String(), nullable=False),
        sa.Column("major", sa.Boolean(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("workflow_hash", sa.String(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("organisation_hash", sa.String(), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.Column("registration_number", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("appointed_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=False),
        sa.Column("returned_pages", sa.JSON(), nullable=False),
        sa.Column("amended_pages", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("completed_at", UTCDateTime(), nullable=True),
        sa.Column("superseded_at", UTCDateTime(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["appointed_id"], ["person.id"], name=op.f("fk_step_revision_appointed_id_person")),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["step_revision.id"], name=op.f("fk_step_revision_based_on_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_step_revision_opened_by_id_person")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_step_revision_snapshot", use_alter=True),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_step_revision_step_id_step")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_step_revision_submitted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_revision")),
        sa.UniqueConstraint("step_id", "number", name=op.f("uq_step_revision_step_id_number")),
    )
    op.create_table(
        "weeding",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_weeding_seq_event")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_weeding")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("valid_from", UTCDateTime(), nullable=False),
        sa.Column("valid_to", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_activity_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_activity_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_department_row", "activity", ["department_id", "row"], unique=False)
    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("recommends_return", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_advice_given_by_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_advice_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
        sa.UniqueConstraint("revision_id", "round", "role", name=op.f("uq_advice_revision_id_round_role")),
    )
    op.create_table(
        "answer_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("parent_row", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_answer_part_revision_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_answer_part_saved_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_part")),
        sa.UniqueConstraint("revision_id", "page", "row", name=op.f("uq_answer_part_revision_id_page_row")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_text", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_comment_answered_by_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_comment_by_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_comment_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_revision_id"), "comment", ["revision_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("meeting_date", sa.Date(), nullable=False),
        sa.Column("paragraph", sa.String(), nullable=False),
        sa.Column("minutes_confirmed_on", sa.Date(), nullable=True),
        sa.Column("next_meeting", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_decision_by_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_decision_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_revision_id"), "decision", ["revision_id"], unique=False)
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("activity_row", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("valid_from", UTCDateTime(), nullable=False),
        sa.Column("valid_to", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_demand_department_id_department")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_demand_resource_id_resource")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_demand_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
    )
    op.create_index("ix_demand_resource_state", "demand", ["resource_id", "state"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("template_sha256", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("expedited_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_document_revision_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["content.sha256"], name=op.f("fk_document_sha256_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "revision_id",
            "kind",
            "language",
            "edition",
            "round",
            name=op.f("uq_document_revision_id_kind_language_edition_round"),
        ),
    )
    op.create_index(op.f("ix_document_sha256"), "document", ["sha256"], unique=False)
    op.create_table(
        "hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("meeting_date", sa.Date(), nullable=True),
        sa.Column("papers_due", sa.Date(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_hearing_revision_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_hearing_set_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
        sa.UniqueConstraint("revision_id", "round", name=op.f("uq_hearing_revision_id_round")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_invitation_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_index(op.f("ix_invitation_revision_id"), "invitation", ["revision_id"], unique=False)
    op.create_table(
        "registered_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.Date(), nullable=False),
        sa.Column("paragraph", sa.String(), nullable=False),
        sa.Column("registration_number", sa.String(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_registered_document_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["content_sha256"], ["content.sha256"], name=op.f("fk_registered_document_content_sha256_content")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_registered_document_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_registered_document_proposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_registered_document_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_document")),
    )
    op.create_index(op.f("ix_registered_document_plan_id"), "registered_document", ["plan_id"], unique=False)
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("delegation", sa.String(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("auth_time", UTCDateTime(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("workflow_hash", sa.String(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("template_sha256", sa.String(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(), nullable=False),
        sa.Column("document_sha256", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_off_person_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_sign_off_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("revision_id", "round", "slot", name=op.f("uq_sign_off_revision_id_round_slot")),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_snapshot_by_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_snapshot_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    op.create_index(op.f("ix_snapshot_revision_id"), "snapshot", ["revision_id"], unique=False)
    op.create_table(
        "voided_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_voided_round_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voided_round")),
        sa.UniqueConstraint("revision_id", "round", name=op.f("uq_voided_round_revision_id_round")),
    )
    op.create_table(
        "answer_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["answer_part.id"], name=op.f("fk_answer_version_part_id_answer_part")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_answer_version_saved_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_version")),
        sa.UniqueConstraint("part_id", "version", name=op.f("uq_answer_version_part_id_version")),
    )
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dispatch_by_id_person")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_dispatch_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("document_id", "recipient", name=op.f("uq_dispatch_document_id_recipient")),
    )


def _drop_tables() -> None:
    """Children before their parents."""
    op.drop_table("dispatch")
    op.drop_table("answer_version")
    op.drop_table("voided_round")
    op.drop_table("snapshot")
    op.drop_table("sign_off")
    op.drop_table("registered_document")
    op.drop_table("invitation")
    op.drop_table("hearing")
    op.drop_table("document")
    op.drop_table("demand")
    op.drop_table("decision")
    op.drop_table("comment")
    op.drop_table("answer_part")
    op.drop_table("advice")
    op.drop_table("activity")
    op.drop_table("weeding")
    op.drop_table("step_revision")
    op.drop_table("event_body")
    op.drop_table("step")
    op.drop_table("publication_item")
    op.drop_table("promise")
    op.drop_table("pending_reopening")
    op.drop_table("event")
    op.drop_table("template_version")
    op.drop_table("role_title")
    op.drop_table("resource")
    op.drop_table("publication")
    op.drop_table("plan")
    op.drop_table("parked_post")
    op.drop_table("one_time_link")
    op.drop_table("membership")
    op.drop_table("login_session")
    op.drop_table("person")
    op.drop_table("municipality")
    op.drop_table("login_attempt")
    op.drop_table("department")
    op.drop_table("definition")
    op.drop_table("content")
    op.drop_table("chain_head")
