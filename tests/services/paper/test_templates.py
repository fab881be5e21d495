"""Templates from people: tried apart from the server, taken into use for new steps only, and never lost by accident."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity import documents
from continuity.definitions.canonical import sha256_of
from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.documents import read_text
from continuity.errors import ContentFaulty, Forbidden, Invalid, NotFound, RenderingFailed
from continuity.models import Content, Document, Event, Publication, Step, StepRevision, TemplateVersion
from continuity.rules.permissions import Actor, Seat
from continuity.services import publishing
from continuity.services.paper import templates, templatetrial
from continuity.services.paper.templates import Outcome
from continuity.services.paper.templateslots import Slot, job
from continuity.services.paper.templatetrial import Job, Limits
from tests.support.people import made_person
from tests.support.town import Town
from tests.support.walk import Walk

AT = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PLAN = Slot("continuity_plan", "sv")
OWN_WORDS = "Det här är kommunens egna ord"


def shipped(document: str = "continuity_plan", language: str = "sv") -> bytes:
    return (content_root() / "docx_templates" / language / f"{document}.docx").read_bytes()


def changed(*paragraphs: str, source: bytes = b"") -> bytes:
    """A delivered template with paragraphs added at its end."""
    word = docx.Document(io.BytesIO(source or shipped()))
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def words(outcome: Outcome, kind: str) -> str:
    return "\n".join(str(one.reason) for one in outcome.findings.get(kind, ()))


@pytest.fixture
def anna(session: Session) -> Actor:
    """The security function."""
    person = made_person(session, "anna@kommun.se", password="")
    return Actor(person_id=person.id, name="Anna", seats=(Seat("security_function"),))


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same trial without a process of its own: for tests about what comes after it."""

    def try_here(what: Job, limits: Limits | None = None) -> Outcome:
        return templatetrial._read(templatetrial._answer(templatetrial._packed_job(what, limits or Limits())))

    monkeypatch.setattr(templatetrial, "try_template", try_here)


Uploaded = Callable[..., TemplateVersion]


@pytest.fixture
def uploaded(session: Session, anna: Actor, at_hand: None) -> Uploaded:
    """A template that has been tried and kept."""

    def upload(data: bytes = b"", slot: Slot = PLAN, at: datetime = AT) -> TemplateVersion:
        made, outcome = templates.upload(session, slot, "min mall.docx", data or changed(OWN_WORDS), by=anna, at=at)
        assert made is not None, outcome
        return made

    return upload


def catalogue(tmp_path: Path, **files: str) -> Catalogue:
    """What we ship with these files of the organisation's own, named without .toml and with __ for /."""
    for name, text in files.items():
        path = tmp_path / (name.replace("__", "/") + ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found, complaints = read_catalogue([content_root(), tmp_path])
    assert [one for one in complaints if one.severity == "error"] == []
    return found


NOTED = 'format = 1\nextends = "exercise"\nwhy.sv = "Prov"\nwhy.en = "Test"\n[replace]\n"title.sv" = "Övning hos oss"\n'


# --- trying ----------------------------------------------------------------------------------------------------------


@pytest.mark.stock("published")
@pytest.mark.usefixtures("at_hand")
def test_every_delivered_template_passes_its_own_trial_with_samples(sqlite_town: Town) -> None:
    session = sqlite_town.session
    lines = templates.lines(session)
    assert {(line.slot.document, line.slot.language) for line in lines} >= {("questions", "sv"), ("exercise", "en")}
    for line in lines:
        data = publishing.template_bytes(session, line.sha256)
        outcome = templatetrial.try_template(job(session, line.slot, "mall.docx", data))
        assert not outcome.refused, (line.slot, outcome.findings)
        assert outcome.warnings == ()
        assert set(outcome.samples) == set(templatetrial.SAMPLES)


@pytest.mark.stock("published")
def test_a_template_that_holds_is_kept_but_not_used(session: Session, uploaded: Uploaded) -> None:
    data, before = changed(OWN_WORDS), publishing.hash_of(session, "template", "sv/continuity_plan")
    made = uploaded(data)
    assert made.sha256 == sha256_of(data)
    assert publishing.template_bytes(session, made.sha256) == data
    assert publishing.hash_of(session, "template", "sv/continuity_plan") == before
    assert session.scalar(select(func.count()).select_from(Publication)) == 1
    assert uploaded(data).id == made.id


@pytest.mark.usefixtures("at_hand")
@pytest.mark.stock("published")
def test_an_unknown_field_is_refused_with_its_place_and_a_proposal(session: Session, anna: Actor) -> None:
    before = session.scalar(select(func.count()).select_from(Content))
    made, outcome = templates.upload(
        session, PLAN, "mall.docx", changed("Syftet är {{ answers.purpos }}."), by=anna, at=AT
    )
    assert made is None
    told = words(outcome, "unknown")
    assert "answers.purpos" in told and "Syftet är" in told and "Menade du" in told and "Under rubriken" in told
    assert session.scalar(select(func.count()).select_from(TemplateVersion)) == 0
    assert session.scalar(select(func.count()).select_from(Content)) == before


@pytest.mark.usefixtures("at_hand")
@pytest.mark.stock("published")
def test_a_document_of_the_municipality_is_tried_against_its_own_fields(session: Session, anna: Actor) -> None:
    slot, own = Slot("priority_order", "sv"), shipped("priority_order")
    made, outcome = templates.upload(
        session, slot, "mall.docx", changed("{{ answers.purpose }}", source=own), by=anna, at=AT
    )
    assert made is None
    assert "answers.purpose" in words(outcome, "unknown")
    made, outcome = templates.upload(session, slot, "mall.docx", changed(OWN_WORDS, source=own), by=anna, at=AT)
    assert made is not None, outcome.findings
    templates.publish(session, made.id, by=anna, at=AT)
    assert publishing.hash_of(session, "template", "sv/priority_order") == made.sha256


@pytest.mark.stock("published")
@pytest.mark.usefixtures("at_hand")
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 nothing", "går inte att öppna"),
        (changed("{% for a in answers.activities %}"), "endfor"),
        (changed("{{ answers.__class__ }}"), "__class__"),
    ],
)
def test_what_is_unsafe_or_broken_is_refused(session: Session, anna: Actor, data: bytes, said: str) -> None:
    made, outcome = templates.upload(session, PLAN, "mall.docx", data, by=anna, at=AT)
    assert made is None
    assert said in words(outcome, "unsafe").lower()


