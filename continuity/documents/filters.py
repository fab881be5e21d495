"""The filters and tests of the template language, each over plain values, in the document's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from time import monotonic

from continuity.documents.errors import LimitReached, WrongData
from continuity.documents.values import Hyperlink, LevelWord, Omitted, Paragraphs
from continuity.errors import say

MAX_TEXT = 1_000_000
PALETTE = ("FFFFFF", "E2EFDA", "FFF2CC", "F8CBAD", "F4B0B0")  # dark text keeps 4.5:1 or more on each
_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}


class Meter:
    """Counts the work of a rendering and stops it at its limits: steps, and seconds."""

    def __init__(self, steps: int, seconds: float) -> None:
        self._left = steps
        self._ends = monotonic() + seconds

    def charge(self, steps: int) -> None:
        """Count work; raises `LimitReached`."""
        self._left -= steps
        if self._left < 0:
            raise LimitReached(say("Dokumentet har för många rader för att skapas. Inget har ändrats; dela upp underlaget."))
        if monotonic() > self._ends:
            raise LimitReached(say("Det tog för lång tid att skapa dokumentet. Inget har ändrats; förenkla mallen."))


@dataclass(frozen=True)
class Speech:
    """The language words are said in, whether this is a draft, the names of the levels, and the meter of the work."""

    language: str
    draft: bool
    meter: Meter
    levels: object = None

    def word(self, swedish: str, english: str) -> str:
        """One of two words."""
        return swedish if self.language == "sv" else english

    @property
    def unanswered(self) -> str:
        """What stands for a question without an answer: words in a draft, nothing when signed."""
        return self.word("Ej besvarad", "Not answered") if self.draft else ""


@dataclass(frozen=True)
class Filter:
    """A filter's function, the most arguments it takes, their names, and whether texts among them name fields."""

    apply: Callable[..., object]
    most: int = 0
    options: tuple[str, ...] = ()
    names_field: bool = False
    takes_nothing: bool = False


FILTERS: dict[str, Filter] = {}
TESTS: dict[str, Callable[[object], bool]] = {
    "none": lambda value: value is None,
    "defined": lambda value: value is not None,
    "answered": lambda value: value is not None and value != "",
    "even": lambda value: isinstance(value, int) and value % 2 == 0,
    "odd": lambda value: isinstance(value, int) and value % 2 == 1,
    "number": lambda value: isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
}

Function = Callable[..., object]


def _filter(*names: str, most: int = 0, options: tuple[str, ...] = (), names_field: bool = False, takes_nothing: bool = False) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        for name in names:
            FILTERS[name] = Filter(function, most, options, names_field, takes_nothing)
        return function

    return register


