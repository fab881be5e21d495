"""A compiled template: read and proved once, then rendered any number of times without reading any XML."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from continuity.documents.archive import Stream, deflate, write_archive
from continuity.documents.compiler import Program
from continuity.documents.errors import TemplateRefused, WrongData
from continuity.documents.paths import PathUse
from continuity.documents.preparing import Prepared, prepare
from continuity.documents.properties import CORE, CUSTOM, CoreProperties, CustomValue, core_xml, custom_xml
from continuity.documents.rendering import Limits, Rendering, new_speech
from continuity.documents.runtime_errors import explained
from continuity.errors import Complaint

_KEPT = 64
_cache: OrderedDict[str, Prepared] = OrderedDict()
_lock = threading.Lock()
_EMPTY: Mapping[str, CustomValue] = {}


@dataclass(frozen=True)
class Template:
    """A template ready to render; safe to use from several threads. `name` is what messages call it."""

    name: str
    sha256: str
    prepared: Prepared

    def render(
        self,
        values: Mapping[str, object],
        *,
        language: str = "sv",
        core: CoreProperties | None = None,
        custom: Mapping[str, CustomValue] = _EMPTY,
        draft: bool = False,
        limits: Limits | None = None,
        level: int = 1,
    ) -> bytes:
        """The document. Same template, arguments and engine give the same bytes.

        `values` are mappings with text keys, lists, tuples, texts, numbers, dates, None for unanswered, and the value
        objects of `continuity.documents`. `draft` prints "Ej besvarad" for what is unanswered; `level` is zlib's.
        Raises `WrongData` naming the path that is absent or of the wrong shape, and `LimitReached`.
        """
        limits = limits or Limits()
        rendering = Rendering(new_speech(language, draft, values, limits), limits, self.prepared.house, level)
        parts = dict(self.prepared.fixed(language))
        for program in self.prepared.programs:
            parts[program.part] = self._run(program, values, rendering)
        parts |= self.prepared.additions(rendering, custom=bool(custom))
        parts[CORE] = deflate(core_xml(core or CoreProperties(), language).encode(), level)
        if custom:
            parts[CUSTOM] = deflate(custom_xml(custom).encode(), level)
        return write_archive(parts)

    def _run(self, program: Program, values: Mapping[str, object], rendering: Rendering) -> Stream:
        rendering.begin(program.part)
        try:
            program.run(values, rendering)
        except (WrongData, KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as fault:
            raise explained(fault, program) from fault
        return rendering.finish()

    @property
    def paths(self) -> tuple[PathUse, ...]:
        """Every dotted path that the template uses, loop variables resolved, with its paragraph and heading."""
        return self.prepared.uses


def compile_template(source: bytes, *, name: str = "") -> Template:
    """Read, check and compile a .docx; the same bytes are compiled once.

    Raises `TemplateRefused` with everything that is wrong: unsafe contents, tags outside the language, tags that cross.
    """
    key = sha256(source).hexdigest()
    with _lock:
        if found := _cache.get(key):
            _cache.move_to_end(key)
            return Template(name, key, found)
    try:
        prepared = prepare(source)
    except TemplateRefused as refused:
        raise TemplateRefused(Complaint(name, c.key, c.reason, c.severity) for c in refused.complaints) from None
    with _lock:
        _cache[key] = prepared
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return Template(name, key, prepared)


def forget_templates() -> None:
    """Empty the cache of compiled templates; for tests and measurements."""
    with _lock:
        _cache.clear()
