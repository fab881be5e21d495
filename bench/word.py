"""Benchmark of the Word engine against its peers: prepares an environment for them, then runs word/measure.py in it."""

import os
import pickle
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.services.paper import examples

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "bench"
GROW = 4  # times the two rows that an example has in each list
NPM = ("docxtemplater@3", "pizzip@3", "carbone@3")


def python() -> Path:
    """The interpreter of the peers' environment, made on the first run."""
    home, wanted = BUILD / "word-venv", (HERE / "requirements-word.txt").read_text()
    stamp = home / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(home, with_pip=True, clear=True)
        subprocess.run(
            [
                home / "bin" / "python",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                HERE / "requirements-word.txt",
            ],
            check=True,
        )
        stamp.write_text(wanted)
    return home / "bin" / "python"


def modules() -> list[str]:
    """Where npm's engines are, or nothing when there is no npm."""
    if not shutil.which("npm") or not shutil.which("node"):
        print("npm is not here: docxtemplater and carbone are left out", file=sys.stderr)
        return []
    folder = BUILD / "word-npm"
    if not (folder / "node_modules" / "carbone").exists():
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *NPM], check=False
        )
        if done.returncode:
            print("npm could not fetch docxtemplater and carbone: they are left out", file=sys.stderr)
            return []
    return ["--modules", str(folder)]


def plan() -> Path:
    """The shipped plan and values for it, laid where an environment without the product's services can read them."""
    catalogue, complaints = read_catalogue([content_root()])
    assert not complaints, "\n".join(map(str, complaints))
    made_by = examples.papers(catalogue, "continuity_plan")
    found = examples.values(made_by, examples.snapshot(made_by), language="sv")
    file = BUILD / "word-plan.pickle"
    source = catalogue.template("continuity_plan", "sv").read_bytes()
    file.write_bytes(pickle.dumps({"source": source, "values": found | {"answers": grown(found["answers"])}}))
    return file


def grown(node: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers with more rows in every list of rows."""
    return {name: [grown(row) for row in value * GROW] if _is_rows(value) else value for name, value in node.items()}


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def main() -> int:
    """Run the measurements; 1 when a bar is missed."""
    BUILD.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [
        python(),
        HERE / "word" / "measure.py",
        *modules(),
        "--plan",
        plan(),
        "--out",
        BUILD / "word.json",
    ]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(HERE.parent)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
