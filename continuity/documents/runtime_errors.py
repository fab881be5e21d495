"""Turning an error inside a compiled part into words: which path, which tag, and where it stands."""

from types import TracebackType

from continuity.documents.compiler import Program
from continuity.documents.errors import WrongData
from continuity.documents.tags import Tag
from continuity.errors import Reason, say


def explained(fault: Exception, program: Program) -> WrongData:
    """The fault as `WrongData` with its path, its tag and the paragraph."""
    tag = _tag_at(fault.__traceback__, program)
    reason, path = _told(fault, tag)
    if tag is None or not tag.shown:
        return WrongData(reason, path=path)
    return WrongData(_located(reason, tag), path=path)


def _located(reason: Reason, tag: Tag) -> Reason:
    place = tag.place
    if not place.heading:
        return say(
            "Dokumentet kunde inte skapas. {reason} Det gäller taggen {tag} i {part}, i stycket ”{paragraph}”.",
            reason=reason, tag=tag.shown, part=place.part, paragraph=place.paragraph,
        )  # fmt: skip
    return say(
        "Dokumentet kunde inte skapas. {reason} Det gäller taggen {tag} i {part}, i stycket ”{paragraph}” under"
        " rubriken ”{heading}”.",
        reason=reason, tag=tag.shown, part=place.part, paragraph=place.paragraph, heading=place.heading,
    )  # fmt: skip


def _tag_at(trace: TracebackType | None, program: Program) -> Tag | None:
    found = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == f"<{program.part}>":
            found = program.lines.get(trace.tb_lineno)
        trace = trace.tb_next
    return found


def _told(fault: Exception, tag: Tag | None) -> tuple[Reason, str]:
    if isinstance(fault, WrongData):
        return fault.reason, fault.path
    if isinstance(fault, KeyError) and fault.args and isinstance(fault.args[0], str):
        path = _path_with(fault.args[0], tag)
        return say("Uppgiften {path} saknas i underlaget.", path=path), path
    return say("En uppgift har en annan form än mallen väntar sig."), tag.code if tag else ""


def _path_with(name: str, tag: Tag | None) -> str:
    """The tag's path up to the missing name, with loop variables resolved."""
    for path in tag.paths if tag else ():
        steps = path.split(".")
        for at, step in enumerate(steps):
            if step.removesuffix("[]") == name:
                return ".".join(steps[: at + 1]).removesuffix("[]")
    return name
