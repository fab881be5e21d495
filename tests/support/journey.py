"""The people of a department at their browsers, and what each of them does to bring a step to its signed document."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import time_machine
from playwright.sync_api import Browser, Locator, Page

from tests.support.browser import watched_page
from tests.support.clicking import count_from_now, counted
from tests.support.journey_filling import MANY_SCREENS, Filler, answers
from tests.support.journey_pages import Inspector, follow, path_of


@dataclass
class Journey:
    """A department's way through its steps; everybody has a browser of their own, and works from Mina uppgifter."""

    browser: Browser
    url: str
    clock: time_machine.Traveller
    department: str
    password: str
    closing: ExitStack
    inspector: Inspector = field(default_factory=Inspector)
    pages: dict[str, Page] = field(default_factory=dict)
    arrivals: int = 0
    set_aside: int = 0

    @property
    def presses(self) -> int:
        """Clicks and filled fields of everybody so far, each arrival at Mina uppgifter counted as one."""
        return self.arrivals + sum(counted(page) for page in self.pages.values()) - self.set_aside

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """What the test tries and a person would not."""
        before = self.presses
        yield
        self.set_aside += self.presses - before

    def at_work(self, email: str) -> Page:
        """Somebody's browser, logged in, on Mina uppgifter."""
        if email not in self.pages:
            self.pages[email] = self.closing.enter_context(watched_page(self.browser, base_url=self.url))
            count_from_now(self.pages[email])
        page = self.pages[email]
        page.goto("/")
        self.arrivals += 1
        if path_of(page) == "/login":
            self._log_in(page, email)
        self.look(page)
        return page

    def _log_in(self, page: Page, email: str) -> None:
        self.look(page)
        page.get_by_label("E-postadress").fill(email)
        page.get_by_label("Lösenord").fill(self.password)
        follow(page.get_by_role("button", name="Logga in"))
        assert path_of(page) == "/", page.inner_text("main")

    def look(self, page: Page, about: str = "") -> None:
        """Holds the page against the rules, once for each kind of page."""
        self.inspector.look(page, about=about)

    def take_up(self, email: str, step: str) -> Page:
        """Opens what waits for somebody about a step, from Mina uppgifter."""
        page = self.at_work(email)
        task = page.locator(".task").filter(has_text=self.department).filter(has_text=step)
        assert task.count() == 1, f"{email}: {step}: {page.inner_text('main')}"
        follow(task.locator("a"))
        return page

    def press(self, page: Page, name: str) -> None:
        """A button of the page, and a look at what it leads to."""
        follow(page.get_by_role("button", name=name, exact=True))
        self.look(page)

    # --- one step, from start to finish -----------------------------------------------------------------------------

    def start(self, email: str, step: str) -> Page:
        """Opens the step's first page and starts it."""
        page = self.take_up(email, step)
        assert path_of(page).endswith("/start"), page.url
        self.look(page)
        self.press(page, "Börja")
        return page

    def fill(self, page: Page, name: str) -> list[str]:
        """Answers the whole form; gives what was typed."""
        filler = Filler(page, answers(name), self.look)
        filler.fill_everything()
        return filler.typed

    def go_through(self, page: Page, changed: Mapping[str, str]) -> None:
        """Says of last time's answers, page by page, that they are still right; what has changed is typed instead.

        `changed` gives the new text by question. A page on which something was changed needs no more words.
        """
        follow(page.get_by_role("link", name="Gå igenom svaren"))
        left = dict(changed)
        for _screen in range(MANY_SCREENS):
            if path_of(page).endswith("/kontrollera"):
                break
            self.look(page, about="changed" if changed.keys() - left.keys() else "")
            self._confirm_or_change(page, left)
        else:
            raise AssertionError(f"no end after {MANY_SCREENS} screens: {page.url}")
        assert page.locator("#bekrafta").count() == 0, page.inner_text("main")
        assert not left, f"never asked about: {left}"

    def _confirm_or_change(self, page: Page, left: dict[str, str]) -> None:
        for question, text in left.items():
            change = page.locator(f'.summary-action a[href$="#q_{question}"]')
            if change.count():
                follow(change)
                page.locator(f'[name="q_{question}"]').fill(text)
                self.press(page, "Spara och fortsätt")
                del left[question]
                return
        follow(page.get_by_role("button", name="Stämmer fortfarande"))

    def submit(self, page: Page) -> None:
        """Explains every warning and sends the step in, from the page "Kontrollera svaren"."""
        while (empty := self._unexplained(page)) is not None:
            page.locator(f"#{empty}").fill("Vi har bedömt att det räcker.")
            follow(page.locator(".warning-card", has=page.locator(f"#{empty}")).get_by_role("button"))
        left = page.locator("#ratta, #kvar, #reda").all_inner_texts()
        assert not left, "\n".join(left)
        self.look(page, about="ready")
        self.press(page, "Skicka på samråd")

    def _unexplained(self, page: Page) -> str | None:
        """The first warning that has no motive yet, by its field's id."""
        boxes = page.locator(".warning-card textarea").all()
        return next((str(box.get_attribute("id")) for box in boxes if not box.input_value()), None)

    def advise(self, email: str, step: str) -> None:
        """Reads the answers and has no objection."""
        page = self.take_up(email, step)
        self.look(page)
        if self._first("advise"):
            with self.uncounted():
                self.press(page, "Lämna yttrandet")
                self.inspector.look_at_errors(page, "outcome")
        page.get_by_label("Ingen erinran").check()
        self.press(page, "Lämna yttrandet")

    def assign_number(self, email: str, step: str, number: str) -> None:
        """Gives the document its number."""
        page = self.take_up(email, step)
        self.look(page)
        if self._first("number"):
            with self.uncounted():
                page.get_by_label("Diarienummer").fill("")
                self.press(page, "Tilldela")
                self.inspector.look_at_errors(page, "number")
        page.get_by_label("Diarienummer").fill(number)
        self.press(page, "Tilldela")

    def clear(self, email: str, step: str) -> None:
        """Lets the step go on to signature."""
        page = self.take_up(email, step)
        self.look(page)
        self.press(page, "Gå vidare till underskrift")

    def sign(self, email: str, step: str) -> Page:
        """Proves who is at the keyboard, reads what is signed, ticks and signs."""
        self.clock.shift(6 * 60)  # a login is fresh for five minutes
        page = self.take_up(email, step)
        assert path_of(page) == "/bekrafta", page.url
        self.look(page)
        page.get_by_label("Lösenord").fill(self.password)
        follow(page.get_by_role("button", name="Fortsätt", exact=True))
        assert path_of(page).endswith("/signera"), page.url
        self.look(page)
        if self._first("sign"):
            with self.uncounted():
                self.press(page, "Skriv under")
                self.inspector.look_at_errors(page, "confirmed")
        page.get_by_role("checkbox").check()
        self.press(page, "Skriv under")
        self.look(page, about=page.title().split(" – ")[0])
        return page

    def _first(self, what: str) -> bool:
        """True once: the wrong way is tried a single time for each form."""
        new = what not in self.inspector.seen
        self.inspector.seen.add(what)
        return new

    def open_now(self, email: str, step: str) -> None:
        """Opens a step that would wait for its own date, from the department's page."""
        page = self.at_work(email)
        follow(page.get_by_role("link", name=self.department, exact=True))
        self.look(page)
        self.press(page, f"Öppna nu {step}")

    def download(self, page: Page, folder: Path) -> list[Path]:
        """Fetches the adopted document of the page, and its annex where it has one, as files."""
        links = page.locator(".files a")
        adopted = [links.first, *links.filter(has_text="_bilaga").all()]
        return [_saved(page, link, folder) for link in adopted]


def _saved(page: Page, link: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@contextmanager
def journey(
    browser: Browser, url: str, clock: time_machine.Traveller, *, department: str, password: str
) -> Iterator[Journey]:
    """A journey whose browsers are closed, and checked, at the end."""
    with ExitStack() as closing:
        yield Journey(browser, url, clock, department, password, closing)
