"""Two people saved the same page: mine, theirs and before, a choice for each question, and nothing lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Stale
from continuity.rules.places import one_of_three
from continuity.services.registers import register
from continuity.web import wording
from continuity.web.formbuilder import PageForm
from continuity.web.guided import questions
from continuity.web.guided.blueprint import bp
from continuity.web.guided.saving import KEEP, SEEN, disputed, kept
from continuity.web.guided.screens import Screen, open_screen, return_to
from continuity.web.guided.showing import Shown, shown


@dataclass(frozen=True)
class Disputed:
    """One question that both have answered, in different ways."""

    question_id: str
    label: str
    name: str
    mine: Shown
    theirs: Shown
    before: Shown
    chosen: str
    wrong: bool


@dataclass(frozen=True)
class Conflict:
    """One page or row that somebody else saved first."""

    title: str
    own: bool
    who: str
    when: str
    version_name: str
    version: int
    seen_name: str
    seen: str
    disputed_name: str
    questions: tuple[Disputed, ...]


def show(screen: Screen, forms: Mapping[str, PageForm], stale: Mapping[str, Stale]) -> ResponseReturnValue:
    """The conflict page, 409: everything typed is carried along in it."""
    conflicts = [_conflict(screen, row, forms[row], found) for row, found in stale.items()]
    page = render_template(
        "guided/conflict.html",
        screen=screen,
        conflicts=[conflict for conflict in conflicts if conflict.questions],
        carried=_carried(forms.values()),
        action=url_for(
            "guided.settle",
            step_id=screen.step_id,
            sida=screen.place.page_id,
            rad=screen.place.row or None,
            retur=return_to(),
            nr=request.args.get("nr"),
        ),
        retry=any(disputed(form) for form in forms.values()),
    )
    return page, 409


def _conflict(screen: Screen, row: str, form: PageForm, found: Stale) -> Conflict:
    prefix = form._prefix
    asked = (name for name in found.mine if one_of_three(found.mine[name], *_others(found, name)) != "same")
    first = request.form.get(f"{prefix}{SEEN}") or request.form.get(f"{prefix}version", "0")
    return Conflict(
        title=_row_title(screen, row),
        who=found.who or _("Någon annan"),
        own=found.own,
        when=wording.moment(found.when),  # type: ignore[arg-type] # the service gives an instant
        version_name=f"{prefix}version",
        version=found.version,
        seen_name=f"{prefix}{SEEN}",
        seen=first,
        disputed_name=f"{prefix}disputed",
        questions=tuple(_disputed(screen, form, name, found) for name in asked),
    )


def _others(found: Stale, name: str) -> tuple[object, object]:
    return found.theirs.get(name), found.before.get(name)


def _disputed(screen: Screen, form: PageForm, name: str, found: Stale) -> Disputed:
    question = screen.page.questions[name]
    theirs, before = _others(found, name)
    proposed = one_of_three(found.mine[name], theirs, before)
    chain = screen.place.chain

    def words(value: object) -> Shown:
        return shown(screen.desk, question, value, chain, language=screen.language)

    return Disputed(
        question_id=name,
        label=question.label.in_(screen.language),
        name=f"{form._prefix}{KEEP}{name}",
        mine=words(found.mine[name]),
        theirs=words(theirs),
        before=words(before),
        chosen=kept(form, name) or (proposed if proposed != "choose" else ""),
        wrong=name in disputed(form) and not kept(form, name),
    )


def _row_title(screen: Screen, row: str) -> str:
    if not row or row == screen.place.row:
        return ""
    rows = screen.place.chain[-1].get(screen.place.page_id, ())
    found = next((one for one in rows if one["id"] == row), {"id": row})
    return register.name_of_row(screen.desk, screen.place.page_id, found) or _("En rad")


def _carried(forms: Iterable[PageForm]) -> list[tuple[str, str]]:
    """Everything typed, to be posted again with the choices."""
    fields = tuple(field.name for form in forms for field in form.answers)
    parts = tuple(f"{name}{mark}" for name in fields for mark in "-.")
    return [(name, text) for name, text in request.form.items(multi=True) if name in fields or name.startswith(parts)]


@bp.post("/konflikt")
def settle(step_id: int) -> ResponseReturnValue:
    """Saves the chosen answers over the version that was shown; saved by a third in between, it asks again."""
    screen = open_screen(step_id, request.args.get("sida", ""), request.args.get("rad", ""))
    return questions.save_screen(screen)
