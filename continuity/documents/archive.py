"""Writing a Word file whose bytes depend on nothing but its contents, and naming those contents by a hash."""

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

_DATE = 33  # 1 January 1980, the first day a zip file knows
_FIRST = ("[Content_Types].xml", "_rels/.rels")


@dataclass(frozen=True)
class Stream:
    """A part as it lies in the file: compressed (8) or stored (0), with the size and checksum of its contents."""

    data: bytes
    crc: int
    size: int
    method: int = 8


class Deflater:
    """Compresses a part piece by piece."""

    def __init__(self, level: int) -> None:
        self._compressor = zlib.compressobj(level, zlib.DEFLATED, -15, 9)
        self._pieces: list[bytes] = []
        self._crc = 0
        self._size = 0

    def write(self, data: bytes) -> None:
        """Add to the part."""
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        self._pieces.append(self._compressor.compress(data))

    def finish(self) -> Stream:
        """The part, ready to lie in a file."""
        self._pieces.append(self._compressor.flush())
        return Stream(b"".join(self._pieces), self._crc, self._size)


def deflate(data: bytes, level: int = 1) -> Stream:
    """A whole part at once."""
    deflater = Deflater(level)
    deflater.write(data)
    return deflater.finish()


def store(data: bytes) -> Stream:
    """A part that is compressed already, such as a picture."""
    return Stream(data, zlib.crc32(data), len(data), 0)


def write_archive(parts: Mapping[str, Stream]) -> bytes:
    """A zip file with fixed times and a fixed order: content types, relations, then by name."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name in _ordered(parts):
        stream, raw = parts[name], name.encode()
        fields = struct.pack(
            "<HHHHHIIIHH", 20, 0 if raw.isascii() else 0x800, stream.method, 0, _DATE, stream.crc, len(stream.data),
            stream.size, len(raw), 0,
        )  # fmt: skip
        pieces += (b"PK\x03\x04", fields, raw, stream.data)
        directory.append(b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHII", 0, 0, 0, 0, at) + raw)
        at += 30 + len(raw) + len(stream.data)
    end = b"".join(directory)
    count = len(directory)
    return b"".join([*pieces, end, b"PK\x05\x06", struct.pack("<HHHHIIH", 0, 0, count, count, len(end), at, 0)])


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))


def manifest_sha256(parts: Mapping[str, bytes]) -> str:
    """SHA-256 over the sorted lines "sha256(part)  name": the same whatever compressed the file."""
    lines = sorted(f"{sha256(data).hexdigest()}  {name}\n" for name, data in parts.items())
    return sha256("".join(lines).encode()).hexdigest()
