"""What a page showed does not stay behind in Jinja's contexts."""

import gc
import weakref

import jinja2
import pytest
from flask import Flask, render_template_string

from petitions import collecting

PAGE = "{% macro shout() %}{{ shown.word }}!{% endmacro %}{% include 'components/nothing.html' ignore missing %}{{ shout() }}"


class Shown:
    """A row, say."""

    word = "Free"


@pytest.fixture
def still():
    """No collection of cycles by chance: neither Python's own nor ours."""
    is_on = gc.isenabled()
    gc.disable()
    with collecting._collector._lock:
        yield
    if is_on:
        gc.enable()


@pytest.mark.parametrize(("template", "stays"), [(None, False), (jinja2.Template, True)], ids=["ours", "Jinja's"])
def test_what_a_page_showed_is_gone_with_it(app: Flask, still, template, stays) -> None:
    if template:  # the control
        app.jinja_env.template_class = template
    shown = Shown()
    seen = weakref.ref(shown)
    with app.test_request_context("/en/"):
        assert render_template_string(PAGE, shown=shown) == "Free!"
        assert render_template_string(PAGE, shown=shown) == "Free!"
    del shown
    assert (seen() is not None) is stays
