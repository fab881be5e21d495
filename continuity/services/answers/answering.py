"""Saving answers: a page or row at a time, by version, never refused while a draft and never overwritten unseen."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Page
from continuity.errors import Invalid, NotFound, Refused, Stale, TooMany, say
from continuity.models import AnswerPart, AnswerVersion, Person
from continuity.rules.answers import suggested
from continuity.rules.merging import answers_as_now
from continuity.rules.permissions import Actor
from continuity.services.answers import screening
from continuity.services.answers.lifting import edited
from continuity.services.registers.register_rows import merged_ids
from continuity.services.steps.desk import Desk, open_desk

MAX_VALUES = 200_000  # characters of one page's answers as stored


def part(desk: Desk, page: str, row: str = "") -> AnswerPart | None:
    """The stored part of a page and row, also a removed one's, or None before anything is saved."""
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id, AnswerPart.page == page, AnswerPart.row == row
    )
    return desk.session.scalars(query).one_or_none()


def shown_values(desk: Desk, page: Page, stored: AnswerPart | None) -> dict[str, Any]:
    """What a page has saved, by question; a resource that was merged into another as the one that it is now."""
    values = dict(stored.values) if stored is not None else {}
    if not any(question.kind == "resource" for question in page.questions.values()):
        return values
    return answers_as_now(page.questions, values, merged_ids(desk.session))


def page_of(desk: Desk, page: str) -> Page:
    """A page of the step's form. :raise NotFound: there is none of that name."""
    found = desk.form.pages.get(page)
    if found is None:
        raise NotFound
    return found


def existing_row(desk: Desk, list_page: str, row: str) -> AnswerPart:
    """A row that is in the list. :raise NotFound: it is not, or has been taken out."""
    found = part(desk, list_page, row)
    if found is None or found.removed_at is not None:
        raise NotFound(say("Raden finns inte längre. Någon kan ha tagit bort den; den går att ångra från listan."))
    return found


def _in_list(desk: Desk, list_page: str, row: str) -> None:
    """Whether the list has this row; one that the registers tell is stored when something is first typed in it.

    :raise NotFound: it has not.
    """
    rows = page_of(desk, list_page).rows
    if rows is None or not rows.is_told:
        existing_row(desk, list_page, row)
    elif row not in {one["id"] for one in desk.told().rows.get(str(rows.from_), ())}:
        raise NotFound(say("Raden finns inte längre: registret har ändrats sedan sidan visades. Öppna sidan igen."))


def unlocked(session: Session, step_id: int, page: str, row: str, *, by: Actor, at: datetime, around: str = "") -> Desk:
    """The step, locked for a save of this page and row (`around`: the row that a list stands in).

    :raise Refused: the page may not be saved now, with the reason. :raise NotFound: the row does not fit the page.
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True, alone=True, action="see_answers")
    definition = page_of(desk, page)
    reason = desk.lock_reason(page, row or around)
    if reason is not None:
        raise Refused(reason)
    own_list = definition.of if definition.rows is None else (page if row else None)
    if own_list is not None:
        _in_list(desk, own_list, row)
    elif row:
        raise NotFound
    return desk


def save_page(
    session: Session,
    step_id: int,
    page: str,
    values: Mapping[str, Any],
    *,
    row: str = "",
    version: int,
    by: Actor,
    at: datetime,
) -> int:
    """Saves what was typed on a page and gives its new version; questions left out keep their answers.

    :raise Stale: somebody saved in between; nothing is written and both texts are in the error.
    :raise Refused: the page is locked now (frozen, in review without a comment on it, not yours).
    """
    desk = unlocked(session, step_id, page, row, by=by, at=at)
    saved = write(desk, page, row, values, version)
    edited(desk)
    screening.told(desk)
    session.commit()
    return saved.version


def save_table(
    session: Session,
    step_id: int,
    list_page: str,
    rows: Mapping[str, tuple[Mapping[str, Any], int]],
    *,
    parent_row: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Saves a list that is answered on one screen: row id -> (values, version); all rows or none."""
    desk = unlocked(session, step_id, list_page, "", by=by, at=at, around=parent_row)
    for row, (values, version) in rows.items():
        _in_list(desk, list_page, row)
        write(desk, list_page, row, values, version)
    edited(desk)
    session.commit()


