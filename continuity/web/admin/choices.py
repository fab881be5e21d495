"""What the administration's lists offer: units, roles, workflows and variants."""

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session
from wtforms import SelectChoice

from continuity.errors import Invalid
from continuity.models import PublicationItem
from continuity.rules.permissions import EVERYWHERE
from continuity.services import publishing
from continuity.services.organisation import organising
from continuity.services.organisation.organising import LEVELS
from continuity.services.organisation.seats import ROLES
from continuity.web.admin.forms import UnitField
from continuity.web.naming import level_name, role_name
from continuity.web.wording import language

INDENT = "\u2003"  # a wide space: a list of options has no other way to show a tree


MANY = 300  # more units than a list can be looked through for


def units(session: Session, first: str) -> list[SelectChoice]:
    """Every unit in use, indented below the one it belongs to, after a first line that stands for none.

    Nothing where there are too many: the unit is then typed as its code or name.
    """
    if organising.count(session) > MANY:
        return []
    rows = [
        SelectChoice(str(node.department.id), INDENT * node.depth + node.department.name)
        for node in organising.tree(session)
    ]
    return [SelectChoice("", first), *rows]


def unit_chosen(session: Session, field: UnitField) -> int | None:
    """The unit that was picked or typed, None for none. :raise Invalid: no unit in use is called so."""
    try:
        return organising.find_unit(session, field.data or "")
    except Invalid as wrong:
        raise Invalid({field.short_name: wrong.reason}) from None


def levels() -> list[SelectChoice]:
    """The kinds of unit."""
    return [SelectChoice(level, level_name(level)) for level in LEVELS]


def roles(first: str, here: str, everywhere: str) -> list[SelectChoice]:
    """A first line that stands for none, then the roles in two groups: of a department, and of the municipality."""
    grouped = [
        SelectChoice(role, role_name(role), optgroup=everywhere if role in EVERYWHERE else here)
        for role in sorted(ROLES, key=lambda role: role in EVERYWHERE)
    ]
    return [SelectChoice("", first), *grouped]


def workflows(session: Session) -> dict[str, str]:
    """The published workflows and their titles."""
    return {name: _title(session, name) for name in sorted(_published(session, PublicationItem.name))}


def variants(session: Session) -> dict[str, str]:
    """The published variants of workflows and their titles, in whichever workflow has them first."""
    current = publishing.newest(session)
    if current is None:
        return {}
    query = select(PublicationItem.name, PublicationItem.variant).where(
        PublicationItem.publication_id == current.id,
        PublicationItem.kind == "workflow",
        PublicationItem.variant != "",
        PublicationItem.department == "",
    )
    first = {row.variant: row.name for row in session.execute(query.order_by(PublicationItem.name.desc()))}
    return {variant: _title(session, name, variant) for variant, name in sorted(first.items())}


def _published(session: Session, column: InstrumentedAttribute[str]) -> set[str]:
    current = publishing.newest(session)
    if current is None:
        return set()
    query = select(column).where(PublicationItem.publication_id == current.id, PublicationItem.kind == "workflow")
    return set(session.scalars(query))


def _title(session: Session, name: str, variant: str = "") -> str:
    digest = publishing.hash_of(session, "workflow", name, variant)
    return publishing.workflow(session, digest).title.in_(language())
