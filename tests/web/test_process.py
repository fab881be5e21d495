"""A step's way through the process, page by page."""

import pytest
import time_machine

from continuity.definitions.canonical import sha256_of
from continuity.models import Event
from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
BIA = "business_impact_analysis"


def fresh(hall: Town) -> Town:
    hall.session.rollback()
    hall.session.expire_all()
    return hall


@pytest.fixture
def path(hall: Town) -> str:
    """Samhällsbyggnadskontoret's analysis: out for advice, the deadline passed, no number yet."""
    return f"/steg/{hall.step('SBN', BIA).id}"


def numbered(visit: Visit, path: str) -> None:
    registrar = visit("registrator")
    registrar.open(f"{path}/diarienummer")
    registrar.send({"number": "SBN/2026:61-004"})


@pytest.fixture
def cleared(visit: Visit, path: str) -> str:
    """The same step, gone on to signature."""
    numbered(visit, path)
    head = visit("chef.bygg")
    head.open(f"{path}/gavidare")
    head.send({}, button="Gå vidare till underskrift")
    assert head.path == f"{path}/klart"
    return path


def signed(visit: Visit, path: str, who: str) -> Townsperson:
    person = visit(who)
    person.open(f"{path}/signera")
    person.send({"confirmed": "y"}, button="Skriv under")
    return person


# --- advice --------------------------------------------------------------------------------------------------------


def test_the_reviewer_reads_every_answer_and_comments_where_it_matters(visit: Visit, path: str) -> None:
    chief = visit("sakerhetschef")
    chief.open(f"{path}/granska")
    links = chief.page.xpath("//a[contains(@class, 'comment-link')]/@href")
    assert len(links) > 20
    chief.open(links[3])
    chief.send({"text": "   "}, status=422)
    assert "Skriv din synpunkt." in chief.text
    chief.send({"text": "Hur vet ni det? <b>&amp; {{ 7*7 }}"})
    assert chief.path.startswith(f"{path}/granska")
    assert "Hur vet ni det? <b>&amp; {{ 7*7 }}" in chief.text


def test_a_comment_on_a_place_that_does_not_exist_finds_nothing(visit: Visit, path: str) -> None:
    chief = visit("sakerhetschef")
    chief.open(f"{path}/granska/synpunkt?page=nowhere&question=x", status=404)
    chief.open(f"{path}/granska/synpunkt", status=404)


def test_the_department_answers_each_comment(visit: Visit, path: str) -> None:
    chief, coordinator = visit("sakerhetschef"), visit("samordnare.bygg")
    chief.open(f"{path}/granska")
    chief.open(chief.page.xpath("//a[contains(@class, 'comment-link')]/@href")[0])
    chief.send({"text": "Räcker det?"})
    coordinator.open(f"{path}/synpunkter")
    assert coordinator.page.xpath("string(//h1)") == "1 sak att åtgärda"
    name = next(field for field in coordinator.page.xpath("//input[@type='radio']/@name"))
    prefix = name.removesuffix("answer")
    coordinator.send({name: "not_done", f"{prefix}text": ""}, status=422)
    assert "Skriv varför synpunkten inte åtgärdas." in coordinator.text
    coordinator.send({name: "done", f"{prefix}text": "Vi har räknat om."})
    assert "Vi har räknat om." in coordinator.text
    assert coordinator.page.xpath("string(//h1)") == "Synpunkter"


def test_advice_needs_grounds_when_it_is_more_than_no_objection(visit: Visit, path: str, hall: Town) -> None:
    chief = visit("sakerhetschef")
    chief.open(f"{path}/granska")
    chief.send({"text": ""}, button="Lämna yttrandet", status=422)
    chief.send({"outcome": "remarks", "text": ""}, button="Lämna yttrandet", status=422)
    assert "Skriv vad yttrandet grundar sig på." in chief.text
    chief.send({"outcome": "remarks", "text": "Komplettera.", "recommends_return": "y"}, button="Lämna yttrandet")
    assert chief.path == "/"
    assert f"{path}/granska" not in chief.page.xpath("//main//a/@href")
    head = visit("chef.bygg")
    head.open(f"{path}/gavidare")
    assert "Komplettera." in head.text
    assert "Rekommenderar att steget skickas åter." in head.text


