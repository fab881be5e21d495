"""The house keeps its own rules: where things lie, what they are called, and what the repository may say."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import docx
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "continuity"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

TOP = {
    ".ci", ".editorconfig", ".gitignore", "babel.cfg", "bench", "continuity", "docs", "docx_templates", "forms",
    "hatch_build.py", "Makefile", "pyproject.toml", "README.md", "requirements", "scenarios", "tests", "workflows",
    "wsgi.py",
}  # fmt: skip
FLOORS = ["app", "cli", "web", "jobs", "services", "documents", "rules", "definitions", "models", "errors"]
BESIDE_THE_FLOORS = {"config", "extensions", "migrations", "translations", "demo", "__init__"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base_utils"}


def kept_files() -> list[Path]:
    """Every file that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_top_of_the_tree_is_the_one_in_the_plan() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in kept_files()} - TOP == set()


def test_every_part_of_the_package_is_a_floor_or_stands_beside_them() -> None:
    parts = {path.stem for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert parts - set(FLOORS) - BESIDE_THE_FLOORS == set()


def test_the_import_contract_lists_the_floors_and_nothing_escapes_it() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract for contract in contracts if contract["type"] == "layers"]
    assert layers["layers"] == FLOORS
    assert layers["exhaustive"] is True
    assert set(layers["exhaustive_ignores"]) <= BESIDE_THE_FLOORS


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_says_in_one_sentence_what_it_is_for(module: Path) -> None:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert docstring, "no docstring"
    first = docstring.split("\n\n")[0]
    assert first.endswith("."), "the sentence has no full stop"


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_has_a_name_that_means_something(module: Path) -> None:
    assert NAMELESS.isdisjoint(module.relative_to(PACKAGE).with_suffix("").parts)


def test_nothing_is_left_to_do_later_in_the_code() -> None:
    promise = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{named(path)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if promise.search(line)
    ]
    assert found == []


def test_an_exception_from_a_check_names_the_rule_it_breaks() -> None:
    excused = re.compile(r"#\s*(noqa(?!: [A-Z]+[0-9]+)|type: ignore(?!\[))")
    found = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if excused.search(line)
    ]
    assert found == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    evasion = re.compile(r"pytest\.(skip|importorskip|xfail)\b|mark\.(skip|skipif|xfail)\b|unittest\.skip")
    found = [
        named(path)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path != Path(__file__) and evasion.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


# --- what the repository may say ---------------------------------------------------------------------------------


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    a_machine = re.compile(rb"(?<![\w.<])/(?:work|root|home/\w+|Users/\w+)/|\.\./shared")
    # A template's Word file is a compressed archive, where any bytes may stand.
    found = [named(path) for path in kept_files() if path != Path(__file__) and a_machine.search(path.read_bytes())]
    assert found == []


def test_the_requirement_files_name_no_host_and_pin_every_package_by_hash() -> None:
    for name in ("run", "test"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text and "index" not in text and "find-links" not in text
        pinned = [entry for entry in re.split(r"\n(?=\S)", text) if entry.strip()]
        assert all(re.match(r"\S+==\S+ ", entry) and "--hash=sha256:" in entry for entry in pinned)


def pins(name: str) -> set[str]:
    """Package and version of every line in requirements/<name>.txt."""
    return set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M))


def test_the_tests_run_on_the_versions_that_the_product_runs_on() -> None:
    assert pins("run") <= pins("test")


def test_the_product_asks_for_what_its_requirement_file_asks_for() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {entry.split(";")[0].strip() for entry in declared["project"]["dependencies"]}
    builders = {re.split(r"[ ;>=]", entry)[0] for entry in declared["build-system"]["requires"]} | {"editables"}
    listed = {
        line.split("#")[0].strip()
        for line in (ROOT / "requirements" / "run.in").read_text().splitlines()
        if line.split("#")[0].strip()
    }
    assert asked <= listed
    assert listed - asked <= builders


def test_the_product_imports_only_packages_that_it_asks_for() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    asked = {plain(re.split(r"[\[ ;>=<]", entry)[0]) for entry in declared}
    owners = metadata.packages_distributions()
    imported = {name for module in MODULES for name in imports(module)} - set(sys.stdlib_module_names) - {"continuity"}
    assert {name for name in imported if asked.isdisjoint(map(plain, owners[name]))} == set()


def plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imports(module: Path) -> set[str]:
    """The packages that a module imports, by their first name."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_word_files_are_read_by_python_docx_and_not_by_a_package_in_its_name() -> None:
    assert docx.__version__ == metadata.version("python-docx")
    installed = {(found.metadata["Name"] or "").lower().replace("_", "-") for found in metadata.distributions()}
    assert installed.isdisjoint({"python-docx-oss", "python-docx-ng", "rust-docxtpl", "docx", "docxtpl"})
