"""Text as anybody may type it, and as nobody should: what property tests of fields draw from."""

from hypothesis import strategies as st

FORGED_HEADER = "=?utf-8?q?=0D=0ABcc=3A_evil=40x.example?="
FORGED_BODY = "=?utf-8?b?DQoNCkhlbGxv?="
UNSEEN = ("\u3164", "\u115f", "\u1160", "\uffa0", "\u034f", "\ufe0f", "\U000e0041", "\u2800", "\u200b", "\u2060",
          "\u00ad", "\u180e", "\ufeff", "\U0001d173", "\u0301", "\U0001d159")  # fmt: skip
TURNING = (
    "\u202a",
    "\u202b",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u200e",
    "\u200f",
    "\u061c",
)
NO_CHARACTERS = ("\uffff", "\ufffe", "\ufdd0", "\U0001ffff", "\U0010fffe", "\0", "\x1f", "\x7f", "\x85", "\ud800",
                 "\udfff")  # fmt: skip
CROWDED = "a" + "\u0301\u0327" * 150_000
"""Marks that CPython sorts for minutes when it normalises them."""
_ODD = (
    FORGED_HEADER, FORGED_BODY, *UNSEEN, *TURNING, *NO_CHARACTERS, "\r\n", "\n", "\t", "\u2028", "\u2029", "<b>", "&",
    "]]>", '"', "\\", "'", "=1+1", ";", "%", "_", "e\u0301", "\u0958", "\ufb1d", "\u1100\u1161", "👩\u200d💻", "א",
    "ا", "ı", "ſ", "\u212a", "ß", "ς", "İ", " ", "\u00a0", "@", ".", "xn--",
)  # fmt: skip

characters = st.characters(exclude_categories=())
any_text = st.lists(st.sampled_from(_ODD) | st.text(characters, max_size=4), max_size=8).map(
    "".join
)
long_text = st.builds(lambda text, times: text * times, any_text, st.integers(20, 400))
texts = any_text | st.text(max_size=20) | long_text

_labels = st.sampled_from(
    (
        "example",
        "com",
        "b",
        "xn--bcher-kva",
        "XN--BCHER-KVA",
        "ab--cd",
        "bücher",
        "-",
        "a_b",
        "1",
        "straße",
        "İ",
        "ﬁ",
    )
) | st.text("abcXY01-.äßσςıſK", min_size=1, max_size=12)
emails = st.builds(
    lambda local, labels: f"{local}@{'.'.join(labels)}",
    st.text("abIKſıß.+-_'\"@ é", min_size=1, max_size=12) | any_text,
    st.lists(_labels, min_size=1, max_size=4),
)
