"""JSON is laid out as the standard library lays it out, whatever it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cotlens.reports.json import list_pieces

PLAIN = {
    "a": [1, {"b": True}],
    "none": None,
    "empty": [],
    "bare": {},
    "text": 'x\x00\x1f\x7f\u2028é"\\/\n',
    "time": 1770293513.187,
}


@pytest.mark.parametrize("values", [[], [PLAIN, PLAIN], [{"half": "\ud83d"}, PLAIN], [{"many": 1 << 70}]])
def test_a_list_is_laid_out_as_by_the_standard_library(values: list[dict[str, Any]]):
    assert "".join(list_pieces(values)) == json.dumps(values, indent=2, ensure_ascii=False)
