"""Every page in both languages, on a desk and on a phone: nothing serious from axe, nothing cut, nothing outside."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from continuity.models import Action, Demand, Document, PendingReopening, Resource
from continuity.services import demo
from continuity.services.analysis import deciding, priorities
from continuity.services.answers import inviting
from continuity.services.steps import annex, backing, existing, moving, numbering, plans
from tests.support.browser import NARROW, WIDE, axe_findings, watched_page
from tests.support.journey_pages import NAMELESS, SPILLED, follow
from tests.support.people import database_of
from tests.support.servers import LiveServer
from tests.support.town import NOON, Town

pytestmark = [pytest.mark.browser, pytest.mark.stock("demo")]

# What no browser shows as a page: files, and addresses that lead on to another page.
NO_PAGES = {
    *("static", "bootstrap.static", "pages.health", "login.restore", "login.link"),
    *("archive.download", "archive.copy", "annex.preview", "guided.questions_file", "departments.existing_file"),
    *("admin.template_file", "admin.template_sample", "admin.template_version"),
    *("board.gap_paper", "board.priority_paper", "board.chains"),
    *("board.report", "admin.imports_blank", "guided.import_rows_blank", "guided.confirm_next", "calendar.subscribed"),
    "process.ask",  # for triggers of an organisation's own, which the demo lacks
}
LOOKED_AT_BY_AXE = {("sv", "desk"), ("en", "phone")}
SIZES = {"desk": WIDE, "phone": NARROW}
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """The Monday after the example's today."""
    with time_machine.travel(NOON, tick=True):
        yield


Address = tuple[str, str]  # who looks ("" is nobody), and where


def public_pages(_town: Town) -> Iterator[Address]:
    """What everybody sees."""
    yield from (("", path) for path in ("/login", "/om", "/hjalp", "/tillganglighet"))
    for path in ("/", "/oversikt", "/dokument", "/verifiera", "/konto", "/bekrafta"):
        yield "beredskap", path
    yield "beredskap", f"/steg/{NO_SUCH}"


def administration(town: Town) -> Iterator[Address]:
    """What the administrator sees."""
    for path in ("", "/kommun", "/organisation", "/anvandare", "/anvandare/2", "/innehall", "/planer", "/mallar"):
        yield "admin", f"/admin{path}"
    yield "admin", "/admin/mallar/sv/governing_document"
    for change in ("", "/namn", "/flytta", "/chef", "/ihop", "/stang"):
        yield "admin", f"/admin/organisation/{town.plan('SN').department_id}{change}"
    for path in ("/drift", "/import/enheter", "/import/personer"):
        yield "admin", f"/admin{path}"


def the_analysis(town: Town) -> Iterator[Address]:
    """What the analyses say together, and an order of priority on its way."""
    chief, department = town.actor("sakerhetschef"), town.plan("SN").department_id
    row = priorities.standing(town.session, by=chief, at=town.now).body["activities"][2]
    moved = row["department_id"], row["row"]
    deciding.move(town.session, *moved, 1, "Många är berörda i vinter.", by=chief, at=town.now)
    proposed = deciding.propose(town.session, by=chief, at=town.now).id
    for path in (
        "gap",
        "varmekarta",
        "beroenden",
        "prioritering",
        "prioritering?lista=nu",
        "prioritering?lista=resurser",
    ):
        yield "sakerhetschef", f"/oversikt/{path}"
    yield "sakerhetschef", f"/oversikt/prioritering/{proposed}"
    yield "sakerhetschef", f"/oversikt/prioritering/flytta/{moved[0]}/{moved[1]}"
    yield "kommundirektor", f"/oversikt/prioritering/{proposed}/beslut"
    yield "chef.socialkontoret", f"/enhet/{department}/beroenden"


def the_municipality(town: Town) -> Iterator[Address]:
    """What the security function looks at every week."""
    for page in ("forfallna", "tidslinje", "nyckeltal", "signaturer?kontrollera=1", "skriv?kind=comment&alla=1"):
        yield "beredskap", f"/oversikt/{page}"