@pytest.mark.stock("published")
def test_a_template_with_macros_is_refused(session: Session, anna: Actor) -> None:
    out = io.BytesIO(shipped())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    made, outcome = templates.upload(session, PLAN, "mall.docx", out.getvalue(), by=anna, at=AT)
    assert made is None and outcome.findings["unsafe"]


@pytest.mark.stock("published")
@pytest.mark.parametrize(("name", "data"), [("mall.docm", b"PK"), ("mall", b"PK"), ("mall.docx", b""), ("", b"")])
def test_only_word_documents_are_taken(session: Session, anna: Actor, name: str, data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        templates.upload(session, PLAN, name, data, by=anna, at=AT)
    assert set(caught.value.errors) == {"file"}


@pytest.mark.stock("published")
def test_questions_left_out_and_lacking_accessibility_are_warnings_that_are_kept(
    session: Session, uploaded: Uploaded
) -> None:
    word = docx.Document()
    word.add_paragraph("{{ document.title }}")
    out = io.BytesIO()
    word.save(out)
    made = uploaded(out.getvalue())
    kept = [templatetrial.unpacked(one) for one in made.warnings]
    assert {one.severity for one in kept} == {"warn", "warning"}
    assert any("visas inte" in str(one.reason) for one in kept)


@pytest.mark.stock("published")
@pytest.mark.parametrize(("name", "draft"), [("signed", False), ("draft", True)])
def test_a_sample_can_be_had_before_publishing(
    session: Session, uploaded: Uploaded, anna: Actor, name: str, draft: bool
) -> None:
    made = uploaded()
    filename, data = templates.sample(session, made.id, name, by=anna, at=AT)
    assert filename.endswith(".docx")
    assert OWN_WORDS in read_text(data)
    package = zipfile.ZipFile(io.BytesIO(data))
    everything = "".join(package.read(part).decode() for part in package.namelist() if part.endswith(".xml"))
    assert ("UTKAST" in everything) == draft
    with pytest.raises(NotFound):
        templates.sample(session, made.id, "other", by=anna, at=AT)


@pytest.mark.stock("published")
def test_only_those_who_may_can_do_it(session: Session, uploaded: Uploaded) -> None:
    made = uploaded()
    other = Actor(person_id=1, name="Bo", seats=(Seat("head", 1), Seat("auditor")))
    for act in (
        lambda: templates.upload(session, PLAN, "mall.docx", b"PK", by=other, at=AT),
        lambda: templates.sample(session, made.id, "signed", by=other, at=AT),
        lambda: templates.publish(session, made.id, by=other, at=AT),
        lambda: templates.revert(session, PLAN, by=other, at=AT),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.stock("published")
def test_a_slot_that_nobody_has_does_not_exist(session: Session, anna: Actor) -> None:
    for slot in (Slot("nonsense", "sv"), Slot("continuity_plan", "xx"), Slot("exercise", "sv", department="SN")):
        with pytest.raises(NotFound):
            templates.upload(session, slot, "mall.docx", shipped(), by=anna, at=AT)


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.stock("published")
def test_a_trial_in_a_process_of_its_own_answers_as_one_here(sqlite_town: Town) -> None:
    good = templatetrial.try_template(job(sqlite_town.session, PLAN, "mall.docx", changed(OWN_WORDS)))
    assert not good.refused and OWN_WORDS in read_text(good.samples["signed"])
    bad = templatetrial.try_template(job(sqlite_town.session, PLAN, "mall.docx", changed("{{ answers.purpos }}")))
    assert "Menade du" in words(bad, "unknown") and not bad.samples


@pytest.mark.stock("published")
def test_a_trial_that_takes_too_much_memory_is_stopped(sqlite_town: Town) -> None:
    what = job(sqlite_town.session, PLAN, "mall.docx", changed(OWN_WORDS))
    outcome = templatetrial.try_template(what, Limits(memory=60_000_000))
    assert "för mycket minne" in words(outcome, "broken") and outcome.refused


def test_a_trial_that_works_too_long_is_stopped() -> None:
    endless = "from continuity.services.paper import templatetrial as t; t._hold_to(t.MEMORY, 0)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", endless], timeout=30, check=False)
    assert "för lång tid" in str(templatetrial._why(done.returncode))
    assert "loggen" in str(templatetrial._why(1))


