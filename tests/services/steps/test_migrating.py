"""Running steps move to new definitions whole or not at all, and no answer is lost on the way."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.errors import NotFound, Stale
from continuity.models import AnswerPart, AnswerVersion, Event, Step, StepRevision, make_engine, writing
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.answers import answering, reading
from continuity.services.organisation.people import actor_of
from continuity.services.record import history
from continuity.services.record.verifying import verify_all
from continuity.services.steps import moving, numbering
from continuity.services.steps.migrating import MigrationLine, migrate
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")
AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
HEAD = 'format = 1\nextends = "{name}"\nwhy.sv = "Prov"\nwhy.en = "Test"\n'
FORM, STEP, DEPARTMENT = "business_impact_analysis", "business_impact_analysis", "SBN"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The moving itself is the same on both databases; the last test runs it on PostgreSQL."""
    return sqlite_url


def publish(session: Session, tmp_path: Path, **overlays: str) -> Catalogue:
    """Publishes our content with a municipality's overlays: `forms__exercise` is forms/exercise.toml."""
    for name, text in overlays.items():
        folder, _, stem = name.partition("__")
        path = tmp_path / "own" / folder / f"{stem}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(name=stem) + text, encoding="utf-8")
    catalogue, complaints = read_catalogue([content_root(), tmp_path / "own"])
    assert [one for one in complaints if one.severity == "error"] == []
    publishing.publish(session, catalogue, by=None, at=AT)
    return catalogue


def moved(town: Town, code: str = DEPARTMENT, *, dry_run: bool = False, **mapping: str) -> Mapping[str, MigrationLine]:
    """Step -> what became of it."""
    plan = town.plan(code).id
    lines = migrate(town.session, [plan], mapping=mapping, dry_run=dry_run, by=None, at=AT)
    return {line.step: line for line in lines}


def revision(town: Town, code: str = DEPARTMENT, step: str = STEP) -> StepRevision:
    found = town.step(code, step).open_revision
    assert found is not None
    return found


def an_answer(town: Town) -> tuple[str, str, str]:
    """The path, page and name of a text that somebody answered in a form that is asked once."""
    form = publishing.form(town.session, revision(town).form_hash)
    for part in reading.stored(town.session, revision(town).id):
        for name, value in part.values.items():
            page = form.pages[part.page]
            asked_once = page.of is None and page.rows is None
            if asked_once and page.questions[name].kind in ("text", "longtext") and isinstance(value, str) and value:
                return value, part.page, name
    raise AssertionError("the demo answers no text")


def renamed(town: Town, name: str, page: str, to: str) -> str:
    """An overlay that gives a question another name; it has none of the content's other uses."""
    label = publishing.form(town.session, revision(town).form_hash).pages[page].questions[name].label
    return (
        f'drop = ["pages.{page}.questions.{name}"]\n[add]\n"pages.{page}.questions.{to}" = '
        f'{{ kind = "text", label = {{ sv = "{label.sv}", en = "{label.en}" }} }}\n'
    )


def replaced_title(form: str = FORM) -> dict[str, str]:
    return {f"forms__{form}": '[replace]\n"title" = { sv = "Ny titel", en = "New title" }\n'}


# --- what moves -----------------------------------------------------------------------------------------------------


def test_a_running_step_keeps_its_definition_until_it_is_moved(town: Town, tmp_path: Path) -> None:
    before = revision(town).form_hash
    publish(town.session, tmp_path, **replaced_title())
    assert revision(town).form_hash == before
    assert moved(town)[STEP].outcome == "moved"
    assert revision(town).form_hash == publishing.hash_of(town.session, "form", FORM) != before


def test_a_step_that_has_the_newest_is_left_alone(town: Town) -> None:
    events = history.newest(town.session)
    assert {line.outcome for line in moved(town).values()} == {"current"}
    assert history.newest(town.session) == events


def test_a_dry_run_says_the_same_and_writes_nothing(town: Town, tmp_path: Path) -> None:
    publish(town.session, tmp_path, **replaced_title())
    before, events = revision(town).form_hash, history.newest(town.session)
    dry = moved(town, dry_run=True)[STEP]
    town.session.commit()
    assert (dry.outcome, revision(town).form_hash, history.newest(town.session)) == ("moves", before, events)
    real = moved(town)[STEP]
    assert (real.old, real.new) == (dry.old, dry.new)


