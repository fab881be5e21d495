"""The pages of the form: shows a screen, saves what was typed, and goes on."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import ContinuityError, Invalid, NotFound, Reason, Refused, TooMany
from continuity.extensions import db
from continuity.rules import places
from continuity.web import wording
from continuity.web.fields import MatrixField
from continuity.web.formbuilder import PageForm
from continuity.web.guided import autosaving, backing, conflicts, lists, saving, shown_at, suggesting
from continuity.web.guided.blueprint import bp
from continuity.web.guided.concluding import conclusions
from continuity.web.guided.items import answer_of, comments_on_page, items_of
from continuity.web.guided.proposing import proposed
from continuity.web.guided.screens import CHECK, Screen, open_screen, open_step, return_to
from continuity.web.guided.tables import TableForm, table_of


@bp.get("/s/<page_id>", endpoint="page", defaults={"row": ""})
@bp.get("/s/<page_id>/<row>", endpoint="page")
def show_page(step_id: int, page_id: str, row: str) -> ResponseReturnValue:
    """A page of questions, a list, or a list on one screen; locked pages are shown as text."""
    screen = open_screen(step_id, page_id, row)
    if screen.kind == "list":
        return lists.show(screen)
    if screen.lock is not None:
        return _read(screen) if screen.kind == "table" else show_locked(screen)
    return show_table(screen, table_of(screen)) if screen.kind == "table" else show(screen, _blamed(screen))


def _blamed(screen: Screen) -> PageForm:
    """The page's form; whoever comes from the check page sees beside each question what is wrong with its answer."""
    form = screen.form()
    for finding in screen.desk.findings() if return_to() == CHECK else ():
        here = (finding.page, finding.row) == (screen.place.page_id, screen.place.row)
        field = form.field_of(finding.question) if here and finding.kind == "block" else None
        if field is not None:
            field.errors = [*field.errors, wording.tell(finding.reason)]
    return form


def _read(screen: Screen) -> ResponseReturnValue:
    """A locked list on one screen is read among all the answers."""
    if screen.lock is not None:
        flash(wording.tell(screen.lock), "info")
    return redirect(url_for("guided.locked", step_id=screen.step_id, _anchor=screen.anchor))


@bp.post("/s/<page_id>", endpoint="save", defaults={"row": ""})
@bp.post("/s/<page_id>/<row>", endpoint="save")
def save_page(step_id: int, page_id: str, row: str) -> ResponseReturnValue:
    """Saves what can be saved; what cannot is shown again with what is wrong, and nothing typed is lost."""
    try:
        screen = open_screen(step_id, page_id, row)
    except NotFound as gone:
        return _show_lost(step_id, page_id, row, gone)
    return save_screen(screen)


def _show_lost(step_id: int, page_id: str, row: str, gone: NotFound) -> ResponseReturnValue:
    """What was typed in a row that somebody has removed. :raise NotFound: the page is not this person's to see."""
    desk = open_step(step_id)
    tree = desk.tree()
    place = places.lost(desk.form, tree, page_id, row)
    if place is None:
        raise gone
    screen = Screen(desk, tree, place)
    return show_refused(screen, {row: screen.form()}, gone)


def save_screen(screen: Screen) -> ResponseReturnValue:
    """Saves the screen's form or forms and answers with the page that comes next."""
    if screen.kind == "list":
        raise NotFound
    table = table_of(screen) if screen.kind == "table" else None
    form = screen.form() if table is None else None
    forms: Mapping[str, PageForm] = table.forms if table else {screen.place.row: form}  # type: ignore[dict-item]
    if autosaving.asked():
        return autosaving.save(screen, forms)
    good = not [one for one in forms.values() if not one.validate()]  # every form: each shows its own errors
    _fill(forms)
    try:
        outcome = saving.save(screen, forms)
    except (Refused, NotFound) as refused:
        return show_refused(screen, forms, refused)
    except (Invalid, TooMany) as wrong:
        db.session.rollback()
        _blame(forms, wrong)
        good, outcome = False, saving.Outcome()
    if outcome.stale:
        return conflicts.show(screen, forms, outcome.stale)
    for row, version in outcome.versions.items():
        forms[row].version.data = str(version)
    if outcome.versions:
        shown_at.measured(screen.desk.revision.id, screen.place.page_id)
    if not good:
        return (show_table(screen, table) if table else show(screen, form)), 422  # type: ignore[arg-type]
    _tell_suggestions(screen, forms)
    return _onward(screen)


