"""Collects the interface texts and says which of them English lacks."""

import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "continuity" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None}


def collected() -> Catalog:
    """Every Swedish text in Python and templates, with the places it stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    texts = Catalog()
    for file, line, message, comments, context in extract_from_dir(
        ROOT / "continuity", methods, options, keywords=KEYWORDS
    ):
        texts.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return texts


def translated(path: Path = ENGLISH) -> Catalog:
    """The English texts as they are kept."""
    return read_po(io.BytesIO(path.read_bytes()), locale="en")


def names(text: str | Iterable[str]) -> set[str]:
    """What is filled in: `%(name)s` in the web's texts, `{name}` in reasons; of all plural forms together."""
    whole = text if isinstance(text, str) else " ".join(text)
    return {first or second for first, second in re.findall(r"%\((\w+)\)|\{(\w+)[^{}]*\}", whole)}


def repeats(text: str) -> bool:
    """Whether a text is one sentence or more said over again, as when two versions of the file were put together."""
    return len(text) > 20 and text in (text + text)[1:-1]


def complaints(swedish: Catalog, english: Catalog) -> list[str]:
    """A line for each text that is untranslated, unconfirmed, broken or no longer used."""
    lines = []
    for message in swedish:
        if not message.id:
            continue
        place = ", ".join(f"{file}:{line}" for file, line in message.locations[:2])
        kept = english.get(message.id, message.context)
        if kept is None or not all(kept.string if isinstance(kept.string, tuple) else (kept.string,)):
            lines.append(f"{place}: no English text for {message.id!r}")
        elif kept.fuzzy:
            lines.append(f"{place}: unconfirmed (fuzzy) English text for {message.id!r}")
        elif names(message.id) != names(kept.string):
            lines.append(f"{place}: the English text has other names in it than {message.id!r}")
        elif any(map(repeats, kept.string if isinstance(kept.string, tuple) else (kept.string,))):
            lines.append(f"{place}: the English text says the same thing more than once for {message.id!r}")
        else:
            lines += [f"{place}: {error} in {message.id!r}" for error in kept.check(english)]
    unused = [message.id for message in english if message.id and swedish.get(message.id, message.context) is None]
    return lines + [f"{ENGLISH.name}: nobody says {text!r} any more" for text in unused]


def main() -> int:
    """Print the complaints; 1 if there are any."""
    lines = complaints(collected(), translated())
    for line in lines:
        print(line)
    if lines:
        print("Run `make translations` and write what is missing in", ENGLISH.relative_to(ROOT))
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