def test_a_move_is_one_line_of_history_and_the_history_verifies(town: Town, tmp_path: Path) -> None:
    publish(town.session, tmp_path, **replaced_title())
    moved(town)
    event, facts = history.events(town.session, plan_id=town.plan(DEPARTMENT).id)[0]
    assert event.kind == "plan_migrated"
    assert STEP in facts["steps"]
    assert verify_all(town.session).ok


def test_answers_stay_as_they_were_where_the_form_still_asks(town: Town, tmp_path: Path) -> None:
    def answers() -> dict[tuple[str, str], object]:
        return {(p.page, p.row): dict(p.values) for p in reading.stored(town.session, revision(town).id)}

    before = answers()
    publish(town.session, tmp_path, **replaced_title())
    moved(town)
    assert answers() == before


def test_what_was_signed_keeps_its_definition(town: Town, tmp_path: Path) -> None:
    done = town.step("SN", "continuity_plan").in_force_revision
    assert done is not None
    before = done.form_hash, done.workflow_hash
    publish(town.session, tmp_path, **replaced_title("continuity_plan"))
    moved(town, "SN")
    assert (done.form_hash, done.workflow_hash) == before


def test_a_plan_that_does_not_exist_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        migrate(town.session, [9999], mapping={}, dry_run=True, by=None, at=AT)


# --- what has no target ---------------------------------------------------------------------------------------------


def test_an_answered_question_that_is_gone_refuses_the_move(town: Town, tmp_path: Path) -> None:
    _, page, name = an_answer(town)
    publish(town.session, tmp_path, **{f"forms__{FORM}": renamed(town, name, page, "another_name")})
    before = revision(town).form_hash
    line = moved(town)[STEP]
    assert line.outcome == "refused"
    assert any(name in str(reason) for reason in line.reasons)
    assert revision(town).form_hash == before


def test_a_mapping_gives_the_answer_its_new_place_and_remembers_the_old(town: Town, tmp_path: Path) -> None:
    value, page, name = an_answer(town)
    publish(town.session, tmp_path, **{f"forms__{FORM}": renamed(town, name, page, "another_name")})
    assert moved(town, **{name: "another_name"})[STEP].outcome == "moved"
    assert (
        reading.raw_tree(town.session, revision(town).id, publishing.form(town.session, revision(town).form_hash))[
            "another_name"
        ]
        == value
    )
    part = town.session.scalars(
        select(AnswerPart).where(AnswerPart.revision_id == revision(town).id, AnswerPart.page == page)
    ).one()
    remembered = select(AnswerVersion).where(
        AnswerVersion.part_id == part.id, AnswerVersion.version == part.version - 1
    )
    assert town.session.scalars(remembered).one().values[name] == value


def test_a_page_that_was_open_meanwhile_is_stale_and_nothing_is_overwritten(town: Town, tmp_path: Path) -> None:
    revised = town.step("SN", "continuity_plan")
    by = town.actor("samordnare.socialkontoret")
    desk = town.desk("SN", "continuity_plan", "samordnare.socialkontoret")
    page, part, name = next(
        (p.page, p, n) for p in reading.stored(town.session, desk.revision.id) for n, v in p.values.items()
        if isinstance(v, str) and desk.form.pages[p.page].of is None and desk.form.pages[p.page].rows is None
        and desk.form.pages[p.page].questions[n].kind == "longtext"
    )  # fmt: skip
    version = part.version
    overlay = (
        f'drop = ["pages.{page}.questions.{name}"]\n[add]\n"pages.{page}.questions.new_one" = '
        '{ kind = "longtext", label = { sv = "Ny", en = "New" } }\n'
    )
    publish(town.session, tmp_path, forms__continuity_plan=overlay)
    assert moved(town, "SN", **{name: "new_one"})["continuity_plan"].outcome == "moved"
    with pytest.raises(Stale):
        answering.save_page(town.session, revised.id, page, {"new_one": "mine"}, version=version, by=by, at=town.now)


def test_an_answer_of_another_kind_refuses_the_move(town: Town, tmp_path: Path) -> None:
    _, page, name = an_answer(town)
    change = f'[replace]\n"pages.{page}.questions.{name}" = {{ kind = "date", label = {{ sv = "Dag", en = "Day" }} }}\n'
    publish(town.session, tmp_path, **{f"forms__{FORM}": change})
    line = moved(town)[STEP]
    assert line.outcome == "refused"
    assert "annat slag" in str(line.reasons[0])