@pytest.mark.stock("published")
def test_a_child_that_hangs_is_ended_by_the_server(sqlite_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    what = job(sqlite_town.session, PLAN, "mall.docx", shipped())
    monkeypatch.setattr(templatetrial, "START", 0.05)
    outcome = templatetrial.try_template(what, Limits(seconds=0.05))
    assert "för lång tid" in words(outcome, "broken")


def test_the_child_is_given_none_of_the_servers_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_SECRET_KEY", "x" * 40)
    assert not any(name.startswith("CONTINUITY") for name in templatetrial._surroundings())


# --- taking into use -------------------------------------------------------------------------------------------------


@pytest.mark.stock("published")
def test_publishing_changes_that_template_and_nothing_else(
    session: Session, fresh_session: Session, uploaded: Uploaded, anna: Actor
) -> None:
    made = uploaded()
    before = {(i.kind, i.name, i.variant, i.department): i.hash for i in publishing.newest(session).items}  # type: ignore[union-attr]
    publication = templates.publish(session, made.id, by=anna, at=AT)
    after = {(i.kind, i.name, i.variant, i.department): i.hash for i in publication.items}
    key = ("template", "sv/continuity_plan", "", "")
    kept = ("delivered", *key[1:])
    assert {**before, key: made.sha256, kept: before[key]} == after
    event = fresh_session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert event is not None and event.kind == "template_published"
    line = templates.line(fresh_session, PLAN)
    assert (line.sha256, line.by, line.delivered) == (made.sha256, "Anna", before[key])


@pytest.mark.stock("published")
def test_publishing_twice_is_publishing_once(session: Session, uploaded: Uploaded, anna: Actor) -> None:
    made = uploaded()
    first = templates.publish(session, made.id, by=anna, at=AT)
    assert templates.publish(session, made.id, by=anna, at=AT).id == first.id
    assert session.scalar(select(func.count()).select_from(Publication)) == 2


@pytest.mark.stock("published")
def test_going_back_to_an_earlier_version_and_to_the_delivered_one(
    session: Session, uploaded: Uploaded, anna: Actor
) -> None:
    delivered = templates.line(session, PLAN).sha256
    first, second = uploaded(changed("ett")), uploaded(changed("två"))
    for made in (first, second, first):
        templates.publish(session, made.id, by=anna, at=AT)
        assert templates.line(session, PLAN).sha256 == made.sha256
        assert len(publishing.uploads_in_use(session)) == 1
    templates.revert(session, PLAN, by=anna, at=AT)
    line = templates.line(session, PLAN)
    assert (line.sha256, line.upload, line.delivered) == (delivered, None, "")
    number = publishing.newest(session).id  # type: ignore[union-attr]
    assert templates.revert(session, PLAN, by=anna, at=AT).id == number


@pytest.mark.stock("published")
def test_a_later_publishing_of_files_keeps_the_uploaded_template(
    session: Session, uploaded: Uploaded, anna: Actor, tmp_path: Path
) -> None:
    made, delivered = uploaded(), templates.line(session, PLAN).sha256
    templates.publish(session, made.id, by=anna, at=AT)
    plain = read_catalogue([content_root()])[0]
    assert publishing.publish(session, plain, by=None, at=AT) is publishing.newest(session)
    assert publishing.fingerprint(plain) == publishing.newest(session).content_hash  # type: ignore[union-attr]
    later = catalogue(tmp_path, forms__exercise=NOTED)
    publishing.publish(session, later, by=None, at=AT)
    line = templates.line(session, PLAN)
    assert (line.sha256, line.delivered) == (made.sha256, delivered)
    assert publishing.fingerprint(later) == publishing.newest(session).content_hash  # type: ignore[union-attr]
    templates.revert(session, PLAN, by=anna, at=AT)
    assert templates.line(session, PLAN).sha256 == delivered


@pytest.mark.stock("published")
def test_an_uploaded_template_that_changed_forms_would_break_is_told_before_publishing(
    session: Session, uploaded: Uploaded, anna: Actor, tmp_path: Path
) -> None:
    label = '{ sv = "Ord", en = "Words" }'
    questions = f'{{ asked = {{ kind = "text", label = {label} }} }}'
    head = 'format = 1\nextends = "exercise"\nwhy.sv = "Prov"\nwhy.en = "Test"\n'
    more = f'{head}[add]\n"pages.extra" = {{ title = {label}, questions = {questions} }}\n'
    publishing.publish(session, catalogue(tmp_path, forms__exercise=more), by=None, at=AT)
    slot = Slot("exercise", "sv")
    made = uploaded(changed("{{ answers.asked }}", source=shipped("exercise")), slot)
    templates.publish(session, made.id, by=anna, at=AT)
    assert templates.misfits(session, catalogue(tmp_path)) == ()
    without = read_catalogue([content_root()])[0]
    assert ["answers.asked" in str(one.reason) for one in templates.misfits(session, without)] == [True]
    templates.revert(session, slot, by=anna, at=AT)
    publishing.publish(session, without, by=None, at=AT)
    with pytest.raises(ContentFaulty):
        templates.publish(session, made.id, by=anna, at=AT)
    with pytest.raises(RenderingFailed):
        templates.sample(session, made.id, "signed", by=anna, at=AT)


@pytest.mark.stock("demo")
def test_open_steps_keep_theirs_and_new_ones_get_the_new(sqlite_town: Town) -> None:
    session = sqlite_town.session
    admin = sqlite_town.actor("sakerhetschef")
    before = templates.line(session, PLAN)
    assert before.running > 0
    kept = {
        one.id: json.dumps(one.templates, sort_keys=True)
        for one in session.scalars(select(StepRevision).join(Step, Step.open_revision_id == StepRevision.id))
    }
    made, _ = templates.upload(session, PLAN, "mall.docx", changed(OWN_WORDS), by=admin, at=AT)
    assert made is not None
    templates.publish(session, made.id, by=admin, at=AT)
    session.expire_all()
    assert {
        one.id: json.dumps(one.templates, sort_keys=True)
        for one in session.scalars(select(StepRevision).where(StepRevision.id.in_(kept)))
    } == kept
    line = templates.line(session, PLAN)
    assert (line.running, line.older) == (0, before.running + before.older)


@pytest.mark.stock("demo")
@pytest.mark.parametrize("limits", [documents.Limits(seconds=0.0), documents.Limits(characters=1000)])
def test_a_hanging_or_huge_document_is_stopped_and_leaves_the_step_unharmed(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch, limits: documents.Limits
) -> None:
    render = documents.Template.render

    def held(template: documents.Template, *args: Any, **more: Any) -> bytes:
        return render(template, *args, **{**more, "limits": limits})

    monkeypatch.setattr(documents.Template, "render", held)
    walk, session, step = Walk(sqlite_town, "SBN"), sqlite_town.session, "business_impact_analysis"
    walk.number(step)
    walk.advise(step)
    before = [session.scalar(select(func.count()).select_from(table)) for table in (Content, Document, Event)]
    with pytest.raises(RenderingFailed, match="kvar där det var"):
        walk.clear(step)
    session.rollback()
    session.expire_all()
    assert sqlite_town.step("SBN", step).state == "in_review"
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Content, Document, Event)] == before


def test_nothing_published_is_an_empty_list(session: Session) -> None:
    assert templates.lines(session) == ()


@pytest.mark.stock("published")
def test_a_file_is_given_only_where_it_belongs(session: Session, uploaded: Uploaded) -> None:
    source = changed(OWN_WORDS)
    made = uploaded(source)
    name, data = templates.file_of(session, PLAN, made.sha256)
    assert name.startswith("continuity_plan_sv_") and data == source
    for slot, digest in ((Slot("exercise", "sv"), made.sha256), (PLAN, "0" * 64)):
        with pytest.raises(NotFound):
            templates.file_of(session, slot, digest)
