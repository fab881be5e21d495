"""What a template lacks for everyone to be able to read the documents made from it (EN 301 549)."""

from collections.abc import Iterator, Mapping

from continuity.documents import ooxml as x
from continuity.documents.errors import Place
from continuity.documents.ooxml import Element
from continuity.documents.package import Package
from continuity.documents.styles import Styles
from continuity.errors import Complaint, Reason, say

_DOC_PR = f"{{{x.WP_NS}}}docPr"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_ENOUGH = 4.5
_TYPED_LISTS = ("• ", "- ", "– ", "* ", "· ")


def accessibility_faults(package: Package, trees: Mapping[str, Element], styles: Styles) -> Iterator[Complaint]:
    """Warnings, each with its place."""
    if not styles.has_language:
        yield Place(styles.part).complain(
            say("Formatmallarna anger inget språk. Välj språk för hela dokumentet i Word."), severity="warning"
        )
    main = trees[package.main]
    for name in [package.main, *package.of_type("header"), *package.of_type("footer"), *package.of_type("footnotes")]:
        for fault in (*_pictures(trees[name]), *_tables(trees[name]), *_contrasts(trees[name])):
            yield Place(name).complain(fault, severity="warning")
    for fault in (*_headings(main, styles), *_lists(main), *_links(main)):
        yield Place(package.main).complain(fault, severity="warning")
    for name in package.of_type("settings"):
        if trees[name].find(x.w("documentProtection")) is not None:
            yield Place(name).complain(
                say("Mallen är skyddad mot ändringar, vilket hindrar hjälpmedel. Ta bort skyddet."), severity="warning"
            )


def _pictures(root: Element) -> Iterator[Reason]:
    for node in root.iter(_DOC_PR):
        decorative = any(mark.get("val") in ("1", "true") for mark in node.iter(_DECORATIVE))
        if not node.get("descr", "").strip() and not decorative and not _holds_text(node):
            yield say(
                "Bilden ”{name}” saknar alternativtext. Högerklicka på den och välj ”Visa alternativtext”.",
                name=node.get("name", ""),
            )
    for node in root.iter(f"{{{x.WP_NS}}}anchor"):
        if not _holds_text(node):
            yield say("En bild flyter fritt på sidan. Välj ”I nivå med texten”, så läses den på rätt ställe.")


def _holds_text(node: Element) -> bool:
    """Text boxes are read by their text."""
    frame = node if node.tag != _DOC_PR else node.getparent()
    return frame is not None and next(frame.iter(x.w("txbxContent")), None) is not None


def _tables(root: Element) -> Iterator[Reason]:
    for table in root.iter(x.TBL):
        words = " ".join("".join(text.text or "" for text in table.iter(x.T)).split())[:60]
        properties = table.find(x.TBLPR)
        rows = [row for row in table.iter(x.TR) if x.nearest(row, x.TBL) is table]
        if len(rows) > 1 and not any(_is_header(row) for row in rows[:1]):
            yield say(
                "Tabellen ”{words}” saknar rubrikrad. Markera första raden och välj ”Upprepa rubrikrader”.", words=words
            )
        if properties is None or (
            properties.find(x.w("tblCaption")) is None and properties.find(x.w("tblDescription")) is None
        ):
            yield say(
                "Tabellen ”{words}” saknar beskrivning. Fyll i alternativtext i tabellens egenskaper.", words=words
            )


def _is_header(row: Element) -> bool:
    mark = row.find(f"{x.TRPR}/{x.w('tblHeader')}")
    return mark is not None and mark.get(x.VAL, "true") not in ("0", "false", "off")


def _headings(root: Element, styles: Styles) -> Iterator[Reason]:
    last, found = 0, False
    for paragraph in root.iter(x.P):
        style = paragraph.find(f"{x.PPR}/{x.w('pStyle')}")
        level = styles.headings.get(style.get(x.VAL, ""), 0) if style is not None else 0
        if not level:
            continue
        found, words = True, x.own_text(paragraph).strip()
        if not words:
            yield say("En rubrik är tom. Ta bort den eller ge den text.")
        elif level > last + 1:
            yield say(
                "Rubriken ”{words}” hoppar från nivå {last} till nivå {level}.",
                words=words[:60],
                last=last,
                level=level,
            )
        last = level
    if not found:
        yield say("Mallen har inga rubriker med rubrikformat. Använd Rubrik 1, Rubrik 2 och så vidare.")


def _lists(root: Element) -> Iterator[Reason]:
    for paragraph in root.iter(x.P):
        words = x.own_text(paragraph)
        if words.startswith(_TYPED_LISTS) and len(words) > 2:
            yield say("Stycket ”{words}” är en lista skriven för hand. Använd Words punktlista.", words=words[:60])


def _links(root: Element) -> Iterator[Reason]:
    for link in root.iter(x.HYPERLINK):
        words = "".join(text.text or "" for text in link.iter(x.T)).strip()
        if not words or words.lower().startswith(("http://", "https://")):
            yield say("Länken ”{words}” bör ha en text som säger vart den leder.", words=words[:60])


def _contrasts(root: Element) -> Iterator[Reason]:
    for cell in root.iter(x.TC):
        fill = cell.find(f"{x.TCPR}/{x.w('shd')}")
        ground = fill.get(x.w("fill"), "auto") if fill is not None else "auto"
        for colour in {node.get(x.VAL, "auto") for node in cell.iter(x.w("color"))}:
            if _is_colour(colour) and contrast(colour, ground if _is_colour(ground) else "FFFFFF") < _ENOUGH:
                yield say(
                    "Texten i färgen {colour} syns dåligt mot {ground}. Kontrasten ska vara minst 4,5:1.",
                    colour=colour,
                    ground=ground,
                )


def _is_colour(text: str) -> bool:
    return len(text) == 6 and all(sign in "0123456789abcdefABCDEF" for sign in text)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, six hexadecimal digits each, as WCAG counts it (1 to 21)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