def _tell_suggestions(screen: Screen, forms: Mapping[str, PageForm]) -> None:
    """Says what was proposed where nothing was answered, so that nobody finds it there unasked."""
    for question_id, answer, rows in suggesting.filled(screen, forms):
        question = screen.page.questions[question_id]
        flash(
            _(
                "Förslag: svaret ”%(answer)s” på ”%(label)s” är ifyllt för %(rows)s. Ändra om ni bedömer annorlunda.",
                answer=answer,
                label=question.label.in_(screen.language),
                rows=rows,
            ),
            "info",
        )


def _fill(forms: Mapping[str, PageForm]) -> None:
    """The button "Alla 1" of a matrix: fills one category."""
    name, _dot, category = request.form.get("fill", "").rpartition(".")
    for form in forms.values():
        for field in form.answers:
            if isinstance(field, MatrixField) and field.name == name:
                field.fill(category)


def _blame(forms: Mapping[str, PageForm], wrong: Invalid | TooMany) -> None:
    """Puts a service's complaint on the form that it is about."""
    for form in forms.values():
        if isinstance(wrong, Invalid):
            form.take(wrong)
        else:
            form.form_errors.append(wording.tell(wrong))


def _onward(screen: Screen) -> ResponseReturnValue:
    """The next screen, by the answers as they are now."""
    if "fill" in request.form:
        flash(_("Sparat. Alla tidpunkter i kategorin har lägsta nivån."), "success")
        name = request.form["fill"]
        return redirect(screen.url(_anchor=name), 303)
    if do := request.form.get("do"):
        return lists.act(screen, do)
    now = open_screen(screen.step_id, screen.place.page_id, screen.place.row)
    for sentence in conclusions(now):
        flash(sentence, "info")
    if request.form.get("go") == "later":
        flash(_("Sparat. Du kan fortsätta när du vill."), "success")
        return redirect(url_for("guided.tasks", step_id=screen.step_id), 303)
    return redirect(lists.next_part(now) or now.onward, 303)


# --- what is shown -----------------------------------------------------------------------------------------------


def show(screen: Screen, form: PageForm) -> str:
    """A page of questions."""
    return render_template(
        "guided/page.html",
        screen=screen,
        form=form,
        items=items_of(screen, form),
        comments=comments_on_page(screen),
        conclusions=conclusions(screen),
        proposed=proposed(screen),
        backed=backing.on_screen(screen),
    )


def show_table(screen: Screen, table: TableForm) -> str:
    """A list on one screen."""
    return render_template(
        "guided/table.html", screen=screen, form=table, table=table, removed=lists.removed_of(screen)
    )


def show_locked(screen: Screen) -> str:
    """A page that this person may read but not save now: the answers as text, and why."""
    items = items_of(screen, screen.form())
    answers = [(item, answer_of(screen, item)) for item in items if item.kind != "note"]
    return render_template(
        "guided/locked_page.html", screen=screen, answers=answers, form=None, backed=backing.on_screen(screen)
    )


def show_refused(screen: Screen, forms: Mapping[str, PageForm], refused: ContinuityError) -> ResponseReturnValue:
    """Why nothing was saved, and everything typed, so that none of it is lost: 409, or 404 for a row that is gone."""
    db.session.rollback()
    reasons: tuple[Reason, ...] = refused.reasons if isinstance(refused, Refused) else (refused.reason,)
    typed = [field for form in forms.values() for field in form.answers if field.given and not field.blank]
    page = render_template("guided/refused.html", screen=screen, reasons=reasons, typed=typed)
    return page, 404 if isinstance(refused, NotFound) else 409
