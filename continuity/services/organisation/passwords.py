"""Which passwords are too easy to guess."""

import re

from continuity.errors import Reason, say

SHORTEST, LONGEST = 12, 256
# The commonest of twelve characters or more, in lists of passwords that have leaked, and their Swedish cousins.
COMMON = frozenset(
    [
        "123456789012",
        "1234567890123",
        "12345678901234",
        "123456789123",
        "1234567890qwerty",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv",
        "q1w2e3r4t5y6",
        "qwerty123456",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "iloveyou1234",
        "administrator",
        "welcome12345",
        "letmein12345",
        "changeme1234",
        "abcdefghijkl",
        "abcdefghijklm",
        "abc123456789",
        "lösenord1234",
        "lösenord12345",
        "lösenord123456",
        "lösenordlösenord",
        "hejhejhejhej",
        "sommar123456",
        "vinter123456",
        "sverige12345",
        "kommun123456",
        "kontinuitet1",
        "kontinuitetsplan",
        "välkommen123",
        "välkommen1234",
        "stockholm123",
        "fotboll12345",
    ]
)


def password_problem(password: str, email: str = "", name: str = "") -> Reason | None:
    """What is wrong with a password that somebody wants, or None; length counts, not strange characters."""
    if len(password) < SHORTEST:
        return say("Lösenordet behöver minst {n} tecken. Flera ord efter varandra är lätta att minnas.", n=SHORTEST)
    if len(password) > LONGEST:
        return say("Lösenordet får ha högst {n} tecken.", n=LONGEST)
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 5 or "".join(sorted(set(plain))) in "0123456789":
        return say("Lösenordet är för lätt att gissa. Välj ett annat.")
    own = {part for part in re.split(r"[\W_]+", f"{email} {name}".casefold()) if len(part) > 3}
    left = plain
    for part in sorted(own, key=len, reverse=True):
        left = left.replace(part, "")
    if len(left) < SHORTEST - 4 and left != plain:
        return say("Lösenordet får inte bestå av ditt namn eller din e-postadress.")
    return None
