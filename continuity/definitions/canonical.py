"""The one way to write data as text before it is hashed, and the hash."""

import hashlib
import json
from collections.abc import Mapping

EXACT = 2**53  # whole floats below this are the same number as an int


def canonical_json(data: object) -> str:
    """`data` as JSON without spaces, key order kept, whole floats as ints; NaN and unknown types raise."""
    return json.dumps(_plain(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256_of(content: str | bytes) -> str:
    """SHA-256 as 64 hex digits; text is taken as UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    if isinstance(value, Mapping):
        return {_key(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be text, not {key!r}")
    return key