def write(desk: Desk, page: str, row: str, values: Mapping[str, Any], version: int) -> AnswerPart:
    """Writes answers over the version that they were typed on, which is kept; the caller locks and commits."""
    definition = page_of(desk, page)
    unknown = [name for name in values if name not in definition.questions]
    if unknown:
        raise Invalid({name: say("Frågan finns inte i det här formuläret.") for name in unknown})
    if len(str(values)) > MAX_VALUES:
        raise TooMany(say("Svaren på sidan är för långa. Högst {max} tecken får plats.", max=MAX_VALUES))
    stored = part(desk, page, row)
    _only_what_was_asked_about(desk, page, row, values, stored)
    if stored is None:
        if version != 0:
            raise NotFound
        stored = AnswerPart(revision_id=desk.revision.id, page=page, row=row, version=0, values={}, saved_at=desk.at)
        desk.session.add(stored)
    elif stored.version != version:
        raise _stale(desk, stored, values, version)
    else:
        _remember(desk, stored)
    screening.noticed(desk, definition, stored.values, values)
    stored.values = {**stored.values, **values}
    stored.values |= suggested(definition, stored.values)
    stored.version += 1
    stored.saved_at, stored.saved_by_id = desk.at, desk.by.person_id
    desk.session.flush()
    return stored


def _only_what_was_asked_about(
    desk: Desk, page: str, row: str, values: Mapping[str, Any], stored: AnswerPart | None
) -> None:
    """While advice is being given a question changes only if somebody has commented on it and waits for an answer.

    :raise Refused: something else is not what it was.
    """
    if not desk.state.review or desk.state.editable or page in desk.revision.amended_pages:
        return
    open_now = desk.commented(page, row)
    before = shown_values(desk, page_of(desk, page), stored)
    others = [name for name, value in values.items() if name not in open_now and before.get(name) != value]
    if others and "" not in open_now:
        questions = page_of(desk, page).questions
        names = ", ".join(f"”{questions[name].label.in_(desk.by.language)}”" for name in others)
        raise Refused(
            say(
                "På samråd ändras bara frågor med en obesvarad synpunkt. Ingen har lämnat någon på {names}.",
                names=names,
            )
        )


def empty(desk: Desk, stored: AnswerPart, questions: Collection[str]) -> None:
    """Takes back the answers to these questions; what they were is kept as an earlier version. The caller commits."""
    write(desk, stored.page, stored.row, dict.fromkeys(questions), stored.version)


def _remember(desk: Desk, stored: AnswerPart) -> None:
    desk.session.add(
        AnswerVersion(
            part_id=stored.id,
            version=stored.version,
            values=stored.values,
            saved_at=stored.saved_at,
            saved_by_id=stored.saved_by_id,
        )
    )


def _stale(desk: Desk, stored: AnswerPart, mine: Mapping[str, Any], version: int) -> Stale:
    before = desk.session.scalars(
        select(AnswerVersion).where(AnswerVersion.part_id == stored.id, AnswerVersion.version == version)
    ).one_or_none()
    who = desk.session.get(Person, stored.saved_by_id) if stored.saved_by_id else None
    return Stale(
        mine,
        dict(stored.values),
        dict(before.values) if before else {},
        version=stored.version,
        who=who.name if who else "",
        when=stored.saved_at,
        own=stored.saved_by_id == desk.by.person_id,
    )


def accept_warning(session: Session, step_id: int, key: str, motive: str, *, by: Actor, at: datetime) -> None:
    """Keeps the motive for a warning, stored with the revision and printed; an empty motive takes it back."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True, action="see_answers")
    if not desk.may("edit_answers"):
        raise Refused(say("Bara den som arbetar med steget kan motivera en varning."))
    if not desk.state.editable:
        raise Refused(say("Svaren är låsta. Motiveringen kan inte ändras nu."))
    motives = {name: text for name, text in desk.revision.warnings.items() if name != key}
    desk.revision.warnings = {**motives, key: motive.strip()} if motive.strip() else motives
    session.commit()
