"""The contract of every command: exit codes, and what goes where."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from continuity.cli.words import language, tell
from continuity.errors import say
from continuity.rules.durations import Spoken
from tests.support.terminal import Run

COMMANDS = (
    "analyse", "check", "db", "demo", "fields", "lint", "migrate", "publish", "remind", "render", "serve", "sweep",
    "user", "verify", "worker",
)  # fmt: skip
WITH_DATABASE = (["publish"], ["migrate", "1"], ["serve"], ["worker"], ["sweep"], ["verify"], ["demo", "load"])


def test_help_lists_every_command(run: Run) -> None:
    said = run("--help")
    assert said.code == 0
    assert tuple(re.findall(r"^  ([a-z]+) {2,}", said.out, re.M)) == COMMANDS


@pytest.mark.parametrize(
    "command", [*([one] for one in COMMANDS), ["db", "upgrade"], ["user", "add"], ["demo", "load"]]
)
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    said = run(*command, "--help")
    assert (said.code, said.err) == (0, "")
    assert "Usage:" in said.out


@pytest.mark.parametrize("words", [["nonsense"], ["check", "--nonsense"], ["user", "add"], ["fields"], ["migrate"]])
def test_wrong_use_is_two_and_says_so_on_standard_error(run: Run, words: list[str]) -> None:
    said = run(*words)
    assert said.code == 2
    assert said.err and not said.out


@pytest.mark.parametrize("words", WITH_DATABASE, ids=" ".join)
def test_a_weak_production_is_refused_by_whatever_needs_settings(
    run: Run, words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONTINUITY_INSTANCE", str(tmp_path))
    said = run(*words)
    assert said.code == 2
    assert "CONTINUITY_SECRET_KEY" in said.err and not said.out


@pytest.mark.parametrize("words", [one for one in WITH_DATABASE if one != ["publish"]], ids=" ".join)
def test_a_database_that_cannot_be_reached_is_three(
    run: Run, words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONTINUITY_ENVIRONMENT", "test")
    monkeypatch.setenv("CONTINUITY_DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/x.sqlite")
    said = run(*words)
    assert said.code == 3
    assert "Databasen svarar inte" in said.err and not said.out


@pytest.mark.parametrize("words", WITH_DATABASE[1:5], ids=" ".join)
def test_a_database_without_tables_says_what_to_run(
    run: Run, words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONTINUITY_ENVIRONMENT", "test")
    monkeypatch.setenv("CONTINUITY_DATABASE_URL", f"sqlite:///{tmp_path}/empty.sqlite")
    said = run(*words)
    assert said.code == 3
    assert "continuity db upgrade" in said.err


def test_a_misspelt_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_DATABAS_URL", "x")
    said = run("sweep")
    assert said.code == 2
    assert "CONTINUITY_DATABAS_URL" in said.err


def test_the_version_is_the_package_s(run: Run) -> None:
    said = run("--version")
    assert said.code == 0 and said.out.startswith("continuity, version ")


def test_the_command_is_installed_with_the_product() -> None:
    command = Path(sys.executable).with_name("continuity")
    said = subprocess.run([command, "nonsense"], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (2, "")


# --- languages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "chosen"),
    [
        ({}, "sv"),
        ({"LANG": "C.UTF-8"}, "sv"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": "en_US"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "sv_SE"}, "sv"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environ: dict[str, str], chosen: str) -> None:
    assert language(environ) == chosen


def test_a_reason_within_a_reason_and_hours_are_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = say("{path}: {why}", path="a.b", why=say("{hours} är för länge", hours=Spoken(4)))
    monkeypatch.setenv("LANG", "sv_SE")
    monkeypatch.delenv("LC_ALL", raising=False)
    assert tell(reason) == "a.b: 4 timmar är för länge"
    monkeypatch.setenv("LANG", "en_GB")
    assert "4 hours" in tell(reason)