def test_frozen_answers_refuse_the_move(town: Town, tmp_path: Path) -> None:
    step = town.step(DEPARTMENT, STEP)
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=NOON)
    moving.clear(town.session, step.id, by=town.actor("chef.bygg"), at=NOON)
    publish(town.session, tmp_path, **replaced_title())
    line = moved(town)[STEP]
    assert line.outcome == "refused"
    assert "frysta" in str(line.reasons[0])


def test_a_plan_moves_whole_or_not_at_all(town: Town, tmp_path: Path) -> None:
    """One step that does not fit keeps the others where they are, too."""
    _, page, name = an_answer(town)
    publish(
        town.session,
        tmp_path,
        **{f"forms__{FORM}": renamed(town, name, page, "x"), **replaced_title("continuity_plan")},
    )
    waiting = revision(town, step="continuity_plan")
    before, events = waiting.form_hash, town.session.scalar(select(func.count()).select_from(Event))
    lines = moved(town)
    assert (lines[STEP].outcome, lines["continuity_plan"].outcome) == ("refused", "waits")
    assert waiting.form_hash == before
    assert town.session.scalar(select(func.count()).select_from(Event)) == events


# --- states and steps -----------------------------------------------------------------------------------------------


def with_another_state(town: Town) -> str:
    """The overlay that calls the state of review `consultation`, everywhere."""
    machine = publishing.workflow(town.session, revision(town).workflow_hash).machines["adoption"]
    state = machine.states["in_review"]
    enter = ", ".join(f'"{effect}"' for effect in state.enter)
    lines = ['drop = ["machines.adoption.states.in_review"]', "[replace]"]
    for name, transition in machine.transitions.items():
        if "in_review" in transition.from_:
            froms = ", ".join(f'"{one.replace("in_review", "consultation")}"' for one in transition.from_)
            lines.append(f'"machines.adoption.transitions.{name}.from" = [{froms}]')
        if transition.to == "in_review":
            lines.append(f'"machines.adoption.transitions.{name}.to" = "consultation"')
    lines += [
        "[add]",
        '"machines.adoption.states.consultation" = { label = { sv = "Remiss", en = "Consultation" }, '
        f'ball = "reviewers", review = true, enter = [{enter}] }}',
    ]
    return "\n".join(lines) + "\n"


def test_an_active_state_that_is_gone_refuses_the_move_and_a_mapping_makes_it(town: Town, tmp_path: Path) -> None:
    assert revision(town).state == "in_review"
    publish(town.session, tmp_path, workflows__standard=with_another_state(town))
    refused = moved(town)[STEP]
    assert refused.outcome == "refused"
    assert "in_review" in str(refused.reasons[0])
    assert moved(town, in_review="consultation")[STEP].outcome == "moved"
    step: Step = town.step(DEPARTMENT, STEP)
    assert step.state == revision(town).state == "consultation"
    assert step.ball == "reviewers"
    moving.withdraw(town.session, step.id, by=submitter(town), at=AT)
    assert step.state == "draft"


def submitter(town: Town) -> Actor:
    person = revision(town).submitted_by_id
    assert person is not None
    return actor_of(town.session, person, auth_time=town.now)


def test_no_mapping_leads_past_the_signatures(town: Town, tmp_path: Path) -> None:
    publish(town.session, tmp_path, workflows__standard=with_another_state(town))
    for target in ("completed", "awaiting_signoff"):
        line = moved(town, in_review=target)[STEP]
        assert line.outcome == "refused"
        assert "underskrift" in str(line.reasons[0])


# --- on PostgreSQL --------------------------------------------------------------------------------------------------


@pytest.fixture
def on_postgresql(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    yield engine
    engine.dispose()


@pytest.mark.postgres
def test_the_same_move_on_postgresql(on_postgresql: Engine, tmp_path: Path) -> None:
    with Session(writing(on_postgresql)) as session:
        town = Town(session)
        value, page, name = an_answer(town)
        publish(session, tmp_path, **{f"forms__{FORM}": renamed(town, name, page, "another_name")})
        assert moved(town)[STEP].outcome == "refused"
        assert moved(town, **{name: "another_name"})[STEP].outcome == "moved"
    with Session(on_postgresql) as reader:
        there = revision(Town(reader))
        tree = reading.raw_tree(reader, there.id, publishing.form(reader, there.form_hash))
        assert tree["another_name"] == value
