"""The Makefile explains itself, and `make demo` never leaves half a municipality nor touches a whole one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Stands in for the product's command: `demo load` writes a database, and breaks off when told to.
COMMAND = """#!/bin/sh
echo "$*" >> "$0.called"
file="${CONTINUITY_DATABASE_URL#sqlite:///}"
case "$*" in "demo load") "$(dirname "$0")/python" -c "
import sqlite3, sys
made = sqlite3.connect(sys.argv[1])
made.execute('CREATE TABLE loaded (half)')
made.commit()" "$file"; test ! -e "$0.breaks" ;; esac
"""


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, check=False, capture_output=True, text=True
    )


class Stage:
    """A `make demo` of its own: a folder for the database, and a command that stands in for the product's."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "instance" / "demo.sqlite"
        self.command = folder / "bin" / "continuity"
        self.command.parent.mkdir()
        self.command.write_text(COMMAND)
        self.command.chmod(0o755)
        (self.command.parent / "python").symlink_to(sys.executable)
        self.ready = folder / "ready"
        self.ready.touch()

    def demo(self) -> int:
        """Run it; its exit code."""
        place = [f"DEMO={self.database}", f"BIN={self.command.parent}", f"READY={self.ready}", "CATALOGUES="]
        return make("demo", *place).returncode

    def called(self) -> list[str]:
        """What the command was asked for, in order."""
        return Path(f"{self.command}.called").read_text().splitlines()

    def break_off(self, broken: bool) -> None:
        """Whether loading breaks off halfway."""
        flag = Path(f"{self.command}.breaks")
        flag.touch() if broken else flag.unlink()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_the_first_demo_makes_the_tables_loads_and_serves(stage: Stage) -> None:
    assert stage.demo() == 0
    assert stage.called() == ["db upgrade", "demo load", "serve"]
    assert os.listdir(stage.database.parent) == ["demo.sqlite"]


def test_the_second_demo_keeps_what_is_there(stage: Stage) -> None:
    stage.demo()
    stage.database.write_bytes(b"what people wrote")
    stage.demo()
    assert stage.database.read_bytes() == b"what people wrote"
    assert stage.called()[3:] == ["serve"]


def test_a_load_that_breaks_off_leaves_no_municipality_and_the_next_one_begins_anew(stage: Stage) -> None:
    stage.break_off(True)
    assert stage.demo() != 0
    assert not stage.database.exists()
    assert "serve" not in stage.called()
    stage.break_off(False)
    assert stage.demo() == 0
    assert stage.database.exists()


def test_make_help_explains_every_target_that_a_person_types() -> None:
    listed = set(re.findall(r"^ +make (\S+)  +\S", make("help").stdout, re.M))
    assert listed >= {"setup", "demo", "test", "check", "bench", "soak", "lock", "help"}


def test_make_alone_gives_the_list() -> None:
    assert make().stdout == make("help").stdout
