"""One rendering under way: what compiled parts call to print values, repeat rows and stay within limits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from continuity.documents import markup, ooxml
from continuity.documents.archive import Deflater, Stream
from continuity.documents.attachments import Attachments
from continuity.documents.blocks import PARAGRAPH_END, Spot
from continuity.documents.errors import LimitReached, WrongData
from continuity.documents.markup import TEXT, Lists, escape
from continuity.documents.speech import Meter, Speech, as_text
from continuity.documents.values import Hyperlink, Omitted, PageBreak, Paragraph, Paragraphs, Picture, Run
from continuity.errors import say

_END = PARAGRAPH_END
_COLOUR = re.compile("#?[0-9a-fA-F]{6}")
_CUT_HEAD, _CUT_END = "\ufdd2", "\ufdd3"  # signs that no text of ours can hold: they are escaped away


@dataclass(frozen=True)
class Limits:
    """How large a rendering may become: characters of XML, rows gone through, seconds, and bytes of pictures."""

    characters: int = 64_000_000
    steps: int = 1_000_000
    seconds: float = 5.0
    picture_bytes: int = 30_000_000


@dataclass(frozen=True)
class House:
    """What a rendering needs to know of its template: list definitions, the style of links, the first free number."""

    lists: Lists
    link_style: str
    first_id: int


class Rendering:
    """Prints values into the part at hand; one object per document, used by one thread."""

    def __init__(self, speech: Speech, limits: Limits, house: House, level: int) -> None:
        self.speech, self.limits, self.house, self.level = speech, limits, house, level
        self.out: list[str] = []
        self.base = 0
        self.size = 0
        self.keeps: list[list[int]] = []
        self.tail = ""
        self.part = ""
        self.deflater = Deflater(level)
        self.next_id = house.first_id
        self.remembered: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self.attachments = Attachments(limits.picture_bytes)
        self.splices: set[str] = set()
        self.shades: dict[object, str] = {}
        self.numbered_lists = 0
        self.counting = False

    # --- writing ---------------------------------------------------------------------------------------------

    def begin(self, part: str) -> None:
        """Turn to another part."""
        self.part, self.deflater, self.base, self.tail = part, Deflater(self.level), 0, ""

    def finish(self) -> Stream:
        """The part, compressed."""
        self.drain()
        return self.deflater.finish()

    def drain(self) -> None:
        """Compress what has been printed, except a table's head that may yet be undone."""
        end = self.written()
        for before, after in reversed(self.keeps):
            if after != end:
                break
            end = before
        count = end - self.base
        pieces = self.out[:count]
        self._grow(sum(map(len, pieces)))
        self.speech.meter.charge(0)
        if pieces:
            self.tail = pieces[-1]
            self.deflater.write(self._joined(pieces).encode())
            del self.out[:count]
            self.base = end

    def _grow(self, characters: int) -> None:
        self.size += characters
        if self.size > self.limits.characters:
            raise LimitReached(
                say("Dokumentet blev för stort. Inget har ändrats; korta underlaget eller dela upp det.")
            )

    def _joined(self, pieces: list[str]) -> str:
        text = "".join(pieces)
        for head in self.splices:
            text = text.replace(head + _CUT_HEAD, "")
        return text.replace(_CUT_END + _END, "") if self.splices else text

    def written(self) -> int:
        """How many pieces have been printed in this part."""
        return self.base + len(self.out)

    def open_keep(self) -> None:
        """From here on, a head that stands only if a body follows."""
        self.keeps.append([self.written(), -1])

    def open_body(self) -> None:
        """The head is written; the body begins."""
        self.keeps[-1][1] = self.written()

    def close_keep(self) -> bool:
        """Whether the body wrote anything; if not, the head is taken back."""
        before, after = self.keeps.pop()
        if self.written() == after:
            del self.out[before - self.base :]
            return False
        return True

    def end_with_paragraph(self, since: int) -> None:
        """An empty paragraph, if nothing or a table was printed last."""
        last = self.out[-1] if self.out else self.tail
        if self.written() == since or last.endswith("</w:tbl>"):
            self.out.append("<w:p/>")

    # --- loops and identities --------------------------------------------------------------------------------

    def rows(self, value: object) -> Sequence[object]:
        """What a loop goes through; an omission makes one row, no answer none."""
        if isinstance(value, list | tuple):
            self.speech.meter.charge(len(value))
            return value
        if value is None:
            return ()
        if isinstance(value, Omitted):
            return (value,)
        raise WrongData(
            say(
                "Värdet är ingen lista, så det går inte att upprepa. Det är av typen {kind}.", kind=type(value).__name__
            )
        )

    def identity(self, kind: str, key: str) -> str:
        """A new number; the number last given to a bookmark; or a bookmark's name, numbered from its second time on."""
        if kind == "mark":
            return str(self.remembered.get(key, 0))
        if kind == "name":
            count = self.names[key] = self.names.get(key, 0) + 1
            return markup.attribute(key if count == 1 else f"{key[:32]}_{count}")
        number = self.new_id()
        if key:
            self.remembered[key] = number
        return str(number)

    def new_id(self) -> int:
        """A number no other drawing or bookmark in the document has."""
        self.next_id += 1
        return self.next_id - 1

    # --- cells -----------------------------------------------------------------------------------------------

    def cell_colour(self, value: object) -> str:
        """The colour of a cell; none for no answer. A document has few colours and many cells, so each is kept."""
        known = self.shades.get(value) if value.__class__ is str else None
        return self._shade(value) if known is None else known

    def _shade(self, value: object) -> str:
        if value is None or value == "" or isinstance(value, Omitted):
            return ""
        colour = str(value)
        if not _COLOUR.fullmatch(colour):
            raise WrongData(
                say(
                    "Färgen {colour} ska skrivas med sex hexadecimala siffror, till exempel FFF2CC.", colour=colour[:40]
                )
            )
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour.removeprefix("#").upper()}"/>'
        self.shades[colour] = shade
        return shade

    def cell_span(self, value: object) -> str:
        """The width of a cell in columns."""
        if value is None or isinstance(value, Omitted):
            return ""
        if not isinstance(value, int) or not 1 <= value <= 63:
            raise WrongData(
                say("Antalet kolumner ska vara ett heltal mellan 1 och 63, inte {value}.", value=str(value)[:40])
            )
        return f'<w:gridSpan w:val="{value}"/>'

    # --- values ----------------------------------------------------------------------------------------------

    def text(self, value: object, spot: Spot) -> str:
        """A value inside a run's text; plain texts without special signs never come here, see `compiler.PLAIN`."""
        if isinstance(value, str):
            if value.isprintable() and len(value) < 20_000:
                return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return self._escaped(value)
        return str(value) if value.__class__ is int else self._rich(value, spot)

    def _escaped(self, value: str) -> str:
        escaped = escape(value)
        if len(escaped) > 20_000:  # a copy, so it counts before it is printed
            self._grow(len(escaped))
        return escaped

    def _rich(self, value: object, spot: Spot) -> str:
        match value:
            case Paragraphs() if spot.alone and value:
                return self._splice(value, spot)
            case Paragraphs():
                return self._inline(value, spot) if value else ""
            case Picture():
                return f"</w:t>{self._drawing(value)}{TEXT}"
            case PageBreak():
                return markup.PAGE
            case Hyperlink():
                return (
                    self._between(self._link(Run(value.text, url=value.url), spot), spot)
                    if spot.links
                    else self._escaped(value.text)
                )
            case Run() | Paragraph():
                return self._inline(Paragraphs((value if isinstance(value, Paragraph) else Paragraph((value,)),)), spot)
        try:
            return self._escaped(as_text(self.speech, value))
        except TypeError:
            raise WrongData(
                say(
                    "Ett värde av typen {kind} går inte att skriva ut. Välj en uppgift i det.",
                    kind=type(value).__name__,
                )
            ) from None

    def _between(self, runs: str, spot: Spot) -> str:
        return f"</w:t></w:r>{runs}{spot.run}{TEXT}"

    def _inline(self, value: Paragraphs, spot: Spot) -> str:
        """Paragraphs in the midst of others' words: the first continues the line, the last is continued by it."""
        if not spot.splits:
            return self._escaped(value.text)
        self.counting = False
        first, *others = value.blocks
        pieces = [f"</w:t></w:r>{self._runs(first, spot)}"]
        pieces += [f"</w:p>{self._opening(block, spot)}{self._runs(block, spot)}" for block in others]
        return f"{''.join(pieces)}{spot.run}{TEXT}"

    def _splice(self, value: Paragraphs, spot: Spot) -> str:
        """Whole paragraphs in the place of the tag's own, whose beginning and end `drain` takes away."""
        self.splices.add(spot.head)
        self.counting = False
        return f"{_CUT_HEAD}{''.join(self._whole(block, spot) for block in value)}{_CUT_END}"

    def _whole(self, block: Paragraph, spot: Spot) -> str:
        return f"{self._opening(block, spot)}{self._runs(block, spot)}</w:p>"

    def _runs(self, block: Paragraph, spot: Spot) -> str:
        return "".join(
            self._link(run, spot) if run.url else self._counted(markup.run(run, spot.run)) for run in block.runs
        )

    def _counted(self, text: str) -> str:
        self.speech.meter.charge(len(text) // 1000)
        return text

    def _opening(self, block: Paragraph, spot: Spot) -> str:
        lists = self.house.lists
        if block.kind == "text":
            self.counting = False
            return spot.paragraph
        if block.kind == "bullet":
            self.counting = False
            return lists.opening(block, spot.paragraph, 0 if lists.bullet_style else lists.bullet_num)
        if not self.counting:
            self.counting = True
            self.numbered_lists += 1
        return lists.opening(block, spot.paragraph, lists.first_num + self.numbered_lists - 1)

    def _link(self, run: Run, spot: Spot) -> str:
        relation = self.attachments.relate(self.part, "hyperlink", markup.check_url(run.url), external=True)
        words = (
            f"{markup.link_run(spot.run, self.house.link_style)}{TEXT}{self._escaped(run.text or run.url)}</w:t></w:r>"
        )
        return f'<w:hyperlink xmlns:r="{ooxml.R_NS}" r:id="{relation}">{words}</w:hyperlink>'

    def _drawing(self, picture: Picture) -> str:
        if not picture.alt.strip():
            raise WrongData(say("Bilden saknar alternativtext. Beskriv den med ord, så att alla kan läsa dokumentet."))
        ending, width, height = markup.picture_size(picture.data)
        relation = self.attachments.picture(self.part, picture.data, ending)
        return markup.drawing(picture, relation, self.new_id(), (width, height))


def new_speech(language: str, draft: bool, values: Mapping[str, object], limits: Limits) -> Speech:
    """How this rendering speaks, its clock started."""
    return Speech(language, draft, Meter(limits.steps, limits.seconds), values.get("levels"))
