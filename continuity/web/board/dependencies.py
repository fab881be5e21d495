"""What falls with each resource, single points, overbooked reserves and long chains, with a map of it all."""

from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.rules.chains import in_words
from continuity.services.analysis import weaknesses, words
from continuity.services.analysis.dependencymap import municipal_map
from continuity.services.analysis.looking import page_of
from continuity.services.analysis.weaknesses import Leaning, Way
from continuity.web import sheets
from continuity.web.board.blueprint import bp
from continuity.web.mapdrawing import draw_map
from continuity.web.session import actor, now, number_asked
from continuity.web.sheets import Value
from continuity.web.wording import tell


@bp.get("/beroenden", endpoint="dependencies")
def dependencies() -> ResponseReturnValue:
    """The municipality's dependencies, a map and the same as tables."""
    found = weaknesses.weaknesses(db.session, by=actor(), at=now())
    if kind := sheets.asked():
        return sheets.sheet(kind, _("Beroenden"), _columns(), (list(_row(one)) for one in found.resources))
    drawn = municipal_map(found.seen, [one.resource.id for one in found.resources])
    page, pages, rows = page_of(len(found.resources), number_asked("page", 1))
    return render_template(
        "board/dependencies.html",
        found=found, map=drawn, svg=draw_map(drawn, name="map"), leanings=found.resources[rows], page=page, pages=pages,
        ways=found.ways[: rows.stop - rows.start], statuses=words.STATUSES, verdicts=words.VERDICTS, in_words=in_words,
    )  # fmt: skip


@bp.get("/kedjor", endpoint="chains")
def chains() -> ResponseReturnValue:
    """Every chain, to take along."""
    found = weaknesses.weaknesses(db.session, by=actor(), at=now())
    columns = [
        _("Aktivitet"), _("Förvaltning"), _("Klass"), _("Kedja"), _("Avgörs av"), _("Tillbaka efter (h)"), _("RTO (h)"),
        _("MTPD (h)"), _("Bedömning"),
    ]  # fmt: skip
    return sheets.sheet(sheets.asked() or "xlsx", _("Kedjor"), columns, (list(_chain(way)) for way in found.ways))


def _columns() -> list[str]:
    return [
        _("Resurs"), _("Ägare"), _("Kortaste krav (h)"), _("Antal behov"), _("Aktiviteter"), _("Sämsta status"),
        _("Enskild felpunkt"),
    ]  # fmt: skip


def _row(one: Leaning) -> Iterator[Value]:
    yield from (one.resource.name, one.owner, one.tightest_h, len(one.needs))
    yield ", ".join(f"{need.activity_name} ({need.department})" for need in one.needs)
    yield tell(words.STATUSES[one.status])
    yield _("Ja") if one.single else _("Nej")


def _chain(way: Way) -> Iterator[Value]:
    one, chain = way.activity, way.chain
    yield from (one.name, one.department, one.priority_class, in_words(chain.longest), chain.decided_by)
    yield from (chain.ert_h, one.rto_h, one.mtpd_h, tell(words.VERDICTS[chain.colour]))
