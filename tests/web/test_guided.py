"""A step from its start to its submission, at a browser without scripts."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.extensions import db
from continuity.models import AnswerPart, StepRevision, writing
from continuity.rules.cleaning import clean_line, clean_text
from continuity.services.answers import answering, listing
from tests.support.everything.stage import STARTED, Stage, set_stage
from tests.support.form_visitor import FormVisitor

AWKWARD = "åäö 🚒 שלום & <b>fet</b> {{ 7*7 }} {% raw %} " + "o" * 10_000


@pytest.fixture
def stage(app: Flask) -> Stage:
    """The step, started."""
    return set_stage(app)


@pytest.fixture
def kim(stage: Stage) -> FormVisitor:
    """The coordinator, logged in."""
    return stage.visitor("kim")


def field(page: HtmlElement, name: str) -> HtmlElement:
    found = page.xpath("//*[@name=$name][not(@type='hidden')]", name=name)
    assert found, name
    return found[0]


def typed(page: HtmlElement, name: str) -> str:
    found = field(page, name)
    # A browser drops the first line break of a textarea, and so does this.
    text = found.text or "" if found.tag == "textarea" else found.get("value")
    return str(text.removeprefix("\n").removeprefix("\n") if found.tag == "textarea" else text)


def answer_everything(stage: Stage, *, unknown: bool = False) -> None:
    """Everything that is required, saved through the service."""
    unsure = {"unknown": True}
    pages: list[tuple[str, dict[str, Any]]] = [
        ("basics", {"name": unsure if unknown else "Hemtjänst", "purpose": "För de gamla."}),
        ("figures", {"amount": 320, "starts": "2026-06-01", "outage": 4}),
        ("choosing", {"critical": "no", "colour": "blue", "laws": ["sol"]}),
        ("pointing", {"owner": "r1", "deputies": ["r1"], "where": "1", "system": "s1"}),
    ]
    with Session(writing(db.engine_of(stage.app))) as session:
        kim = stage.actor(session, "kim")
        for page, values in pages:
            answering.save_page(session, stage.step_id, page, values, version=0, by=kim, at=STARTED)
        for row in ("keys", "phones"):
            saved: dict[str, tuple[dict[str, Any], int]] = {row: ({"checked": "yes"}, 1)}
            answering.save_table(session, stage.step_id, "checklist", saved, by=kim, at=STARTED)
        activity = listing.add_row(session, stage.step_id, "activities", by=kim, at=STARTED)
        name = {"activity_name": "Dela ut läkemedel", "analyse": "no"}
        answering.save_page(session, stage.step_id, "activity", name, row=activity, version=0, by=kim, at=STARTED)


# --- the way in ---------------------------------------------------------------------------------------------------


def test_the_first_page_says_why_how_long_and_who_helps(app: Flask) -> None:
    stage = set_stage(app, started=False)
    kim = stage.visitor("kim")
    kim.open(stage.path())
    assert kim.path == stage.path("/start")
    for words in ("Ett formulär med alla slags frågor", "20 minuter", "Förra årets pärm", "Sam Ask"):
        assert words in kim.text
    kim.send({}, button="Starta")
    assert kim.path == stage.path()
    assert stage.state() == "writing"


def test_starting_twice_just_opens_the_step(app: Flask) -> None:
    stage = set_stage(app, started=False)
    kim, lo = stage.visitor("kim"), stage.visitor("lo")
    kim.open(stage.path("/start"))
    lo.open(stage.path("/start"))
    kim.send({}, button="Starta")
    lo.send({}, button="Starta")
    assert lo.path == stage.path()


def test_whoever_may_not_start_sees_why_there_is_no_button(app: Flask) -> None:
    stage = set_stage(app, started=False)
    sam = stage.visitor("sam")
    sam.open(stage.path("/start"))
    assert "Steget startas av samordnaren eller chefen" in sam.text


def test_the_task_list_tells_where_one_was(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path())
    assert "Fortsätt där du slutade: Grunder" in kim.text
    kim.open(stage.path("/s/basics"))
    kim.send({"q_name": "Hemtjänst", "q_purpose": "För de gamla."})
    kim.open(stage.path())
    assert "Fortsätt där du slutade: Siffror" in kim.text
    assert "2 av 8 sidor är klara" in kim.text


# --- saving -------------------------------------------------------------------------------------------------------


def test_saving_goes_on_to_the_next_page_and_leaving_out_answers_never_stops_it(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/basics"))
    kim.send({"q_name": "", "q_purpose": ""}, button="go=on")
    assert kim.path == stage.path("/s/figures")
    kim.send({}, button="go=later")
    assert kim.path == stage.path()
    assert "Sparat. Du kan fortsätta när du vill." in kim.text


@pytest.mark.parametrize("question", ["name", "purpose"])
def test_what_is_typed_stands_there_again_unharmed(stage: Stage, kim: FormVisitor, question: str) -> None:
    kim.open(stage.path("/s/basics"))
    kim.send({f"q_{question}": AWKWARD})
    page = kim.open(stage.path("/s/basics"))
    assert typed(page, f"q_{question}") == AWKWARD
    assert stage.values("basics")[question] == AWKWARD


def test_a_line_break_at_the_start_of_a_text_is_not_multiplied(stage: Stage, kim: FormVisitor) -> None:
    for _ in range(3):
        kim.open(stage.path("/s/basics"))
        kim.send({"q_purpose": "ett\r\n\r\ntvå"})
    assert stage.values("basics")["purpose"] == "ett\n\ntvå"


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_text_comes_back_as_it_was_typed_but_for_the_cleaning(stage: Stage, kim: FormVisitor, text: str) -> None:
    kim.open(stage.path("/s/basics"))
    kim.send({"q_name": text, "q_purpose": text}, button="go=later")
    page = kim.open(stage.path("/s/basics"))
    saved = stage.values("basics")
    assert (saved["name"] or "", saved["purpose"] or "") == (clean_line(text), clean_text(text))
    assert typed(page, "q_name") == clean_line(text)


def test_what_cannot_be_read_is_shown_again_and_the_rest_is_saved(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/figures"))
    page = kim.send({"q_amount": "320", "q_starts": "2026-13-45", "q_outage": "abc"}, status=422)
    assert stage.values("figures") == {"amount": 320}
    assert (typed(page, "q_starts"), typed(page, "q_outage")) == ("2026-13-45", "abc")
    assert page.find("head/title").text.startswith("Fel: ")
    links = page.xpath("//*[@class='error-summary']//a/@href")
    assert links == ["#q_starts", "#q_outage"]
    wrong = field(page, "q_starts")
    assert wrong.get("aria-invalid") == "true"
    assert "q_starts-error" in wrong.get("aria-describedby").split()
    assert page.get_element_by_id("q_starts-error") is not None
    kim.send({"q_starts": "2026-12-24", "q_outage": "4 h"})
    assert stage.values("figures") == {"amount": 320, "starts": "2026-12-24", "outage": 4}


def test_a_duration_is_echoed_in_words(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/figures"))
    kim.send({"q_outage": "1/2 dag"})
    kim.open(stage.path("/s/figures"))
    assert "Sparat som 12 timmar." in kim.text


def test_not_known_yet_is_listed_as_left_to_find_out(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/figures"))
    kim.send({"q_outage": "kanske en vecka", "q_outage-unknown": "1"})
    assert stage.values("figures")["outage"] == {"unknown": True, "kept": "kanske en vecka"}
    page = kim.open(stage.path())
    assert "Kvar att ta reda på" in kim.text
    assert page.xpath("//h2[@id='kvar']/following-sibling::ul[1]//a/@href") == [stage.path("/s/figures#q_outage")]


def test_a_question_says_when_it_is_asked_and_its_hidden_answer_is_kept(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/choosing"))
    assert "Besvaras bara om svaret på ”Är det kritiskt?” är ”Ja”." in kim.text
    kim.send({"q_critical": "yes", "q_critical_reason": "Liv"})
    kim.open(stage.path("/s/choosing"))
    kim.send({"q_critical": "no"})
    assert stage.values("choosing")["critical_reason"] == "Liv"
    kim.open(stage.path("/kontrollera"))
    assert "Varför är det kritiskt?" not in kim.text


def test_a_page_that_hangs_on_an_answer_comes_and_goes(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/choosing"))
    kim.send({"q_colour": "red"})
    assert kim.path == stage.path("/s/why_red")
    kim.send({"q_red_reason": "Stopp"})
    kim.open(stage.path("/s/choosing"))
    kim.send({"q_colour": "blue"})
    assert kim.path == stage.path("/s/pointing")
    kim.open(stage.path("/s/why_red"))
    assert "Den här sidan behövs inte" in kim.text
    assert stage.values("why_red") == {"red_reason": "Stopp"}


def test_a_name_that_is_missing_in_the_register_is_added_while_saving(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/pointing"))
    kim.send({"q_owner-new": "Överförmyndarhandläggare", "q_system-new": "Wärna"})
    page = kim.open(stage.path("/s/pointing"))
    assert "Överförmyndarhandläggare" in kim.text
    assert len(page.xpath("//input[@name='q_owner'][@checked]")) == 1
    assert "Wärna" in page.xpath("string(//fieldset[legend[starts-with(., 'Vilket system')]])")


def test_a_classified_answer_is_never_saved(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/security"))
    kim.send({"q_asset": "Hemligt namn", "q_rating": "4"}, status=422)
    assert "Uppgiften får inte registreras här" in kim.text
    assert stage.values("security") == {"rating": {"special": True}}
    page = kim.open(stage.path("/s/security"))
    assert "Hanteras i särskild ordning" in kim.text
    assert typed(page, "q_asset") == ""


def test_the_answer_of_the_version_in_force_is_shown_where_it_differs(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    with Session(writing(db.engine_of(stage.app))) as session:
        now = session.scalars(select(StepRevision)).one()
        same = ("step_id", "cycle", "state", "since", "workflow_hash", "form_hash", "organisation_hash", "opened_at")
        before = StepRevision(number=99, **{name: getattr(now, name) for name in same})
        session.add(before)
        session.flush()
        values = {"name": "Det gamla namnet", "purpose": "För de gamla."}
        session.add(AnswerPart(revision_id=before.id, page="basics", values=values, saved_at=STARTED))
        now.based_on_id = before.id
        session.commit()
    page = kim.open(stage.path("/s/basics"))
    (shown,) = page.xpath("//*[@class='last-signed']")
    assert " ".join(shown.text_content().split()) == "I den version som gäller:Det gamla namnet"


# --- accessibility ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/s/basics", "/s/figures", "/s/choosing", "/s/pointing", "/s/checklist", "/kontrollera"]
)
def test_every_input_has_a_label_and_every_id_is_unique(stage: Stage, kim: FormVisitor, path: str) -> None:
    page = kim.open(stage.path(path))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for tag in page.xpath("//main//input[not(@type='hidden')] | //main//select | //main//textarea"):
        assert page.xpath("//label[@for=$id]", id=tag.get("id")), tag.get("name")
    for radio in page.xpath("//main//input[@type='radio']"):
        assert radio.xpath("ancestor::fieldset[1]/legend"), radio.get("name")
    for words in page.xpath("//@aria-describedby"):
        for one in words.split():
            assert one in ids, one
    assert not page.xpath("//@style") and not page.xpath("//@onclick")


def test_questions_are_in_english_for_those_who_chose_it(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/basics"))
    kim.send({}, button="language=en")
    kim.open(stage.path("/s/basics"))
    assert "What is it called?" in kim.text
    assert "Vad heter det?" not in kim.text


# --- check, submit, locked -----------------------------------------------------------------------------------------


def test_the_check_page_lists_what_is_missing_and_its_links_come_back(stage: Stage, kim: FormVisitor) -> None:
    page = kim.open(stage.path("/kontrollera"))
    link = page.xpath("//section[@id='kvar']//a[.='Vad heter det?']/@href")[0]
    assert link == stage.path("/s/basics?retur=kontrollera#q_name")
    kim.open(link)
    kim.send({"q_name": "Hemtjänst"}, button="go=on")
    assert kim.path == stage.path("/kontrollera")
    assert "Hemtjänst" in kim.text


def test_whoever_comes_from_the_check_page_sees_what_is_wrong_beside_the_answer(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/basics"))
    kim.send({"q_name": "Anna, 811228-9874"})
    page = kim.open(stage.path("/kontrollera"))
    kim.open(page.xpath("//main//a[.='Vad heter det?']/@href")[0])
    assert kim.page.xpath("//*[@id='q_name-error']//text()[contains(., 'Skriv inte personnummer')]")
    assert kim.page.xpath("string(//title)").startswith("Fel:")
    kim.open(stage.path("/s/basics"))
    assert "Skriv inte personnummer" not in kim.text


def test_only_our_own_check_page_can_be_returned_to(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/basics?retur=https://elak.example"))
    kim.send({"q_name": "x"}, button="go=on")
    assert kim.path == stage.path("/s/figures")


def test_the_button_is_off_with_its_reasons_until_everything_is_answered(stage: Stage, kim: FormVisitor) -> None:
    page = kim.open(stage.path("/kontrollera"))
    button = page.xpath("//button[@aria-disabled='true']")[0]
    assert "svar saknas" in page.get_element_by_id(button.get("aria-describedby")).text_content()
    kim.open(stage.path("/kontrollera"))
    answer_everything(stage)
    kim.open(stage.path("/kontrollera"))
    assert "Allt är besvarat" in kim.text
    kim.send({}, button="Skicka in")
    assert stage.state() == "asked"
    assert "Steget är inskickat" in kim.text


def test_an_answer_that_is_not_known_yet_blocks_only_the_submission(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage, unknown=True)
    kim.open(stage.path("/kontrollera"))
    assert "Kvar att ta reda på (1)" in kim.text
    assert kim.page.xpath("//button[@aria-disabled='true']")


def test_sending_in_twice_says_that_it_is_sent_already(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    kim.open(stage.path("/kontrollera"))
    again = stage.visitor("kim")
    again.open(stage.path("/kontrollera"))
    kim.send({}, button="Skicka in")
    again.send({}, button="Skicka in")
    assert "redan inskickat" in again.text
    assert stage.state() == "asked"


def test_sending_in_what_is_no_longer_complete_is_refused_with_reasons(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    kim.open(stage.path("/kontrollera"))
    lo = stage.visitor("lo")
    lo.open(stage.path("/s/basics"))
    lo.send({"q_name": ""})
    kim.send({}, button="Skicka in", status=409)
    assert "1 svar saknas" in kim.text
    assert stage.state() == "writing"


def test_a_save_that_comes_after_the_submission_shows_everything_typed(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    lo = stage.visitor("lo")
    lo.open(stage.path("/s/basics"))
    kim.open(stage.path("/kontrollera"))
    kim.send({}, button="Skicka in")
    lo.send({"q_name": "Något helt nytt"}, status=409)
    assert "Det du skrev är inte sparat" in lo.text
    assert "Något helt nytt" in lo.text
    assert "på samråd" in lo.text
    assert stage.values("basics")["name"] == "Hemtjänst"


def test_a_locked_page_is_shown_as_text(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    kim.open(stage.path("/kontrollera"))
    kim.send({}, button="Skicka in")
    page = kim.open(stage.path("/s/basics"))
    assert "Svaren är låsta" in kim.text
    assert "Hemtjänst" in kim.text
    assert not page.xpath("//input[@name='q_name']")


def test_whoever_sent_it_in_takes_it_back(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    kim.open(stage.path("/kontrollera"))
    kim.send({}, button="Skicka in")
    kim.open(stage.path())
    kim.send({}, button="Ta tillbaka")
    assert stage.state() == "writing"


def test_answers_are_read_on_one_page_and_restricted_ones_only_by_those_who_may(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    kim.open(stage.path("/last"))
    assert "För de gamla." in kim.text
    noor = stage.visitor("noor")
    noor.open(stage.path("/last"))
    assert "Hemtjänst" in noor.text
    assert "För de gamla." not in noor.text
    assert "Sekretessprövas" in noor.text


def test_another_persons_page_is_not_found(stage: Stage) -> None:
    kim = stage.visitor("kim")
    kim.open("/steg/999", status=404)
    kim.open(stage.path("/s/unheard-of"), status=404)
    kim.open(stage.path("/s/activity/unheard-of"), status=404)
    kim.open(stage.path("/s/basics/unheard-of"), status=404)


# --- invitations and printing ---------------------------------------------------------------------------------------


def test_a_colleague_is_invited_to_a_page_and_says_when_it_is_done(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/bjud-in?sida=figures"))
    kim.send({"person": str(stage.ids["sam"]), "due": "i morgon", "note": "Du vet"}, status=422)
    assert "ÅÅÅÅ-MM-DD" in kim.text
    kim.send({"person": str(stage.ids["sam"]), "due": "2099-01-01", "note": "Du vet"})
    assert "Inbjuden: Sam Ask" in kim.text
    sam = stage.visitor("sam")
    sam.open(stage.path("/s/figures"))
    sam.send({"q_amount": "17"})
    assert stage.values("figures")["amount"] == 17
    sam.open(stage.path())
    assert "Du är inbjuden att svara på Siffror" in sam.text
    sam.send({}, button="Jag är klar")
    kim.open(stage.path())
    assert "Sam Ask: Siffror, klar" in kim.text


def test_the_questions_come_as_a_word_file_blank_and_answered(stage: Stage, kim: FormVisitor) -> None:
    answer_everything(stage)
    for path in ("/fragor.docx", "/fragor.docx?svar=1"):
        answer = kim.download(stage.path(path))
        assert answer.status_code == 200, answer.text[:2000]
        assert answer.data.startswith(b"PK")
        assert ".docx" in answer.headers["Content-Disposition"]
