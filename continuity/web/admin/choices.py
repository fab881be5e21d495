"""What the administration's lists offer: units, roles, workflows and variants."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import PublicationItem
from continuity.rules.permissions import EVERYWHERE
from continuity.services import organising, publishing
from continuity.services.organising import LEVELS
from continuity.services.people import ROLES
from continuity.web.naming import level_name, role_name
from continuity.web.wording import language

Choices = list[tuple[str, str]]
INDENT = "\u2003"  # a wide space: a list of options has no other way to show a tree


def units(session: Session, first: str) -> Choices:
    """Every unit in use, indented below the one it belongs to, after a first line that stands for none."""
    tree = organising.tree(session)
    return [("", first)] + [(str(node.department.id), INDENT * node.depth + node.department.name) for node in tree]


def levels() -> Choices:
    """The kinds of unit."""
    return [(level, level_name(level)) for level in LEVELS]


def roles() -> tuple[Choices, Choices]:
    """The roles that belong to a department, and those that hold for the whole municipality."""
    named = [(role, role_name(role)) for role in ROLES]
    here = [entry for entry in named if entry[0] not in EVERYWHERE]
    return here, [entry for entry in named if entry[0] in EVERYWHERE]


def workflows(session: Session) -> Choices:
    """The published workflows, by their titles."""
    return [(name, _title(session, name)) for name in sorted(_published(session, PublicationItem.name))]


def variants(session: Session) -> Choices:
    """The published variants of workflows, by their names."""
    return [
        (name, name.replace("_", " ").capitalize())
        for name in sorted(_published(session, PublicationItem.variant) - {""})
    ]


def _published(session: Session, column: object) -> set[str]:
    current = publishing.newest(session)
    if current is None:
        return set()
    query = select(column).where(PublicationItem.publication_id == current.id, PublicationItem.kind == "workflow")  # type: ignore[call-overload] # a column
    return set(session.scalars(query))


def _title(session: Session, name: str) -> str:
    digest = publishing.hash_of(session, "workflow", name)
    return publishing.workflow(session, digest).title.in_(language())
