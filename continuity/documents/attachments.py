"""What a rendering adds beside its text: pictures, each stored once, and the relations to them and to addresses."""

from hashlib import sha256

from continuity.documents.archive import Stream, store
from continuity.documents.errors import LimitReached
from continuity.documents.package import Relation
from continuity.errors import say


class Attachments:
    """The pictures and relations of one document; at most `limit` bytes of pictures."""

    def __init__(self, limit: int) -> None:
        self.relations: dict[str, dict[tuple[str, str], Relation]] = {}
        self.media: dict[str, Stream] = {}
        self._left = limit

    def relate(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """The id of a part's relation to a target, the same for the same target."""
        known = self.relations.setdefault(part, {})
        if (kind, target) not in known:
            known[kind, target] = Relation(f"added{len(known) + 1}", kind, target, external)
        return known[kind, target].id

    def picture(self, part: str, data: bytes, ending: str) -> str:
        """The id of a part's relation to a picture; raises `LimitReached`."""
        name = f"media/{sha256(data).hexdigest()[:20]}.{ending}"
        if name not in self.media:
            self._left -= len(data)
            if self._left < 0:
                raise LimitReached(
                    say("Bilderna i dokumentet är för stora tillsammans. Inget har ändrats; minska dem.")
                )
            self.media[name] = store(data)
        return self.relate(part, "image", name)
