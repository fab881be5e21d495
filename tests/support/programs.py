"""Which programs of the system the tests drive, and what is said when one is missing."""

import os
import shutil
import sys

# The marker of the tests that need it -> its name for people, and its command.
NEEDED = {"browser": ("Chromium", "chromium"), "libreoffice": ("LibreOffice", "soffice")}


def missing() -> dict[str, str]:
    """The markers whose program is not on this machine, each with the program's name."""
    return {marker: name for marker, (name, command) in NEEDED.items() if shutil.which(command) is None}


def not_run() -> list[str]:
    """One line for each kind of test that this machine cannot run."""
    return [f"NOT RUN: the tests marked {marker}, because {name} is missing" for marker, name in missing().items()]


def must_run_all() -> bool:
    """True where a missing program is a failure and not a remark."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def main() -> int:
    """Print what was not run; 1 if that may not be."""
    for line in not_run():
        print(line)
    return int(bool(missing()) and must_run_all())


if __name__ == "__main__":
    sys.exit(main())
