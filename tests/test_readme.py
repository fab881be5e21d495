"""What the README and the pages in docs/ say is so: targets, commands, settings, files and links exist."""

import re
import subprocess
from pathlib import Path

import click
import pytest

from continuity.cli.command import continuity
from continuity.config import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONTENT_PAGES = [ROOT / folder / "README.md" for folder in ("workflows", "forms", "docx_templates")]
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
OF_THE_TESTS = {f"{PREFIX}TEST_POSTGRES_URL"}
WORD = r"[a-z][a-z_-]*"


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def code(page: Path) -> list[str]:
    """Every piece of code on a page: the lines of its blocks, and what stands between backticks."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.M | re.S)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", text)


def targets() -> set[str]:
    """What `make help` lists."""
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(re.findall(r"^ +make (\S+)", listed.stdout, re.M))


def commands(group: click.Group = continuity, before: str = "") -> set[str]:
    """Every command of `continuity`, those of groups with the group's name first."""
    found = set()
    for name, command in group.commands.items():
        found |= commands(command, f"{before}{name} ") if isinstance(command, click.Group) else {f"{before}{name}"}
    return found


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_on_the_page_exists(page: Path) -> None:
    said = {word for line in code(page) for word in re.findall(rf"\bmake ({WORD})", line)}
    assert said <= targets()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_on_the_page_exists(page: Path) -> None:
    said = {
        " ".join(words.split())
        for line in code(page)
        for words in re.findall(rf"(?:^|[ /])continuity ((?:{WORD})(?: {WORD})?)", line)
    }
    unknown = {words for words in said if not {words, words.split()[0]} & commands()}
    assert unknown == set()


def test_every_command_is_told_of() -> None:
    told = "\n".join(line for page in PAGES for line in code(page))
    assert {command for command in commands() if f"continuity {command}" not in told} == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_setting_on_the_page_exists(page: Path) -> None:
    said = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text(encoding="utf-8")))
    assert said <= SETTINGS | OF_THE_TESTS


def test_every_setting_is_explained() -> None:
    told = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {name for name in SETTINGS if not re.search(rf"\b{name}\b", told)} == set()


@pytest.mark.parametrize("page", [*PAGES, *CONTENT_PAGES], ids=named)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