def a_draft(town: Town) -> Iterator[Address]:
    """A form that is being filled: a page of each kind."""
    plan, analysis = town.step("SN", "continuity_plan"), town.step("BUN", "business_impact_analysis")
    member = town.desk("SN", "continuity_plan", "chef.socialkontoret").tree()["team"][0]["id"]
    activity = town.desk("BUN", "business_impact_analysis", "chef.bun").tree()["activities"][0]["id"]
    pages = ("/s/validity", "/s/secrecy", "/s/team", f"/s/team_member/{member}", f"/rader/team/{member}/ta-bort")
    for path in ("", "/kontrollera", "/bjud-in?sida=validity", *pages):
        yield "chef.socialkontoret", f"/steg/{plan.id}{path}"
    rows = (f"/s/{page}/{activity}" for page in ("impact", "tolerable", "needs"))
    for path in ("", "/s/activities", "/s/activities/import", *rows):
        yield "samordnare.bun", f"/steg/{analysis.id}{path}"
    backing.ask(town.session, analysis.id, by=town.actor("samordnare.bun"), at=town.now)
    inviting.invite(
        town.session, analysis.id, "activities", activity, town.actor("ersattare.bun").person_id, date(2026, 12, 7),
        by=town.actor("samordnare.bun"), at=town.now,
    )  # fmt: skip
    yield "samordnare.bun", f"/steg/{analysis.id}/kontrollera"
    for path in ("", f"/sta-bakom/{activity}"):
        yield "ersattare.bun", f"/steg/{analysis.id}{path}"
    yield "samordnare.overformyndare", f"/steg/{town.step('OFN', 'governing_document').id}/start"


def a_review(town: Town) -> Iterator[Address]:
    """A step that is out for advice."""
    step = f"/steg/{town.step('SBN', 'business_impact_analysis').id}"
    yield "beredskap", f"{step}/granska"
    yield "beredskap", f"{step}/granska/synpunkt?page=validity"
    yield "registrator", f"{step}/diarienummer"
    for page in ("last", "gavidare", "synpunkter", "historik", "utse", "flytta-datum", "skicka-tillbaka", "klart"):
        yield "chef.bygg", f"{step}/{page}"


def a_signature(town: Town) -> Iterator[Address]:
    """A step that waits for its first signature."""
    step, head = town.step("SBN", "business_impact_analysis").id, town.actor("chef.bygg")
    registrar = town.actor("registrator")
    numbering.assign_number(town.session, step, "SBN/2026:61-004", by=registrar, at=town.now)
    moving.clear(town.session, step, by=head, at=town.now)
    for page in ("signera", "avboj"):
        yield "samordnare.bygg", f"/steg/{step}/{page}"


def a_decision(town: Town) -> Iterator[Address]:
    """What the registry does."""
    final = town.session.scalars(select(Document.id).where(Document.kind == "final")).first()
    body = town.step("TSN", "governing_document").id
    yield "registrator", "/diarium"
    yield "registrator", f"/dokument/{final}/expediera"
    yield from (("namndsekreterare", f"/steg/{body}/{page}") for page in ("beslut", "sammantrade"))


def a_plan_in_force(town: Town) -> Iterator[Address]:
    """Departments, and what is done to a plan that is there already."""
    yield from ((who, f"/enhet/{town.plan(code).department_id}") for who, code in HEADS.items())
    yield "chef.kultur", f"/plan/{town.plan('KFN').id}/oppna-pa-nytt"
    plans.propose_reopening(town.session, town.plan("KFN"), "new_law_or_policy", "", at=town.now)
    contacts = town.step("KS", "continuity_plan").id
    annex.begin(town.session, contacts, by=town.actor("chef.ledning"), at=town.now)
    yield "chef.ledning", f"/steg/{contacts}/bilaga"
    newest = select(PendingReopening.id).order_by(PendingReopening.id.desc())
    yield "chef.kultur", f"/oppning/{town.session.scalars(newest).first()}"


def the_second_year(town: Town) -> Iterator[Address]:
    """Last time's answers, what differs, and a plan that a head takes over."""
    plan = town.step("SN", "continuity_plan").id
    member = town.desk("SN", "continuity_plan", "chef.socialkontoret").tree()["team"][0]["id"]
    for page in ("bekrafta/validity", f"bekrafta/team/{member}", "jamfor", "versioner/validity"):
        yield "samordnare.socialkontoret", f"/steg/{plan}/{page}"
    yield "chef.socialkontoret", f"/plan/{town.plan('SN').id}/overtagande"


def what_owners_owe(town: Town) -> Iterator[Address]:
    """Demands and promises, and the register of resources."""
    demand = town.session.scalars(
        select(Demand).join(Resource).where(Demand.state == "in_force", Resource.name == "Omsorgssystem")
    ).first()
    assert demand is not None
    yield from (("it-chef", f"/krav{path}") for path in ("", f"/resurs/{demand.resource_id}", f"/{demand.id}/svar"))
    yield "chef.socialkontoret", f"/enhet/{town.plan('SN').department_id}/behov"
    for path in ("", f"/{demand.resource_id}", f"/{demand.resource_id}/sla-ihop"):
        yield "sakerhetschef", f"/oversikt/resurser{path}"


