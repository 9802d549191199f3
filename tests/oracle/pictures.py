"""A picture goes in; what it says of itself is searched, not its pixels."""

from __future__ import annotations

import io

from PIL import Image

from tests.oracle.hunt import Hunt

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")


def is_picture(data: bytes) -> bool:
    is_bitmap = data[:2] == b"BM" and data[6:10] == bytes(4)
    return data.startswith(_PICTURES) or is_bitmap or data[:4] + data[8:12] == b"RIFFWEBP"


def open_picture(hunt: Hunt, data: bytes, place: str) -> None:
    """Read the bytes as they are and what a picture says of itself; not its pixels."""
    hunt.read(data, place, noise=True)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        said = dict(picture.info)
        said |= {f"tag {key}": value for key, value in picture.getexif().items()}
    for key, value in said.items():
        hunt.text(str(key), f"{place}, key of picture's {key}")
        _said_by_picture(hunt, value, f"{place}, picture's {key}")


def _said_by_picture(hunt: Hunt, value: object, place: str) -> None:
    if isinstance(value, bytes):
        hunt.data(value, place, noise=True)
    elif isinstance(value, str):
        hunt.text(value, place)
    elif isinstance(value, tuple | list):
        for one in value:
            _said_by_picture(hunt, one, place)
