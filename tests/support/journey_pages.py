"""What every page of a journey must hold: nothing serious from axe, and the bonds between fields that axe misses."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.support.browser import axe_findings

NAMELESS = """() => {
  const words = (element) => (element?.textContent || "").trim();
  const shown = (element) => element.type !== "hidden" && !element.closest("[hidden]");
  const told = [];
  const inputs = [...document.querySelectorAll("main input, main select, main textarea")].filter(shown);
  for (const input of inputs) {
    if (!words(input.labels?.[0]) && !input.getAttribute("aria-label")) told.push(`no label: ${input.name}`);
    if (input.type === "radio" && !words(input.closest("fieldset")?.querySelector("legend")))
      told.push(`radio outside a fieldset with a legend: ${input.name}`);
    const alike = inputs.filter((other) => other.type === "checkbox" && other.name === input.name);
    if (alike.length > 1 && !words(input.closest("fieldset")?.querySelector("legend")))
      told.push(`boxes outside a fieldset with a legend: ${input.name}`);
  }
  for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]"))
    for (const name of ["aria-describedby", "aria-labelledby"])
      for (const id of (element.getAttribute(name) || "").split(/\\s+/).filter(Boolean))
        if (!words(document.getElementById(id))) told.push(`${name} leads nowhere: ${id}`);
  const described = new Set([...document.querySelectorAll("[aria-describedby]")]
    .flatMap((element) => element.getAttribute("aria-describedby").split(/\\s+/)));
  for (const hint of document.querySelectorAll("main form [id$='-hint'], main .field-error"))
    if (shown(hint) && !described.has(hint.id)) told.push(`nobody is told: ${hint.id}`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => told.push(`two elements are called ${id}`));
  if (document.querySelectorAll("h1").length !== 1) told.push("not exactly one h1");
  if (!document.documentElement.lang) told.push("no language");
  return told;
}"""

WRONG = """() => [...document.querySelectorAll("main .field-error")].map((error) => {
  const bound = [...document.querySelectorAll(`[aria-describedby~="${error.id}"]`)];
  const inputs = bound.flatMap((one) => one.matches("fieldset, div") ? [...one.querySelectorAll("input")] : [one]);
  return {id: error.id, invalid: inputs.some((input) => input.getAttribute("aria-invalid") === "true")};
})"""

SPILLED = """() => {
  const root = document.documentElement;
  const told = root.scrollWidth > window.innerWidth ? [`the page is ${root.scrollWidth} wide`] : [];
  const scrolls = (element) => element && element !== root && element !== document.body
    && (["auto", "scroll"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!words || !box.width || style.clip !== "auto" || style.visibility === "hidden") continue;
    if (element.closest(".visually-hidden, .skip-link, svg")) continue;
    const cut = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const outside = box.right > window.innerWidth + 1 && !scrolls(element.parentElement);
    if (cut || outside) told.push(`${cut ? "cut" : "outside"}: ${element.outerHTML.slice(0, 160)}`);
  }
  return told;
}"""


def follow(locator: Locator) -> None:
    """A click on what leads to a page, until that page is there."""
    with locator.page.expect_navigation():
        locator.click()


def path_of(page: Page) -> str:
    """Where the page is, without host and fragment."""
    return urlsplit(page.url).path


def kind_of(path: str) -> str:
    """The page that a path shows, whichever step, row or document it is about."""
    without_rows = re.sub(r"/[0-9a-f]{32}(?=/|$)", "/*", path)
    return re.sub(r"/\d+(?=/|$)", "/#", without_rows)


@dataclass
class Inspector:
    """Looks at each kind of page once, and at everything that went wrong with a form."""

    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, *, about: str = "") -> None:
        """Holds the page against the rules, unless one of its kind has been looked at; `about` tells kinds apart."""
        kind = f"{kind_of(path_of(page))} {about}".strip()
        if kind not in self.seen:
            self.seen.add(kind)
            assert_sound(page)

    def look_at_errors(self, page: Page, *wrong: str) -> None:
        """A form that came back: the title says so, and the summary leads to each of the fields with these names."""
        self.look(page, about="with errors")
        assert page.title().startswith("Fel: "), page.title()
        summary = page.locator(".error-summary")
        assert summary.evaluate("element => element === document.activeElement"), "the summary does not have the focus"
        links = summary.locator("a")
        assert links.count() >= len(wrong) > 0, summary.inner_text()
        landed = {_landing(page, links.nth(n)) for n in range(links.count())}
        assert set(wrong) <= landed, f"the summary leads to {landed}"
        for error in page.evaluate(WRONG):
            assert error["invalid"], f"no input is marked wrong by {error['id']}"


def assert_sound(page: Page) -> None:
    """No serious finding, every input named, every group with its legend, every hint and error tied to its input."""
    found = [*axe_findings(page), *page.evaluate(NAMELESS)]
    assert not found, "\n".join([page.url, *found])


def _landing(page: Page, link: Locator) -> str:
    """The name of the input that has the focus after a click on the link."""
    link.click()
    name: str = page.evaluate("() => document.activeElement.name || ''")
    return name
