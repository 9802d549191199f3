"""Leaks in any file: text in other letters, escaped, packed or carried as letters, in names and numbers."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import quopri
import unicodedata
import urllib.parse
import zlib

from tests.leaks.in_pdf import letters_of_a_subset_font_with_kerning
from tests.leaks.making import docx, pdf, run
from tests.leaks.planted import EMAIL, NAME, PHONE, SAMI, leak


@leak("ut.json", "JSON escapes undone", "SPELLINGS:JSON escapes undone")
def json_escapes() -> bytes:
    return json.dumps({"x": [NAME]}).encode()


@leak("ut.json", "ut.json")
def json_plain() -> bytes:
    return json.dumps({"x": [*NAME]}, ensure_ascii=False, indent=1).encode()


@leak("sak.yaml", "sak.yaml", "READINGS:")
def folded_yaml() -> bytes:
    return "notat: >-\n  møtte Åsne\n  Kvås\u00adheim i dag\n".encode()


@leak("ut.txt", "as Windows-1252", "READINGS:, as Windows-1252")
def windows_1252() -> bytes:
    return f"til {NAME}".encode("cp1252")


@leak("ut.txt", "as UTF-16", "READINGS:, as UTF-16", canary=SAMI)
def utf_16_big_end_first() -> bytes:
    return f"til {SAMI}".encode("utf-16-be")


@leak("ut.txt", "as UTF-16", "READINGS:, as UTF-16", canary=SAMI)
def utf_16_from_an_odd_byte() -> bytes:
    return b"x" + f"til {SAMI}".encode("utf-16-le")


@leak("ut.txt", "ut.txt", "READINGS:")
def decomposed_letters() -> bytes:
    return unicodedata.normalize("NFD", NAME).encode()


@leak("ut.txt", "ut.txt")
def capitals_spread_out() -> bytes:
    return " ".join(NAME.upper()).encode()


@leak("ut.html", "as base64", "CARRIED:as base64", "OPENERS:zip")
def base64_data_uri() -> bytes:
    uri = base64.b64encode(docx(f"<w:p>{run(NAME)}</w:p>")).decode()
    return f'<a href="data:application/zip;base64,{uri}">x</a>'.encode()


@leak("ut.txt", "as base64", "CARRIED:as base64")
def base64_of_a_few_words() -> bytes:
    return b"prefix" + base64.b64encode(b"xy" + NAME.encode())


@leak("ut.eml", "as base64", "CARRIED:as base64")
def base64_lines_in_a_mail() -> bytes:
    return b"Subject: x\n\n" + base64.encodebytes(b"y" * 49 + NAME.encode() + b"y" * 50)


@leak("ut.txt", "as hexadecimal", "CARRIED:as hexadecimal")
def hexadecimal_digits() -> bytes:
    return b"f" + NAME.encode().hex(" ").upper().encode()


@leak("ut.html", "entities undone", "SPELLINGS:entities undone")
def decimal_entities() -> bytes:
    return b"navn: " + NAME.encode("ascii", "xmlcharrefreplace")


@leak("ut.html", "entities undone", "SPELLINGS:entities undone")
def hexadecimal_entities() -> bytes:
    return "".join(f"&#x{ord(c):X};" for c in NAME).encode()


@leak("ut.html", "without tags", "SPELLINGS:without tags")
def tags_between_letters() -> bytes:
    return f"til {'<b>'.join(NAME)}".encode()


@leak("ut.txt", "percent escapes undone", "SPELLINGS:percent escapes undone")
def percent_escapes() -> bytes:
    return f"https://x.example/?q={urllib.parse.quote_plus(NAME)}".encode()


@leak("ut.eml", "quoted-printable undone", "SPELLINGS:quoted-printable undone")
def quoted_printable() -> bytes:
    return quopri.encodestring(f"{'x' * 70} {NAME}".encode())


@leak("ut.txt", "PDF escapes undone", "SPELLINGS:PDF escapes undone")
def octal_escapes() -> bytes:
    return b'"\\303\\205sne Kv\\303\\245sheim"'


@leak("ut.txt", "as escaped bytes", "CARRIED:as escaped bytes", canary=SAMI)
def octal_escapes_of_utf_16() -> bytes:
    return "".join(f"\\{byte:03o}" for byte in SAMI.encode("utf-16-be")).encode()


@leak("ut.rtf", "as escaped bytes", "CARRIED:as escaped bytes")
def rtf_escapes() -> bytes:
    return b"{\\rtf1 \\'c5sne Kv\\'e5sheim}"


@leak("stdout", "terminal codes undone", "SPELLINGS:terminal codes undone")
def terminal_colours() -> bytes:
    return "skrev \x1b[1mÅsne\x1b[0m \x1b[31mKvåsheim\x1b[0m".encode()


@leak("stderr", "stderr")
def box_around_an_error() -> bytes:
    return "╭───────╮\n│ Åsne  │\n│ Kvås- │\n│ heim  │\n╰───────╯".encode()


@leak("ut.txt.gz", "unpacked", "OPENERS:gzip")
def gzipped() -> bytes:
    return gzip.compress(NAME.encode("cp1252") * 2, mtime=0)


@leak("ut.txt.bz2", "unpacked", "OPENERS:bzip2")
def bzipped() -> bytes:
    return bz2.compress(NAME.encode("cp1252"))


@leak("ut.txt.xz", "unpacked", "OPENERS:xz")
def xzipped() -> bytes:
    return lzma.compress(f"{NAME} {NAME[::-1]} {NAME}".encode("cp1252"))


@leak("ut.bin", "a PDF at byte", "CARVERS:a PDF")
def pdf_in_something_unknown() -> bytes:
    return bytes(2000) + letters_of_a_subset_font_with_kerning()


@leak("ut.bin", "something compressed at byte", "CARVERS:something compressed")
def zlib_in_something_unknown() -> bytes:
    return bytes(9) + zlib.compress(f"{NAME} {NAME[::-1]} {NAME}".encode())


@leak("ut.bin", "could not decode ut.bin: an unknown kind of file", canary="")
def unknown_kind_of_file() -> bytes:
    return bytes(range(256))


@leak("%C3%85sne%20Kv%C3%A5sheim.txt", "file name, percent escapes undone", "SPELLINGS:percent escapes undone")
def file_name_with_escapes() -> bytes:
    return b""


@leak("kopi-aasne-kvaasheim.pdf", "file name")
def file_name_in_ascii() -> bytes:
    return pdf()


@leak("ut.txt", "ut.txt", canary=PHONE)
def phone_in_other_groups() -> bytes:
    return b"tlf. +47 41 35 82-76"


@leak("kopi.pdf", "text shown", canary=PHONE)
def phone_as_drawn() -> bytes:
    return pdf(content=b"BT /F1 9 Tf 9 9 Td [(4) 20 (135) -300 (8276)] TJ ET")


@leak("ut.txt", "ut.txt", canary=EMAIL)
def mail_address() -> bytes:
    return b"mailto:Torkv@Kommune.example"
