"""Tokens and codes."""

from petitions import tokens


def test_codes_are_typed_without_mistakes():
    assert len({tokens.new_code() for _ in range(500)}) == 500
    assert not {*"01oil"} & {*"".join(tokens.new_code() for _ in range(500))}
