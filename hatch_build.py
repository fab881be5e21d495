"""Makes the wheel whole: compiles the translations and puts the content folders inside the package."""

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT_FOLDERS = ("workflows", "forms", "scenarios", "docx_templates")
CONTENT_KINDS = {".toml", ".docx", ".md"}


class WholeWheel(BuildHookInterface[Any]):
    """Runs before every wheel; an editable install reads its content from the checkout instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each .po beside itself; a standard wheel also gets `continuity/content/`."""
        for source in sorted(Path(self.root, "continuity", "translations").rglob("*.po")):
            compile_catalogue(source)
        if version != "editable":
            build_data["force_include"].update(self.content())

    def content(self) -> dict[str, str]:
        """Where each content file goes; what makes the Word templates stays in the checkout."""
        files = (path for folder in CONTENT_FOLDERS for path in sorted(Path(self.root, folder).rglob("*")))
        return {
            str(path): f"continuity/content/{path.relative_to(self.root).as_posix()}"
            for path in files
            if path.suffix in CONTENT_KINDS
        }


def compile_catalogue(source: Path) -> None:
    """Write the .mo of `<language>/LC_MESSAGES/<domain>.po`, leaving out what nobody has confirmed."""
    with source.open("rb") as texts:
        catalogue = read_po(texts, locale=source.parts[-3], domain=source.stem)
    with source.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue, use_fuzzy=False)


if __name__ == "__main__":
    compile_catalogue(Path(sys.argv[1]))
