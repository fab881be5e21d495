"""Cleans text when it comes in: what no document can hold goes, everything a person wrote stays."""

import re

# Copied text holds line breaks of many kinds; Word's own are a vertical tab.
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# What XML (and so Word) cannot hold: other control characters, halves of surrogate pairs, two non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_EDGES = "\ufeff\u200b\u00a0"  # invisible leftovers of copying, at the ends only


def clean_text(text: str) -> str:
    """Text of several lines: line breaks become one kind, tabs stay, and the ends are trimmed."""
    return _trim(_FORBIDDEN.sub("", _BREAKS.sub("\n", text)))


def clean_line(text: str) -> str:
    """Text of one line: breaks and tabs become spaces, and the ends are trimmed."""
    return _trim(_FORBIDDEN.sub("", re.sub("[\n\t]", " ", _BREAKS.sub("\n", text))))


def _trim(text: str) -> str:
    # By turns, for spaces and invisible characters may stand mixed.
    while (shorter := text.strip().strip(_EDGES)) != text:
        text = shorter
    return text
