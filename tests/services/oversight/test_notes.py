"""Reminders and comments to chosen departments: who may write, who reads, and what is kept."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, NotFound
from continuity.models import Event, Mail, Note
from continuity.services.oversight import notes
from continuity.services.oversight.narrowing import Filter
from continuity.services.reminders import writers
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def test_each_chosen_department_gets_the_note_and_a_line_of_history(town: Town, fresh_session: Session) -> None:
    plans = [town.plan("BUN").id, town.plan("SBN").id]
    by = town.actor("sakerhetschef")
    assert notes.write(town.session, plans, "comment", " Hör av er. ", by=by, at=town.now) == 2
    kept = fresh_session.scalars(select(Note).order_by(Note.plan_id)).all()
    assert [(note.plan_id, note.kind, note.text, note.by_id) for note in kept] == [
        (plan, "comment", "Hör av er.", by.person_id) for plan in sorted(plans)
    ]
    events = fresh_session.scalars(select(Event).where(Event.kind == "note_written")).all()
    assert {event.plan_id for event in events} == set(plans)


def test_everything_that_a_filter_lets_through_is_reminded(town: Town) -> None:
    chosen = notes.chosen(town.session, Filter(overdue=True), by=town.actor("sakerhetschef"), at=town.now)
    assert {receiver.plan.department.code for receiver in chosen} == {"KFN"}
    assert {one.id for one in chosen[0].people} == {
        town.actor(who).person_id for who in ("chef.kultur", "ersattare.kultur", "samordnare.kultur")
    }


def test_a_reminder_needs_no_words_but_a_comment_does(town: Town) -> None:
    by, plan = town.actor("sakerhetschef"), town.plan("KFN").id
    with pytest.raises(Invalid):
        notes.write(town.session, [plan], "comment", "  ", by=by, at=town.now)
    assert notes.write(town.session, [plan], "reminder", "", by=by, at=town.now) == 1
    assert notes.last_reminders(town.session, [plan]) == {plan: town.now}


@pytest.mark.parametrize("who", ["revisor", "tib", "chef.bun"])
def test_whoever_only_looks_reminds_nobody(town: Town, who: str) -> None:
    with pytest.raises(Forbidden):
        notes.write(town.session, [town.plan("KFN").id], "reminder", "", by=town.actor(who), at=town.now)


def test_a_slip_of_the_hand_does_not_write_to_a_whole_city(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MOST", 3)
    with pytest.raises(Invalid):
        notes.write(town.session, Filter(), "reminder", "", by=town.actor("sakerhetschef"), at=town.now)
    assert town.session.scalars(select(Note)).all() == []


def test_a_plan_that_is_not_there_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        notes.write(town.session, [999_999], "reminder", "", by=town.actor("sakerhetschef"), at=town.now)


def test_owner_and_deputy_get_a_mail_with_a_link_and_nothing_of_the_text(town: Town, fresh_session: Session) -> None:
    plan = town.plan("KFN")
    notes.write(town.session, [plan.id], "comment", "Hemlig text", by=town.actor("sakerhetschef"), at=town.now)
    mails = fresh_session.scalars(select(Mail).where(Mail.kind == "note")).all()
    people = {town.actor(who).person_id for who in ("chef.kultur", "ersattare.kultur", "samordnare.kultur")}
    assert {mail.person_id for mail in mails} == people and len(mails) == 3
    written = writers.write(fresh_session, mails[0], at=town.now)
    assert written is not None and "En kommentar till er" in written.subject
    assert [line.path for line in written.lines] == [f"/enhet/{plan.department_id}"]
    assert "Hemlig text" not in repr(written)
