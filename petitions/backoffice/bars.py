"""What the bars of the dashboard say: names, numbers, and how long each bar is."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from petitions import charts, formats, i18n
from petitions.signatures.figures import Figures
from petitions.signatures.models import Visibility

MOST = 7
"""Bars, besides that of all others."""


@dataclass(frozen=True)
class Line:
    """One bar."""

    name: str
    count: int
    share: float
    """Of the longest, 0 to 1."""
    remark: str | None = None
    language: str | None = None
    """Of the name, where it is not the page's."""


def funnel(found: Figures) -> list[Line]:
    """From the form that was sent to the name that counts."""
    lost = [(_("Unreachable"), found.unreachable)] if found.unreachable else []
    steps = [(_("Form sent"), found.asked), (_("Mail accepted"), found.mailed), *lost, (_("Confirmed"), found.total)]
    parts = charts.shares([count for _name, count in steps])
    return [
        Line(name, count, part, formats.percent(count, found.asked) if found.asked else None)
        for (name, count), part in zip(steps, parts, strict=True)
    ]


def languages(counts: Mapping[str, int], *, least: int) -> list[Line]:
    """In which languages people signed, each called as its speakers call it."""
    return _lines(counts, {code: i18n.language(code).name for code in counts}, least=least, are_languages=True)


def countries(counts: Mapping[str, int], *, least: int) -> list[Line]:
    """Where people signed."""
    return _lines(counts, {code: formats.country(code) for code in counts}, least=least)


def visibilities(counts: Mapping[Visibility, int]) -> list[Line]:
    """Who may see the names."""
    names = {
        Visibility.PUBLIC: _("Everyone"),
        Visibility.RECIPIENT: _("Only the addressee"),
        Visibility.COUNTED: _("Nobody: only counted"),
    }
    parts = charts.shares([counts.get(kind, 0) for kind in names])
    return [Line(name, counts.get(kind, 0), part) for (kind, name), part in zip(names.items(), parts, strict=True)]


def _lines(
    counts: Mapping[str, int], names: Mapping[str, str], *, least: int, are_languages: bool = False
) -> list[Line]:
    """The longest bars, and one for all others. What is below `least` is not told apart."""
    shown, others = charts.largest(counts, MOST, least=least)
    parts = charts.shares([*(count for _code, count in shown), others])
    lines = [
        Line(names[code], count, part, language=code if are_languages else None)
        for (code, count), part in zip(shown, parts, strict=False)
    ]
    return [*lines, Line(_("All others"), others, parts[-1])] if others else lines
