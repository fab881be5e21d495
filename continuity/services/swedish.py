"""Swedish alphabetical order: a to z, then å, ä, ö, and capitals beside small letters."""

_LAST = str.maketrans({"å": "{", "ä": "|", "ö": "}"})  # the three characters that follow z


def alphabetical(text: str) -> tuple[str, str]:
    """A sort key; the text itself comes second, so that equal words keep one order."""
    return text.casefold().translate(_LAST), text
