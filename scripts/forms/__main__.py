"""`python -m scripts.forms`: draws the shipped forms anew into templates/forms, and tells the edition of each."""

from __future__ import annotations

from pathlib import Path

from bti_docs.form.fingerprint import fingerprint
from bti_docs.form.prepare import prepare
from scripts.forms.content import FORMS
from scripts.forms.fields import with_fields
from scripts.forms.page import page

_SHELF = Path(__file__).parent.parent.parent / "templates" / "forms"


def main() -> None:
    for form in FORMS:
        for language in ("nb", "nn"):
            folder = _SHELF / form.id
            folder.mkdir(parents=True, exist_ok=True)
            data = with_fields(page(form, language))
            (folder / f"{language}.pdf").write_bytes(data)
            known = fingerprint(prepare(data))
            print(f"{form.id} {language}: {{felt: {known.fields}, bokser: {known.boxes}, tekst: {known.text}}}")


if __name__ == "__main__":
    main()