def test_the_head_does_not_review_and_another_department_sees_nothing(visit: Visit, path: str) -> None:
    head = visit("chef.bygg")
    head.open(f"{path}/granska")
    assert not head.page.xpath("//a[contains(@class, 'comment-link')]")
    for page in ("granska", "synpunkter", "gavidare", "signera", "avboj", "klart", "historik", "skicka-tillbaka"):
        visit("chef.bun").open(f"{path}/{page}", status=404)


# --- on, or back ---------------------------------------------------------------------------------------------------


def test_a_step_without_a_number_does_not_go_on_and_says_why(visit: Visit, path: str) -> None:
    head = visit("chef.bygg")
    head.open(f"{path}/gavidare")
    assert "Dokumentet har inget diarienummer än." in head.text
    assert not head.page.xpath("//main//form")


def test_the_step_is_sent_back_with_a_reason_and_pages(visit: Visit, path: str, hall: Town) -> None:
    head = visit("chef.bygg")
    head.open(f"{path}/skicka-tillbaka")
    head.send({"reason": " "}, status=422)
    page = head.page.xpath("//input[@name='pages']/@value")[0]
    head.send({"reason": "Räkna om.", "pages": [page]})
    assert "Räkna om." in head.text
    desk = fresh(hall).desk("SBN", BIA, "chef.bygg")
    assert (desk.revision.state, desk.revision.returned_pages) == ("returned", [page])
    head.open(f"{path}/skicka-tillbaka")
    assert "Det går inte just nu" in head.text


def test_a_trigger_with_a_page_of_its_own_is_not_fired_the_general_way(visit: Visit, path: str, hall: Town) -> None:
    head = visit("chef.bygg")
    head.open(f"{path}/skicka-tillbaka")
    token = head.page.xpath("//input[@name='csrf_token']/@value")[0]
    for trigger in ("clear", "sign", "nonsense"):
        answer = head._client.post(f"{path}/atgard/{trigger}", data={"csrf_token": token})
        assert answer.status_code in (404, 409)
    assert fresh(hall).step("SBN", BIA).state == "in_review"


# --- signing -------------------------------------------------------------------------------------------------------


def test_the_sign_page_shows_document_hash_order_and_an_unticked_box(visit: Visit, cleared: str) -> None:
    coordinator = visit("samordnare.bygg")
    coordinator.open(f"{cleared}/signera")
    file = coordinator.page.xpath("//a[starts-with(@href, '/dokument/')]/@href")[0]
    digest = coordinator.page.xpath("string(//span[contains(@class, 'hash')])").strip()
    assert sha256_of(coordinator.download(file).data) == digest
    assert "Jag har upprättat Verksamhetsanalys, version 1.0" in coordinator.page.xpath("string(//blockquote)")
    assert not coordinator.page.xpath("//input[@name='confirmed']/@checked")
    second = coordinator.page.xpath("//main//table//tbody/tr")[1]
    assert [cell.text_content().strip() for cell in second][:3] == ["2", "Godkänd/fastställd av", "Inte än"]


def test_nothing_is_signed_until_the_box_is_ticked(visit: Visit, cleared: str) -> None:
    coordinator = visit("samordnare.bygg")
    coordinator.open(f"{cleared}/signera")
    coordinator.send({}, button="Skriv under", status=422)
    assert "Kryssa i rutan" in coordinator.text


def test_signing_needs_a_fresh_login_and_comes_back(visit: Visit, cleared: str, clock: time_machine.Traveller) -> None:
    coordinator = visit("samordnare.bygg")
    clock.shift(360)
    coordinator.open(f"{cleared}/signera")
    coordinator.sign_in_again()
    assert coordinator.path == f"{cleared}/signera"
    clock.shift(360)
    coordinator.send({"confirmed": "y"}, button="Skriv under")
    coordinator.sign_in_again()
    coordinator.send({"confirmed": "y"}, button="Skriv under")
    assert coordinator.path == f"{cleared}/klart"


