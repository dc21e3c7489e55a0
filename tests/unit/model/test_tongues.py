"""Texts in other languages: which language it is, and which words of it count."""

from __future__ import annotations

import pytest

from cotlens.model.tongues import in_english, tongue_of, with_english


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("Bitte nimm die Übungen ins Menü auf und lösche die alte Datei.", "de"),
        ("On change la couleur principale, mets à jour le thème et régénère les goldens.", "fr"),
        ("Necesito limpiar los datos: quitar duplicados y tirar las filas sin correo.", "es"),
        ("変更がないときはスキップするようにしてください。", "ja"),
        ("oui vas-y", "fr"),
        ("Move the repo from jest to vitest and update the tests.", ""),
        ("no, keep the TODO and the del statement as it was", ""),
        ("1 + 1", ""),
        ("", ""),
    ],
)
def test_which_language_a_text_is_in(text: str, tongue: str) -> None:
    assert tongue_of(text) == tongue


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Tests bitte nicht ändern, nur die Datei löschen.", ("tests", "don't change", "file delete")),
        ("Supprime les fichiers et ne touche pas aux tests.", ("remove les files", "don't")),
        ("Borra las filas de la tabla, sin tocar los datos.", ("delete las rows", "without", "data")),
        ("テストは変更しないでください。", ("test", "change", "don't")),
        ("Ja, das passt so, die Regel ist falsch.", ("yes", "rule", "wrong")),
    ],
)
def test_the_words_that_count_are_english(text: str, words: tuple[str, ...]) -> None:
    assert all(w in in_english(text) for w in words)


def test_names_of_code_stay_and_english_is_left_alone() -> None:
    assert "`tests/test_datei.py`" in in_english(
        "Bitte die Datei `tests/test_datei.py` nicht ändern und auch nicht löschen."
    )
    assert with_english("Please delete the file.") == "Please delete the file."
    assert with_english("Bitte die Datei löschen.").startswith("Bitte die Datei löschen.\n")
