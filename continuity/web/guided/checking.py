"""Check answers before sending them in, and read them when they are locked."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Reason, Refused, say
from continuity.extensions import db
from continuity.rules.cleaning import clean_text
from continuity.services.answers import answering, snapshots
from continuity.services.steps import moving, standing_behind
from continuity.services.steps.desk import Desk
from continuity.web import wording
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import CHECK, open_step, trigger_label
from continuity.web.guided.summary import Summary, matters
from continuity.web.session import actor, now

MOTIVE_LIMIT = 5_000


@bp.get("/kontrollera")
def check(step_id: int) -> ResponseReturnValue:
    """Every answer, what is missing, what to think about, and the button that sends it in."""
    return _check(open_step(step_id))


def _check(desk: Desk, refused: tuple[Reason, ...] = (), typed: tuple[str, str] = ("", "")) -> str:
    language, tree, found = wording.language(), desk.tree(), desk.findings()
    lines = matters(desk, tree, found, language, change=CHECK)
    unexplained = sum(line.finding.kind == "warn" and not line.motive for line in lines)
    summary = Summary(desk, tree, language, change=CHECK if desk.state.editable else None)
    return render_template(
        "guided/check.html",
        desk=desk,
        form=None,
        sections=summary.sections(found),
        missing=[line for line in lines if line.finding.kind == "missing"],
        unconfirmed=[line for line in lines if line.finding.kind == "unconfirmed"],
        unknown=[line for line in lines if line.finding.kind == "unknown"],
        wrong=[line for line in lines if line.finding.kind == "block"],
        warnings=[line for line in lines if line.finding.kind == "warn"],
        submit_label=trigger_label(desk, "submit", _("Skicka in")),
        may_submit="submit" in desk.triggers(),
        may_edit=desk.state.editable and desk.may("edit_answers"),
        reasons=refused or _reasons(desk, unexplained),
        typed=typed,
        backed=standing_behind.rows(desk, language),
        head_alone="head" in desk.roles and "approved_by" in desk.parameters.signers,
    )


def _reasons(desk: Desk, unexplained: int) -> tuple[Reason, ...]:
    """Why the button is off: the definition's guards, and warnings that nobody has explained."""
    reasons = desk.reasons_against("submit") if "submit" in desk.triggers() else ()
    if unexplained:
        reasons = (*reasons, say("{n} varningar saknar motivering. Motivera dem ovanför.", n=unexplained))
    return reasons


@bp.post("/varning")
def accept_warning(step_id: int) -> ResponseReturnValue:
    """Keeps the reason why a warning is accepted."""
    key, motive = request.form.get("key", ""), clean_text(request.form.get("motive", ""))
    if len(motive) > MOTIVE_LIMIT:
        told = say("Motiveringen är {n} tecken och får vara högst {max}. Korta den.", n=len(motive), max=MOTIVE_LIMIT)
        db.session.rollback()
        return _check(open_step(step_id), (told,), (key, motive)), 422
    answering.accept_warning(db.session, step_id, key, motive, by=actor(), at=now())
    flash(_("Motiveringen är sparad.") if motive else _("Motiveringen är borttagen."), "success")
    return redirect(url_for("guided.check", step_id=step_id, _anchor="varningar"), 303)


@bp.post("/skicka")
def submit(step_id: int) -> ResponseReturnValue:
    """Sends the step in; sent once more, it says that it is sent already."""
    desk = open_step(step_id)
    if desk.state.review and desk.revision.submitted_by_id == actor().person_id:
        flash(_("Steget är redan inskickat. Inget skickades en gång till."), "info")
        return redirect(url_for("guided.tasks", step_id=step_id), 303)
    try:
        moving.submit(db.session, step_id, by=actor(), at=now())
    except Refused as refused:
        db.session.rollback()
        return _check(open_step(step_id), refused.reasons), 409
    flash(
        _("Steget är inskickat. Svaren är låsta medan andra läser, och du får en uppgift när något väntar på dig."),
        "success",
    )
    return redirect(url_for("process.done", step_id=step_id), 303)


@bp.get("/last")
def locked(step_id: int) -> ResponseReturnValue:
    """The answers to read: the frozen ones where there are any, else those that stand now."""
    version = request.args.get("version", "")
    revision_id = int(version) if version.isascii() and version.isdigit() and len(version) < 12 else None
    desk = open_step(step_id, revision_id=revision_id)
    snapshot = snapshots.of_revision(desk)
    tree = snapshots.answers_of(snapshot) if snapshot else desk.tree()
    return render_template(
        "guided/locked.html",
        desk=desk,
        form=None,
        snapshot=snapshot,
        sections=Summary(desk, tree, wording.language()).sections(),
        motives=desk.revision.warnings,
    )
