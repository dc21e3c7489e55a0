"""German, French, Spanish and Japanese texts of people and agents, put into English words.

Word for word, by the beginnings of words (`glossary`): neither grammar nor a translation, and nothing that is shown. Known are only
words that say what is to be done, to what, and how it stands; all others stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.glossary import FRENCH, GERMAN, JAPANESE, SPANISH
from cotlens.model.lazy_regex import regex

CAP: Final = 20_000
"""Characters of a text that are put into English; what comes behind is pasted."""
_SEEN: Final = 1500
"""Characters by which a language is known."""
_FEW: Final = 2
_SOME: Final = 3
_SHARE: Final = 8
"""One word in so many has to be one of the language's own."""
_WORD: Final = regex(r"[a-zß-öø-ÿœ]+")
_KANA: Final = regex(r"[\u3041-\u30ff]")
_OWN: Final = {
    "de": "der die das den dem und nicht ist sind für mit bitte ein eine einen keine auf von zu im ich wir du es noch auch aber wenn dann "
    "nur wie schon mal jetzt alle sich aus bei nach kannst mach",
    "fr": "le la les de des une est sont pas pour avec dans que qui et du sur je tu nous vous ce cette au aux il elle mais si tout merci "
    "oui stp fais",
    "es": "el la los de las una es son para con por que al lo se como pero esta este ya más hay sin cada en también gracias quiero "
    "necesito puedes",
}
"""Short words that texts of the language have many of, and English ones (or commands) have not."""


def _table(words: str) -> dict[str, str]:
    pairs = (x.strip().split(" ", 1) for x in words.replace("\n", "").split("|"))
    return {p[0]: p[1] for p in pairs if len(p) > 1}


_TABLES: Final = {"de": _table(GERMAN), "fr": _table(FRENCH), "es": _table(SPANISH), "ja": _table(JAPANESE)}
_WHOLE: Final = 3
"""Letters up to which a word is known as a whole only: the beginning `pas` is not `passer`."""
_OWN_WORDS: Final = {tongue: frozenset(words.split()) for tongue, words in _OWN.items()}
_AGREES: Final = {
    "de": r"ja|jo|jep|klar|gern\w*|genau|passt|einverstanden|in\s+ordnung|mach\s+(?:das|es|mal|so)|super|stimmt|gute\s+idee",
    "fr": r"oui|ouais|d'accord|vas-y|allez-y|entendu|parfait|bien\s+sûr|bonne\s+idée|exactement|ça\s+marche",
    "es": r"s[ií]|vale|de\s+acuerdo|adelante|claro|perfecto|hazlo|correcto|exacto|buena\s+idea|venga",
    "ja": r"はい|うん|ええ|お願い|それで|了解|いいです|大丈夫|問題ない|問題ありません|そうして|どうぞ",
}
_YES: Final = {
    t: regex(rf"^\W*(?:{words})" + ("" if t == "ja" else r"\b"), re.IGNORECASE) for t, words in _AGREES.items()
}
_BEGINNINGS: Final = {
    tongue: regex(
        "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
        if tongue == "ja"
        # A name with a dot, a slash or a line below it is code, and stays.
        else r"(?<![\w./-])(?:"
        + "|".join(
            re.escape(w.rstrip(".")) + ("" if len(w) <= _WHOLE or w[-1] == "." else r"\w{0,12}")
            for w in sorted(table, key=len, reverse=True)
        )
        + r")(?![\w/-]|\.\w)",
        re.IGNORECASE,
    )
    for tongue, table in _TABLES.items()
}


_ANSWER: Final = 6
"""Words of a short answer."""
_TELLING: Final = {
    tongue: frozenset(w.rstrip(".") for w, put in table.items() if len(w) > _WHOLE + 1 and w[:3] != put[:3])
    for tongue, table in _TABLES.items()
}
"""Words that no English text has."""


@lru_cache(maxsize=512)
def tongue_of(text: str) -> str:
    """Return `de`, `fr`, `es` or `ja` if a text is in that language, else an empty string."""
    head = text[:_SEEN]
    if not head.isascii() and len(_KANA.findall(head)) > _FEW:
        return "ja"
    words = _WORD.findall(head.lower())
    if len(words) <= _ANSWER:
        # A yes is short: it has none of the words that a language is known by.
        return next((t for t in _OWN_WORDS if _YES[t].match(head)), "") or _most(words, 1)
    return _most(words, 2)


def _most(words: list[str], least: int) -> str:
    """Return the language that most of the words belong to, if at least so many different ones do, and one in so many."""
    best, most = "", 0
    for tongue, own in _OWN_WORDS.items():
        mine = [w for w in words if w in own or w in _TELLING[tongue]]
        kinds = len(set(mine))
        # Tables and names of code have no such words, and make the share of those small.
        share = _SHARE if kinds <= _SOME else 2 * _SHARE
        if len(mine) > most and len(mine) * share >= len(words) and kinds >= least and not own.isdisjoint(mine):
            best, most = tongue, len(mine)
    return best


def with_english(text: str) -> str:
    """Return a text, and below it the same with the words that matter in English if it is in one of the languages known here.

    Its own words stay, since names of files and tables are among them.
    """
    put = in_english(text)
    return f"{text}\n{put}" if put else text


@lru_cache(maxsize=512)
def in_english(text: str) -> str:
    """Return a text of one of the languages known here with the words that matter in English, else an empty string."""
    tongue = tongue_of(text)
    if not tongue:
        return ""
    table = _TABLES[tongue]
    if tongue == "ja":
        put = _BEGINNINGS[tongue].sub(lambda m: f" {table[m[0]]} ", text[:CAP])
        return put.replace("。", ". ").replace("?", "? ") + text[CAP:]
    begun = _YES[tongue].sub("yes", text[:CAP], count=1)
    return _BEGINNINGS[tongue].sub(lambda m: _known(table, m[0].lower()), begun) + text[CAP:]


def _known(table: dict[str, str], word: str) -> str:
    whole = table.get(word + ".")
    return whole or next((table[word[:n]] for n in range(len(word), 0, -1) if word[:n] in table), word)
