"""Filters over texts."""

from continuity.documents.registry import register
from continuity.documents.speech import Speech, as_text, bounded_text
from continuity.documents.values import Hyperlink, Paragraphs


@register("default", "d", most=2, options=("default_value", "boolean"), takes_nothing=True)
def default(speech: Speech, value: object, default_value: object = "", boolean: object = False) -> object:
    """The template's own words when there is no answer."""
    return default_value if value is None or value == "" or (boolean and not value) else value


def default_shown(speech: Speech, value: object, default_value: object = "", boolean: object = False) -> object:
    """`default` where the value is printed: a draft says that the question is not answered."""
    return value if speech.draft and value is None else default(speech, value, default_value, boolean)


@register("upper")
def upper(speech: Speech, value: object) -> object:
    """Capital letters."""
    return bounded_text(speech, value).upper()


@register("lower")
def lower(speech: Speech, value: object) -> object:
    """Small letters."""
    return bounded_text(speech, value).lower()


@register("capitalize")
def capitalize(speech: Speech, value: object) -> object:
    """A capital first letter; the rest as it is."""
    words = bounded_text(speech, value)
    return words[:1].upper() + words[1:]


@register("trim")
def trim(speech: Speech, value: object) -> object:
    """Without spaces at the ends."""
    return bounded_text(speech, value).strip()


@register("string", "e", "escape")
def string(speech: Speech, value: object) -> object:
    """The value as text; everything is escaped anyway."""
    return bounded_text(speech, value)


@register("paragraphs")
def paragraphs(speech: Speech, value: object) -> object:
    """A long text as paragraphs and lists."""
    return value if isinstance(value, Paragraphs) else Paragraphs.from_text(bounded_text(speech, value))


@register("link", most=1, options=("url",))
def link(speech: Speech, value: object, url: object = None) -> object:
    """A link with these words; without an address the value is the address."""
    return Hyperlink(bounded_text(speech, value), bounded_text(speech, value if url is None else url))


@register("yesno", most=2, options=("yes", "no"))
def yesno(speech: Speech, value: object, yes: object = None, no: object = None) -> object:
    """Ja or Nej, or two words of one's own."""
    truth = value.lower() in ("yes", "ja", "true") if isinstance(value, str) else bool(value)
    own = yes if truth else no
    return own if own is not None else as_text(speech, truth)
