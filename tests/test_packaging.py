"""The wheel is whole: built from a clean clone and installed elsewhere it checks its content and shows its pages."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

VISIT = """
import json
from continuity.app import create_app
client = create_app().test_client()
pages = {language: client.get("/login", headers={"Accept-Language": language}) for language in ("sv", "en")}
print(json.dumps({language: [page.status_code, page.text] for language, page in pages.items()}))
"""


def run(*command: str | Path, at: Path, **environment: str) -> str:
    """Run a command in a folder with only these settings; its output, or a failure that shows what it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CONTINUITY_", "PYTHON"))}
    done = subprocess.run(command, check=False, cwd=at, env={**clean, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the files that git keeps, and from no others."""
    clone = tmp_path_factory.mktemp("clone")
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", at=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, clone / name)
    build = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    run(*build, "--no-build-isolation", "--wheel-dir", "dist", ".", at=clone)
    (built,) = (clone / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with nothing but the wheel, and the packages it needs lent to it."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "env", with_pip=False)
    programs = home / "env" / "bin"
    packages = Path(
        run(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", at=home).strip()
    )
    # A .pth line lends the folder but runs none of its .pth files: our own editable install stays out.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", programs / "python", "install"]
    run(*install, "--quiet", "--no-deps", "--no-index", "--ignore-installed", wheel, at=home)
    return programs


def test_the_wheel_holds_content_templates_pages_and_english(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "continuity/content/workflows/standard.toml",
        "continuity/content/forms/organisation.toml",
        "continuity/content/scenarios/power_outage.toml",
        "continuity/content/docx_templates/sv/continuity_plan.docx",
        "continuity/translations/en/LC_MESSAGES/messages.mo",
        "continuity/web/templates/layout.html",
    } <= names
    assert any(name.startswith("continuity/migrations/") for name in names)
    assert not any(name.startswith("tests/") for name in names)


def test_the_installed_product_is_the_wheel_and_not_the_checkout(elsewhere: Path, tmp_path: Path) -> None:
    where = run(elsewhere / "python", "-c", "import continuity; print(continuity.__file__)", at=tmp_path)
    assert Path(where.strip()).is_relative_to(elsewhere.parent)


def test_the_installed_command_checks_its_own_content(elsewhere: Path, tmp_path: Path) -> None:
    run(elsewhere / "continuity", "check", at=tmp_path)


def test_the_installed_product_shows_a_page_in_swedish_and_in_english(elsewhere: Path, tmp_path: Path) -> None:
    settings = {"CONTINUITY_ENVIRONMENT": "development", "CONTINUITY_INSTANCE": str(tmp_path / "instance")}
    run(elsewhere / "continuity", "db", "upgrade", at=tmp_path, **settings)
    run(elsewhere / "continuity", "publish", at=tmp_path, **settings)
    pages = json.loads(run(elsewhere / "python", "-c", VISIT, at=tmp_path, **settings))
    for language, password in {"sv": "Lösenord", "en": "Password"}.items():
        status, text = pages[language]
        assert status == 200
        assert f'<html lang="{language}"' in text
        assert password in text