def what_is_learnt(town: Town) -> Iterator[Address]:
    """Actions, the year's exercises, screenings and reminders."""
    department = town.plan("SN").department_id
    of_theirs = select(Action).where(Action.state == "open", Action.department_id == department)
    action = town.session.scalars(of_theirs).first()
    assert action is not None
    yield "beredskap", "/atgarder"
    for path in (f"/atgard/{action.id}", f"/atgard/{action.id}/forlang", f"/enhet/{department}/atgard"):
        yield "samordnare.socialkontoret", path
    yield from (("beredskap", path) for path in ("/ovningar", "/ovningar/inriktning/2027", "/admin/paminnelser"))
    yield "sakerhetsskyddschef", "/sarskild-ordning"
    exercise, head = town.step("KS", "exercise").id, town.actor("chef.ledning")
    plans.open_now(town.session, exercise, by=head, at=town.now)
    moving.start(town.session, exercise, by=head, at=town.now)
    for path in (f"/steg/{exercise}/scenario", f"/steg/{exercise}/scenario/ransomware"):
        yield "chef.ledning", path
    yield from (("beredskap", path) for path in ("/ovningar/scenarier", "/ovningar/scenarier/ransomware"))


def an_existing_document(town: Town) -> Iterator[Address]:
    """A document that was decided elsewhere."""
    step, coordinator = town.step("OFN", "governing_document"), town.actor("samordnare.overformyndare")
    found = existing.Proposal("plan.pdf", b"%PDF-1.4", "Nämnden", date(2025, 5, 6), "OFN/2025:1-001")
    made = existing.propose(town.session, step.plan_id, step.name, found, by=coordinator, at=town.now)
    yield "chef.overformyndare", f"/befintligt/{made}"
    yield "chef.overformyndare", f"/steg/{step.id}/befintligt"


PARTS = (
    public_pages, administration, the_analysis, the_municipality, a_draft, a_review, a_signature, a_decision,
    a_plan_in_force, the_second_year, what_owners_owe, what_is_learnt, an_existing_document,
)  # fmt: skip
HEADS = {"chef.ledning": "KS", "chef.socialkontoret": "SN", "chef.teknik": "TSN"}
NO_SUCH = 999_999


def log_in(page: Page, who: str) -> None:
    """Somebody of the demo at this browser; "" leaves it to nobody."""
    page.goto("/login")
    if who:
        page.locator("[name=email]").fill(f"{who}@malarvik.example")
        page.locator("[name=password]").fill(demo.password())
        follow(page.locator("main form button"))


def speak(page: Page, language: str) -> None:
    """Changes to this language by the button in the header; the person's own wish goes before the browser's."""
    if page.locator("html").get_attribute("lang") != language:
        follow(page.locator(f"header button[lang={language}], header button[value={language}]"))


def wrong_with(page: Page, path: str, language: str, size: str) -> list[str]:
    """What is wrong with a page; axe looks once in each language, at the size that is harder for it."""
    page.goto(path)
    page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    found = [*page.evaluate(SPILLED), *page.evaluate(NAMELESS)]
    if page.locator("html").get_attribute("lang") != language:
        found.append("the page is in another language")
    if (language, size) in LOOKED_AT_BY_AXE:
        found += axe_findings(page)
    return [f"{path} ({language}, {size}): {one}" for one in found]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_pages_are_sound_in_both_languages_on_a_desk_and_on_a_phone(
    part: Callable[[Town], Iterator[Address]], app: Flask, live_server: LiveServer, browser: Browser
) -> None:
    with database_of(app) as session:
        addresses = list(part(Town(session)))
        session.commit()
    wrong: list[str] = []
    for language, locale in LANGUAGES.items():
        for who in dict.fromkeys(who for who, _path in addresses):
            with watched_page(browser, base_url=live_server.url, locale=locale) as page:
                log_in(page, who)
                speak(page, language)
                for size, viewport in SIZES.items():
                    page.set_viewport_size(viewport)
                    paths = [path for one, path in addresses if one == who]
                    wrong += [line for path in paths for line in wrong_with(page, path, language, size)]
    assert not wrong, "\n".join(wrong)


def test_no_page_is_left_out(app: Flask) -> None:
    with database_of(app) as session:
        found = [path for part in PARTS for _who, path in part(Town(session))]
    match = app.url_map.bind("localhost").match
    seen = {match(path.partition("?")[0], method="GET")[0] for path in found}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - seen - NO_PAGES == set()
