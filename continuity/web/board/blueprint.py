"""The blueprint of the pages on the whole municipality, and the tabs between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from continuity.web.access import RULES
from continuity.web.months import mark
from continuity.web.session import allowed

OVERVIEW = "board.overview"  # every page on the municipality lies below it

bp = Blueprint("board", __name__, url_prefix="/oversikt")


@dataclass(frozen=True)
class Tab:
    """One page on the municipality."""

    label: str
    endpoint: str

    @property
    def href(self) -> str:
        """Its address."""
        return url_for(self.endpoint)

    @property
    def current(self) -> bool:
        """Whether it is the page shown, or one below it."""
        below = self.endpoint != OVERVIEW and request.path.startswith(f"{self.href}/")
        return below or request.endpoint == self.endpoint


@bp.context_processor
def _tabs() -> dict[str, object]:
    return {"tabs": tabs(), "month_mark": mark}


def tabs() -> Sequence[Tab]:
    """The pages that this person may open, in the order they are used."""
    entries = (
        Tab(_("Lägesöversikt"), OVERVIEW),
        Tab(_("Förfallet"), "board.late"),
        Tab(_("Tidslinje"), "board.months"),
        Tab(_("Gap"), "board.gaps"),
        Tab(_("Resurser"), "board.resources"),
        Tab(_("Värmekarta"), "board.heat_map"),
        Tab(_("Beroenden"), "board.dependencies"),
        Tab(_("Prioritering"), "board.priority"),
        Tab(_("Nyckeltal"), "board.figures"),
        Tab(_("Underskrifter"), "board.signed"),
    )
    return tuple(tab for tab in entries if allowed(RULES[tab.endpoint].action))
