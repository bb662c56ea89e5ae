"""Functions and files past their limits are named."""

from ates_tools.sizes import too_long


def test_a_short_file_is_fine() -> None:
    assert not list(too_long("def f():\n    pass\n", "x.py"))


def test_a_function_past_forty_lines_is_named() -> None:
    source = "def short():\n    pass\n\n\nasync def long():\n" + "    pass\n" * 40
    (complaint,) = too_long(source, "x.py")
    assert "x.py:5 long: 41 lines" in complaint


def test_a_file_past_three_hundred_lines_is_named() -> None:
    (complaint,) = too_long("x = 1\n" * 301, "x.py")
    assert "301 lines" in complaint
