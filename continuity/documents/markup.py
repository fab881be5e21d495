"""Values as Word's XML: escaped text, paragraphs and lists, pictures, links and page breaks."""

import re
import struct
from dataclasses import dataclass

from continuity.documents.errors import WrongData
from continuity.documents.ooxml import A_NS, PIC_NS, R_NS, WP_NS
from continuity.documents.values import Paragraph, Picture, Run
from continuity.errors import say

TEXT = '<w:t xml:space="preserve">'
_LINE = f"</w:t><w:br/>{TEXT}"
PAGE = f'</w:t><w:br w:type="page"/>{TEXT}'
_SPECIAL = re.compile("\r\n|[&<>\n\r\t\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": f"</w:t><w:tab/>{TEXT}",
    **dict.fromkeys(["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], _LINE),
}  # fmt: skip
_ALLOWED_URL = re.compile(r"(?:https?://|mailto:)[^\s<>\"{}|\\^`\x00-\x1f]+", re.IGNORECASE)
_EMU = 360_000  # to the centimetre
_WIDEST = 16.0


def escape(text: str) -> str:
    """Text for a `w:t`: line breaks and tabs as Word has them, what XML cannot hold left out."""
    return _SPECIAL.sub(_escape_one, text)


def _escape_one(found: re.Match[str]) -> str:
    sign = found.group()
    return _ESCAPES.get(sign, "\ufffd" if "\ud800" <= sign <= "\udfff" else "")


def attribute(text: str) -> str:
    """Text for an attribute, on one line."""
    plain = re.sub(_SPECIAL, lambda m: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(m.group(), " "), text)
    return plain.replace('"', "&quot;")


def check_url(url: str) -> str:
    """The address if a document may link to it; raises `WrongData`."""
    if not _ALLOWED_URL.fullmatch(url):
        raise WrongData(say("Länken {url} går inte att använda: bara http, https och mailto.", url=url[:120]))
    return url


def run(words: Run, opening: str) -> str:
    """A run in the style of `opening`, bold or italic as asked."""
    if words.bold or words.italic:
        opening = _emphasise(opening, words)
    return f"{opening}{TEXT}{escape(words.text)}</w:t></w:r>"


_BEFORE_BOLD = re.compile(r"<w:rPr>((?:<w:rStyle [^>]*/>)?(?:<w:rFonts [^>]*/>)?)")


def _emphasise(opening: str, words: Run) -> str:
    marks = ("<w:b/>" if words.bold else "") + ("<w:i/>" if words.italic else "")
    plain = re.sub(r"<w:[bi](?: [^>]*)?/>", "", opening)
    if "<w:rPr>" not in plain:
        return f"<w:r><w:rPr>{marks}</w:rPr>"
    return _BEFORE_BOLD.sub(lambda found: f"<w:rPr>{found.group(1)}{marks}", plain, count=1)


@dataclass(frozen=True)
class Lists:
    """How this template makes list items: style ids (or none), and the numbers of its list definitions."""

    bullet_style: str
    number_style: str
    bullet_num: int
    number_abstract: int
    first_num: int

    def opening(self, block: Paragraph, plain: str, number: int) -> str:
        """`<w:p>` with properties for a list item; `number` is the list it counts in."""
        style = self.bullet_style if block.kind == "bullet" else self.number_style
        numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        if style:
            return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{numbered if number else ""}</w:pPr>'
        kept = re.search(r'<w:pStyle w:val="[^"]*"/>', plain)
        return f"<w:p><w:pPr>{kept.group() if kept else ''}{numbered}</w:pPr>"


def picture_size(data: bytes) -> tuple[str, int, int]:
    """The file ending and the size in pixels of a PNG or JPEG; raises `WrongData` for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) > 24:
        width, height = struct.unpack(">II", data[16:24])
        return _sized("png", width, height)
    if data[:3] == b"\xff\xd8\xff":
        return _jpeg_size(data)
    raise _not_a_picture()


def _jpeg_size(data: bytes) -> tuple[str, int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _sized("jpeg", width, height)
        at += 2 + length
    raise _not_a_picture()


def _sized(ending: str, width: int, height: int) -> tuple[str, int, int]:
    if not 0 < width <= 30_000 or not 0 < height <= 30_000:
        raise _not_a_picture()
    return ending, width, height


def _not_a_picture() -> WrongData:
    return WrongData(say("Bilden går inte att läsa. Använd en PNG- eller JPEG-fil."))


def drawing(picture: Picture, relation: str, number: int, pixels: tuple[int, int]) -> str:
    """An inline picture with its alternative text."""
    width, height = _centimetres(picture, *pixels)
    cx, cy = round(width * _EMU), round(height * _EMU)
    alt = attribute(picture.alt)
    return (
        f'<w:drawing><wp:inline xmlns:wp="{WP_NS}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{cx}" cy="{cy}"/>'
        f'<wp:docPr id="{number}" name="Bild {number}" descr="{alt}"/><a:graphic xmlns:a="{A_NS}">'
        f'<a:graphicData uri="{PIC_NS}"><pic:pic xmlns:pic="{PIC_NS}"><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Bild {number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip xmlns:r="{R_NS}" r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f"</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _centimetres(picture: Picture, width: int, height: int) -> tuple[float, float]:
    wide, high = picture.width_cm, picture.height_cm
    if wide is None and high is None:
        wide = min(width * 2.54 / 96, _WIDEST)
    if wide is None:
        assert high is not None
        wide = high * width / height
    high = wide * height / width if high is None else high
    if not 0 < wide <= 100 or not 0 < high <= 100:
        raise WrongData(say("Bildens mått måste vara mellan 0 och 100 cm."))
    return wide, high


def link_run(opening: str, style: str) -> str:
    """The opening of a link's run: the template's own style for links, or blue and underlined in the font at hand."""
    font = "".join(re.findall(r"<w:rFonts [^>]*/>", opening))
    size = "".join(re.findall(r"<w:sz(?:Cs)? [^>]*/>", opening))
    if style:
        return f'<w:r><w:rPr><w:rStyle w:val="{style}"/>{font}{size}</w:rPr>'
    return f'<w:r><w:rPr>{font}<w:color w:val="0563C1"/>{size}<w:u w:val="single"/></w:rPr>'
