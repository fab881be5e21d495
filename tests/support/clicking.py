"""What a person does with the hands in a browser, counted there: every press of the mouse and every field filled in."""

from playwright.sync_api import Page

# Kept by the tab itself, so that nothing is lost between two pages. A box or a radio button is a press already.
COUNTING = """(() => {
  const add = () => sessionStorage.setItem("presses", Number(sessionStorage.getItem("presses") || 0) + 1);
  addEventListener("mousedown", (event) => { if (event.isTrusted) add(); }, true);
  addEventListener("change", (event) => { if (!event.target.matches("[type=radio], [type=checkbox]")) add(); }, true);
})()"""


def count_from_now(page: Page) -> None:
    """From the page's next address on."""
    page.add_init_script(COUNTING)


def counted(page: Page) -> int:
    """Presses and filled fields in this tab so far."""
    return int(page.evaluate("() => Number(sessionStorage.getItem('presses') || 0)"))