def test_two_signatures_in_order_complete_the_step(visit: Visit, cleared: str, hall: Town) -> None:
    head = visit("chef.bygg")
    head.open(f"{cleared}/signera")
    assert "Det är inte din tur att skriva under." in head.text
    coordinator = signed(visit, cleared, "samordnare.bygg")
    assert "väntar på underskrift" in coordinator.page.xpath("string(//h1)")
    assert "Samhällsbyggnadschef" in coordinator.text
    last = signed(visit, cleared, "chef.bygg")
    assert last.page.xpath("string(//h1)") == "Verksamhetsanalys är klart"
    assert "SBN/2026:61-004" in last.text
    file = last.page.xpath("//ul[@class='files']//a/@href")[0]
    assert last.download(file).data.startswith(b"PK")
    assert fresh(hall).step("SBN", BIA).state == "completed"


def test_a_double_click_is_one_signature(visit: Visit, cleared: str, hall: Town) -> None:
    coordinator = visit("samordnare.bygg")
    coordinator.open(f"{cleared}/signera")
    form = dict(coordinator.form_with("confirmed").form_values()) | {"confirmed": "y"}
    for _ in range(3):
        answer = coordinator._client.post(f"{cleared}/signera", data=form)
        assert answer.location == f"{cleared}/klart"
    assert len(fresh(hall).desk("SBN", BIA, "chef.bygg").facts.signed) == 1


def test_declining_needs_a_reason_and_sends_the_step_back(visit: Visit, cleared: str, hall: Town) -> None:
    coordinator = visit("samordnare.bygg")
    coordinator.open(f"{cleared}/avboj")
    coordinator.send({"reason": ""}, status=422)
    coordinator.send({"reason": "Siffrorna är fel."})
    assert coordinator.path == "/"
    assert "Siffrorna är fel." in coordinator.text
    assert fresh(hall).step("SBN", BIA).state == "returned"


def test_whoever_is_not_asked_to_sign_cannot_decline(visit: Visit, cleared: str) -> None:
    visit("chef.bygg").open(f"{cleared}/avboj", status=409)


def test_after_submitting_the_page_says_who_has_the_ball(visit: Visit, path: str) -> None:
    coordinator = visit("samordnare.bygg")
    coordinator.open(f"{path}/klart")
    assert coordinator.page.xpath("string(//h1)") == "Verksamhetsanalys är skickat på samråd"
    assert "Säkerhetschef" in coordinator.text


# --- history -------------------------------------------------------------------------------------------------------


def test_the_history_tells_who_did_what_when(visit: Visit, cleared: str) -> None:
    signed(visit, cleared, "samordnare.bygg")
    head = visit("chef.bygg")
    head.open(f"{cleared}/historik")
    rows = [" ".join(row.text_content().split()) for row in head.page.xpath("//tbody/tr")]
    assert "Skrev under som upprättare" in rows[0]
    assert "Gick vidare till underskrift, version 1.0" in rows[1]
    assert "Samhällsbyggnadschef" in rows[1]
    assert head.page.xpath("//tbody//time/@title")[0].endswith(" UTC")
    head.open(f"{cleared}/historik?hela=1")
    assert "Planen startades" in head.text


def test_the_history_is_taken_along_with_what_proves_it(visit: Visit, cleared: str, hall: Town) -> None:
    head = visit("chef.bygg")
    columns, *rows = head.download(f"{cleared}/historik?som=csv&hela=1").data.decode("utf-8-sig").splitlines()
    newest, oldest = rows[0].split(";"), rows[-1].split(";")
    assert columns.startswith("Nr;") and "Planen startades" in oldest
    assert "Gick vidare till underskrift, version 1.0" in newest and "Väntar på underskrift" in newest
    assert newest[-1] == fresh(hall).session.get_one(Event, int(newest[0])).hash


def test_the_registrar_reads_no_history(visit: Visit, path: str) -> None:
    visit("registrator").open(f"{path}/historik", status=404)


def test_a_reviewer_sees_this_years_answers_beside_last_years_and_then_only_the_difference(
    visit: Visit, hall: Town
) -> None:
    step = f"/steg/{hall.step('SN', 'continuity_plan').id}"
    reader = visit("beredskap")
    reader.open(f"{step}/granska")
    assert "4 ändringar" in reader.text and "Förra gången: 0771-00 00 03" in reader.text
    assert "Ändrat sedan förra omgången" not in reader.text
