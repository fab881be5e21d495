"""The command line as a test types it: exit code, results and messages."""

from pathlib import Path

import pytest

from continuity.app import main
from tests.support.terminal import Run, Said


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command without settings, in Swedish."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def with_database(run: Run, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a database of the test's own."""
    monkeypatch.setenv("CONTINUITY_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CONTINUITY_ENVIRONMENT", "test")
    monkeypatch.setenv("CONTINUITY_INSTANCE", str(tmp_path / "instance"))
    return run
