import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from continuity.definitions.catalogue import read_catalogue
from continuity.documents import compile_template
from tests.support.content_files import CONTENT

TEMPLATES = sorted((CONTENT / "docx_templates").rglob("*.docx"))


def script() -> ModuleType:
    """The script that builds the templates of the test content."""
    spec = importlib.util.spec_from_file_location("build_of_the_test_content", CONTENT / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_builds_every_template_that_the_test_content_keeps() -> None:
    built = dict(script().templates(read_catalogue([CONTENT])[0]))
    assert {CONTENT / "docx_templates" / place for place in built} == set(TEMPLATES)
    for data in built.values():
        compile_template(data)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_kept_template_can_be_rendered_from(path: Path) -> None:
    compile_template(path.read_bytes())
