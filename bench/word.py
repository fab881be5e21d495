"""Benchmark of the Word engine against its peers: prepares an environment for them, then runs word/measure.py in it."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "bench"
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


def main() -> int:
    """Run the measurements; arguments are passed on."""
    BUILD.mkdir(parents=True, exist_ok=True)
    command = [python(), HERE / "word" / "measure.py", *modules(), "--out", BUILD / "word.json", *sys.argv[1:]]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(HERE.parent)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
