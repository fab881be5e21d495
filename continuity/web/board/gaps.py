"""The gap list: needs that neither a promise nor a reserve covers, on a page and to take along."""

from collections.abc import Iterator
from dataclasses import asdict

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.rules.dependencies import OPEN_GAPS
from continuity.services.analysis import gaps, words
from continuity.services.analysis.gaps import Gap, GapFilter
from continuity.web import sheets
from continuity.web.board.blueprint import bp
from continuity.web.hourwords import window_words
from continuity.web.session import actor, now, number_asked
from continuity.web.sheets import Value
from continuity.web.wording import tell


@bp.get("/gap", endpoint="gaps")
def gap_list() -> ResponseReturnValue:
    """Every need that is not covered, the gravest first."""
    chosen, kind = _chosen(), sheets.asked()
    if kind:
        found = gaps.every_gap(db.session, chosen, by=actor(), at=now())
        return sheets.sheet(kind, _("Gap"), _columns(), (list(_row(gap)) for gap in found))
    listed = gaps.gap_list(db.session, chosen, by=actor(), at=now(), page=number_asked("page", 1))
    kept = {name: value for name, value in asdict(chosen).items() if value is not None}
    statuses = [(name, words.STATUSES[name]) for name in words.WORST_FIRST if name in OPEN_GAPS]
    return render_template(
        "board/gaps.html", listed=listed, chosen=chosen, kept=kept, statuses=statuses, flags=words.FLAGS
    )


def _chosen() -> GapFilter:
    status = request.args.get("status")
    return GapFilter(
        committee=number_asked("committee") or None,
        priority_class=number_asked("priority_class") or None,
        status=next((name for name in OPEN_GAPS if name == status), None),
    )


def _columns() -> list[str]:
    return [
        _("Resurs"), _("Ägare"), _("Kortaste krav (h)"), _("Ställt av"), _("Förvaltning"), _("Klass"), _("Utlovat (h)"),
        _("Servicetid"), _("Effektivt (h)"), _("Effektivt vid helgdagar (h)"), _("Testat (h)"), _("Testat datum"),
        _("Gap (h)"), _("Reserv"), _("Reservens start (h)"), _("Uthållighet (h)"), _("Status"), _("Flaggor"),
        _("Accepterat till"), _("Förslag"), _("Kostnad (kr)"), _("Beslutas av"), _("Klart"),
    ]  # fmt: skip


def _row(gap: Gap) -> Iterator[Value]:
    need, demand, reserve = gap.need, gap.need.demand, gap.need.demand.reserve
    endless = reserve is not None and reserve.activation_h is not None and reserve.endurance_h is None
    yield from (demand.resource, need.resource.owner or need.resource.provider, demand.required_within_h)
    yield from (need.activity_name, need.department, need.priority_class, demand.promised_h)
    yield window_words(need)
    yield from (need.assessment.effective_promise_h, need.holidays.effective_promise_h)
    yield from (demand.tested_h, demand.tested_on, gap.assessment.uncovered_h)
    yield reserve.name if reserve else ""
    yield reserve.activation_h if reserve else None
    yield _("obegränsad") if endless else reserve.endurance_h if reserve else None
    yield tell(words.status_of(gap.assessment)) + (f" ({_('bara vid helgdagar')})" if gap.only_red_days else "")
    yield ", ".join(tell(words.FLAGS[flag]) for flag in gap.assessment.flags)
    yield need.handling.accepted_until if need.handling else None
    yield tell(gap.proposal)
    yield from (gap.cost, ", ".join(gap.paid_by), gap.due)
