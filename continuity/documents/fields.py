"""Word's field codes: which may stand in a template, and whether each that begins also ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from continuity.documents import ooxml as x
from continuity.documents.ooxml import Element
from continuity.errors import Reason, say

_KNOWN = frozenset({
    "=", "ADVANCE", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "AUTOTEXT", "AUTOTEXTLIST", "BIBLIOGRAPHY",
    "CITATION", "COMMENTS", "COMPARE", "CREATEDATE", "DATE", "DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "EQ",
    "FILENAME", "FILESIZE", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "IF", "INDEX", "INFO",
    "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "MERGEFIELD", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE",
    "PAGEREF", "PRINTDATE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SUBJECT",
    "SYMBOL", "TA", "TC", "TIME", "TITLE", "TOA", "TOC", "USERADDRESS", "USERINITIALS", "USERNAME", "XE",
})  # fmt: skip
_NAME = re.compile(r"\s*(=|[^\s\\\"]*)")
_TOKENS = re.compile(r'\\\w|"[^"]*"|[^\s"]+')
_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


@dataclass
class _Field:
    code: str = ""
    in_code: bool = True
    nested_first: bool = False


def fault_of_fields(root: Element) -> Iterator[Reason]:
    """What is wrong with the fields of a part."""
    open_fields: list[_Field] = []
    for node in root.iter(x.FLDCHAR, x.INSTR, x.w("delInstrText"), x.FLDSIMPLE):
        if node.tag == x.FLDSIMPLE:
            yield from _fault_of_code(node.get(x.w("instr"), ""), False)
        elif node.tag != x.FLDCHAR:
            if open_fields and open_fields[-1].in_code:
                open_fields[-1].code += node.text or ""
            elif (node.text or "").strip():
                yield from _fault_of_code(node.text or "", False)
        else:
            yield from _step(node.get(x.w("fldCharType"), ""), open_fields)
    if open_fields:
        yield say(
            "Ett fält (till exempel en innehållsförteckning) saknar slut. Ta bort det i Word och infoga det på nytt."
        )


def _step(step: str, open_fields: list[_Field]) -> Iterator[Reason]:
    if step == "begin":
        if open_fields and open_fields[-1].in_code and not open_fields[-1].code.strip():
            open_fields[-1].nested_first = True
        open_fields.append(_Field())
    elif not open_fields:
        yield say("Ett fält slutar utan att ha börjat. Ta bort det i Word och infoga det på nytt.")
    elif step == "separate":
        open_fields[-1].in_code = False
    else:
        field = open_fields.pop()
        yield from _fault_of_code(field.code, field.nested_first)


def _fault_of_code(code: str, nested_first: bool) -> Iterator[Reason]:
    found = _NAME.match(code)
    name = found.group(1).upper() if found else ""
    if nested_first or (name and name not in _KNOWN):
        yield say(
            "Fältet {name} får inte finnas i en mall, eftersom det kan hämta innehåll eller starta program. Ta bort det"
            " i Word.",
            name=name[:40] or "?",
        )
    elif name == "HYPERLINK" and not _links_safely(code):
        yield say("Ett länkfält pekar på något annat än http, https eller mailto: {code}.", code=code.strip()[:120])


def _links_safely(code: str) -> bool:
    tokens = _TOKENS.findall(code)[1:]
    addresses, skip = [], False
    for token in tokens:
        if skip:
            skip = False
        elif token.startswith("\\"):
            skip = token in ("\\l", "\\o", "\\t")
        else:
            addresses.append(token.strip('"'))
    return all(_ADDRESS.match(address) for address in addresses)