def apply(speech: Speech, name: str, value: object, *args: object, **options: object) -> object:
    """Run a filter; nothing and omissions pass through untouched, except through those that speak of them."""
    chosen = FILTERS[name]
    if isinstance(value, Omitted) or (value is None and not chosen.takes_nothing):
        return value
    if isinstance(value, list | tuple | str):
        speech.meter.charge(len(value) // (100 if isinstance(value, str) else 1))
    try:
        return chosen.apply(speech, value, *args, **options)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        raise WrongData(say("Filtret {name} kan inte användas på värdet av typen {kind}.", name=name, kind=type(value).__name__)) from None


# --- words -------------------------------------------------------------------------------------------------------


@_filter("default", "d", most=2, options=("default_value", "boolean"), takes_nothing=True)
def default(speech: Speech, value: object, default_value: object = "", boolean: object = False) -> object:
    """The template's own words when there is no answer."""
    return default_value if value is None or value == "" or (boolean and not value) else value


def default_shown(speech: Speech, value: object, default_value: object = "", boolean: object = False) -> object:
    """`default` where the value is printed: a draft says that the question is not answered."""
    return value if speech.draft and value is None else default(speech, value, default_value, boolean)


@_filter("upper")
def upper(speech: Speech, value: object) -> object:
    """Capital letters."""
    return _text(speech, value).upper()


@_filter("lower")
def lower(speech: Speech, value: object) -> object:
    """Small letters."""
    return _text(speech, value).lower()


@_filter("capitalize")
def capitalize(speech: Speech, value: object) -> object:
    """A capital first letter; the rest as it is."""
    words = _text(speech, value)
    return words[:1].upper() + words[1:]


@_filter("trim")
def trim(speech: Speech, value: object) -> object:
    """Without spaces at the ends."""
    return _text(speech, value).strip()


@_filter("string", "e", "escape")
def string(speech: Speech, value: object) -> object:
    """The value as text; everything is escaped anyway."""
    return _text(speech, value)


@_filter("paragraphs")
def paragraphs(speech: Speech, value: object) -> object:
    """A long text as paragraphs and lists."""
    return value if isinstance(value, Paragraphs) else Paragraphs.from_text(_text(speech, value))


@_filter("link", most=1, options=("url",))
def link(speech: Speech, value: object, url: object = None) -> object:
    """A link with these words; without an address the value is the address."""
    return Hyperlink(_text(speech, value), _text(speech, value if url is None else url))


@_filter("yesno", most=2, options=("yes", "no"))
def yesno(speech: Speech, value: object, yes: object = None, no: object = None) -> object:
    """Ja or Nej, or two words of one's own."""
    truth = value.lower() in ("yes", "ja", "true") if isinstance(value, str) else bool(value)
    own = yes if truth else no
    return own if own is not None else as_text(speech, truth)


# --- dates, durations, numbers and levels ------------------------------------------------------------------------


@_filter("date", most=1, options=("form",))
def date_words(speech: Speech, value: object, form: object = "iso") -> object:
    """`2026-06-03`; with "long" den 3 juni 2026; with "month" juni 2026. Texts in ISO form count as dates."""
    day = value if isinstance(value, date) else _read_date(value)
    if day is None:
        return value
    month = _MONTHS[speech.language][day.month - 1]
    if form in ("long", "lång"):
        return speech.word(f"den {day.day} {month} {day.year}", f"{day.day} {month} {day.year}")
    if form in ("short", "kort"):
        return f"{day.day} {month} {day.year}"
    if form in ("month", "månad"):
        return f"{month} {day.year}"
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


@_filter("time")
def time_words(speech: Speech, value: object) -> object:
    """Hours and minutes."""
    return value.strftime("%H:%M") if isinstance(value, datetime) else value


def _read_date(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


@_filter("duration")
def duration(speech: Speech, value: object) -> object:
    """Hours in words: 30 min, 4 tim, 1 tim 30 min, 3 dygn; a text is left as it is."""
    if isinstance(value, str):
        return value
    hours = Decimal(str(value.total_seconds())) / 3600 if isinstance(value, timedelta) else Decimal(str(value))
    minutes = int((hours * 60).to_integral_value(ROUND_HALF_UP))
    if minutes >= 1440 and minutes % 1440 == 0:
        days = minutes // 1440
        return f"{days} {speech.word('dygn', 'day' if days == 1 else 'days')}"
    whole, rest = divmod(minutes, 60)
    words = [f"{whole} {speech.word('tim', 'h')}"] if whole else []
    return " ".join(words + ([f"{rest} min"] if rest or not whole else []))


@_filter("number", most=1, options=("decimals",))
def number(speech: Speech, value: object, decimals: object = None) -> object:
    """Digits in groups of three, and the decimal sign of the language."""
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        return value
    digits = f"{value:,}" if decimals is None else f"{Decimal(str(value)):,.{_small(decimals)}f}"
    return digits.replace(",", "\u00a0").replace(".", ",") if speech.language == "sv" else digits


@_filter("level", most=1, options=("levels",))
def level(speech: Speech, value: object, levels: object = None) -> object:
    """A level's number and name, `3 Allvarlig`; the names stand in the argument or in the values' `levels`."""
    if isinstance(value, str):
        return value
    name, colour = _level_of(value, speech.levels if levels is None else levels)
    return LevelWord(f"{value} {name}".strip(), colour)


@_filter("colour", "color", most=1, options=("levels",))
def colour_of(speech: Speech, value: object, levels: object = None) -> object:
    """The colour of a level, six hexadecimal digits."""
    if isinstance(value, LevelWord):
        return value.colour
    return _level_of(value, speech.levels if levels is None else levels)[1]


@_filter("shade", most=1, options=("colour", "color"))
def shade(speech: Speech, value: object, colour: object = None, color: object = None) -> object:
    """Prints the value; its cell is coloured by the compiler, which asks `shade_colour`."""
    return value


def shade_colour(speech: Speech, value: object, colour: object = None, color: object = None) -> object:
    """The colour for a cell: the argument, or the value's own as a level; None for none."""
    chosen = colour if colour is not None else color
    if chosen is not None or value is None or isinstance(value, Omitted):
        return chosen
    if isinstance(value, LevelWord):
        return value.colour or None
    return _level_of(value, speech.levels)[1] if isinstance(value, int) else None


def _level_of(value: object, levels: object) -> tuple[str, str]:
    """A level's name and colour, from {3: name}, {"3": {name, colour}} or a list that starts at level 1."""
    found: object = None
    if isinstance(levels, Mapping):
        found = levels.get(value, levels.get(str(value)))
    elif isinstance(levels, Sequence) and not isinstance(levels, str):
        found = _in_list(value, levels)
    own = PALETTE[value] if isinstance(value, int) and 0 <= value < len(PALETTE) else ""
    if isinstance(found, Mapping):
        return str(found.get("name", found.get("word", ""))), str(found.get("colour") or own)
    return ("" if found is None else str(found)), own


def _in_list(value: object, levels: Sequence[object]) -> object:
    for entry in levels:
        if isinstance(entry, Mapping) and entry.get("level", entry.get("number")) == value:
            return entry
    plain = not any(isinstance(entry, Mapping) for entry in levels)
    return levels[value - 1] if plain and isinstance(value, int) and 1 <= value <= len(levels) else None


@_filter("round", most=1, options=("precision",))
def rounded(speech: Speech, value: object, precision: object = 0) -> object:
    """Rounded half up."""
    places = _small(precision)
    result = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return result if places else int(result)


@_filter("int")
def whole(speech: Speech, value: object) -> object:
    """The whole number."""
    return int(str(value)) if isinstance(value, str) else int(value)  # type: ignore[call-overload]


@_filter("abs")
def absolute(speech: Speech, value: object) -> object:
    """Without its sign."""
    return abs(value)  # type: ignore[arg-type]


def _small(places: object) -> int:
    if not isinstance(places, int) or not 0 <= places <= 6:
        raise ValueError(places)
    return places


# --- lists -------------------------------------------------------------------------------------------------------


@_filter("join", most=2, options=("d", "attribute"), names_field=True)
def join(speech: Speech, value: object, d: object = "", attribute: object = None) -> object:
    """The items after each other with a text between; unanswered items are left out."""
    words = [_text(speech, item) for item in _fields(value, attribute) if item is not None]
    return _bounded(_text(speech, d), words)


@_filter("list", "listing", most=2, options=("word", "attribute"), names_field=True)
def listing(speech: Speech, value: object, word: object = None, attribute: object = None) -> object:
    """a, b och c - with the language's own and, or a word of one's own."""
    words = [_text(speech, item) for item in _fields(value, attribute) if item is not None]
    last = speech.word("och", "and") if word is None else _text(speech, word)
    return _bounded(", ", words) if len(words) < 2 else f"{_bounded(', ', words[:-1])} {last} {words[-1]}"


@_filter("length", "count")
def length(speech: Speech, value: object) -> object:
    """How many."""
    return len(value if isinstance(value, str) else _items(value))


@_filter("first")
def first(speech: Speech, value: object) -> object:
    """The first item, or none."""
    items = _items(value)
    return items[0] if items else None


@_filter("last")
def last(speech: Speech, value: object) -> object:
    """The last item, or none."""
    items = _items(value)
    return items[-1] if items else None


@_filter("reverse")
def reverse(speech: Speech, value: object) -> object:
    """The other way round."""
    return list(reversed(_items(value)))


@_filter("sort", most=2, options=("reverse", "attribute"), names_field=True)
def sort(speech: Speech, value: object, reverse: object = False, attribute: object = None) -> object:
    """In order, of the items or of one field of each; unanswered last."""
    items = list(zip(_fields(value, attribute), _items(value), strict=True))
    answered = sorted((pair for pair in items if pair[0] is not None), key=lambda pair: _order(pair[0]), reverse=bool(reverse))
    return [item for _, item in answered] + [item for key, item in items if key is None]


@_filter("unique", most=1, options=("attribute",), names_field=True)
def unique(speech: Speech, value: object, attribute: object = None) -> object:
    """The first of each."""
    return list({_order(key): item for key, item in reversed(list(zip(_fields(value, attribute), _items(value), strict=True)))}.values())[::-1]


@_filter("map", most=1, options=("attribute",), names_field=True)
def mapped(speech: Speech, value: object, attribute: object = None) -> object:
    """One field of each item."""
    return _fields(value, attribute)


@_filter("sum", most=1, options=("attribute",), names_field=True)
def total(speech: Speech, value: object, attribute: object = None) -> object:
    """The sum; unanswered count as nothing."""
    return sum(item for item in _fields(value, attribute) if item is not None)  # type: ignore[misc]


@_filter("min", most=1, options=("attribute",), names_field=True)
def least(speech: Speech, value: object, attribute: object = None) -> object:
    """The least of the answered, or none."""
    return min((item for item in _fields(value, attribute) if item is not None), key=_order, default=None)


@_filter("max", most=1, options=("attribute",), names_field=True)
def most(speech: Speech, value: object, attribute: object = None) -> object:
    """The greatest of the answered, or none."""
    return max((item for item in _fields(value, attribute) if item is not None), key=_order, default=None)


@_filter("selectattr", most=3, names_field=True)
def selectattr(speech: Speech, value: object, attribute: object, test: object = None, wanted: object = None) -> object:
    """The items whose field holds, or compares with a value by "==", "!=", ">=", "<=", ">", "<" or "in"."""
    return [item for key, item in zip(_fields(value, attribute), _items(value), strict=True) if _holds(key, test, wanted)]


@_filter("rejectattr", most=3, names_field=True)
def rejectattr(speech: Speech, value: object, attribute: object, test: object = None, wanted: object = None) -> object:
    """The items that `selectattr` would leave out."""
    return [item for key, item in zip(_fields(value, attribute), _items(value), strict=True) if not _holds(key, test, wanted)]


def _holds(key: object, test: object, wanted: object) -> bool:
    if test is None:
        return bool(key)
    if test in TESTS:
        return TESTS[str(test)](key)
    return compare(_SIGNS.get(str(test), ""), key, wanted)


_SIGNS = {
    "==": "eq", "equalto": "eq", "eq": "eq", "!=": "ne", "ne": "ne", ">": "gt", ">=": "gteq", "<": "lt", "<=": "lteq",
    "in": "in",
}  # fmt: skip


def compare(sign: str, left: object, right: object) -> bool:
    """A comparison that never fails: with an omission it holds, and nothing is neither more nor less than anything."""
    if isinstance(left, Omitted) or isinstance(right, Omitted):
        return True
    if sign in ("eq", "ne"):
        return (left == right) == (sign == "eq")
    if sign in ("in", "notin"):
        return _contains(left, right) == (sign == "in")
    if left is None or right is None:
        return False
    try:
        return _ORDERS[sign](left, right)
    except (TypeError, KeyError):
        raise WrongData(say("Värdena {left} och {right} går inte att jämföra.", left=str(left)[:40], right=str(right)[:40])) from None


_ORDERS: dict[str, Callable[[object, object], bool]] = {
    "gt": lambda a, b: a > b,  # type: ignore[operator]
    "gteq": lambda a, b: a >= b,  # type: ignore[operator]
    "lt": lambda a, b: a < b,  # type: ignore[operator]
    "lteq": lambda a, b: a <= b,  # type: ignore[operator]
}


def _contains(item: object, holder: object) -> bool:
    if isinstance(holder, str):
        return isinstance(item, str) and item in holder
    return isinstance(holder, list | tuple | Mapping) and item in holder


def _items(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Paragraphs):
        return value.blocks
    raise TypeError


def _fields(value: object, attribute: object) -> list[object]:
    if attribute is None:
        return list(_items(value))
    return [field_of(item, str(attribute)) for item in _items(value)]


def field_of(item: object, path: str) -> object:
    """A field of a mapping by dotted path; nothing and omissions stay themselves."""
    for name in path.split("."):
        if item is None or isinstance(item, Omitted):
            return item
        if not isinstance(item, Mapping) or name not in item:
            raise WrongData(say("Uppgiften {path} saknas i underlaget.", path=path), path=path)
        item = item[name]
    return item


def _order(key: object) -> object:
    return key.casefold() if isinstance(key, str) else repr(key) if isinstance(key, Omitted | dict | list) else key


def _bounded(between: str, words: list[str]) -> str:
    if sum(map(len, words)) + len(between) * len(words) > MAX_TEXT:
        raise ValueError("too long")
    return between.join(words)


# --- printing ----------------------------------------------------------------------------------------------------


def _text(speech: Speech, value: object) -> str:
    text = as_text(speech, value)
    if len(text) > MAX_TEXT:
        raise ValueError("too long")
    return text


def as_text(speech: Speech, value: object) -> str:
    """A plain value in words; raises `TypeError` for what cannot be printed, such as a list or a mapping."""
    if isinstance(value, str):
        return value
    if value is None:
        return speech.unanswered
    if isinstance(value, bool):
        return speech.word("Ja", "Yes") if value else speech.word("Nej", "No")
    if isinstance(value, int):
        return str(value) if abs(value) < 10**60 else "∞"
    if isinstance(value, float | Decimal):
        return _decimal(speech, value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return _rich_text(speech, value)


def _decimal(speech: Speech, value: float | Decimal) -> str:
    digits = f"{value:f}" if isinstance(value, Decimal) else repr(value)
    digits = digits.rstrip("0").rstrip(".") if "." in digits and "e" not in digits else digits
    return digits.replace(".", ",") if speech.language == "sv" else digits


def _rich_text(speech: Speech, value: object) -> str:
    if isinstance(value, timedelta):
        return str(duration(speech, value))
    if isinstance(value, Omitted):
        return value.words
    if isinstance(value, Hyperlink):
        return value.text
    if isinstance(value, Paragraphs):
        return "\n".join(block.text for block in value)
    raise TypeError(type(value).__name__)
