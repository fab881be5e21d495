import importlib.util
from pathlib import Path
from types import ModuleType

from continuity.definitions.catalogue import read_catalogue
from tests.support.content_files import CONTENT


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_of_the_test_content", CONTENT / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_templates_of_the_test_content_are_what_their_script_builds() -> None:
    folder = CONTENT / "docx_templates"
    built = dict(script().templates(read_catalogue([CONTENT])[0]))
    kept = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.docx")}
    assert {Path(place) for place in built} == set(kept)
    assert built == kept
