"""What a House gets of a campaign: each design it has something for, in these languages, on these papers; pictures to share."""

from collections.abc import Iterator
from dataclasses import dataclass

from petitions import i18n
from petitions.campaigns.models import Campaign
from petitions.pdf.papers import Paper, Screen, Variant
from petitions.posters import composing, designs
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form

PAPERS = (Paper.A4, Paper.A3)
VARIANTS = (Variant.OFFICE,)
"""What most want."""


@dataclass(frozen=True)
class Order:
    """What is to be printed."""

    languages: tuple[str, ...]
    papers: tuple[Paper, ...] = PAPERS
    variants: tuple[Variant, ...] = VARIANTS


@dataclass(frozen=True)
class Item:
    """One file of it."""

    poster: Poster
    design: Design | None
    """None for a picture to share."""
    form: Form
    event: str = ""
    """The address of the event that it calls to; empty if it is of the campaign."""

    def name(self, slug: str) -> str:
        """What it is called in a run of the campaign `slug`, in the folder of its language."""
        design = self.design.value if self.design else ""
        return f"{self.poster.language}/{self.form.file_name(self.event or slug, design, self.poster.language)}"

    @property
    def kind(self) -> str:
        """What kind of file it is, as `drawing` calls it."""
        return "pdf" if self.design else "png"


def languages(campaign: Campaign) -> list[str]:
    """The languages in which there are posters of `campaign`: the site's, and its own, in which it is whole."""
    whole = {text.language for text in campaign.texts if text.is_whole}
    return [language for language in _printed(campaign) if language in whole and composing.is_written(campaign)]


def unfinished(campaign: Campaign) -> list[str]:
    """The languages in which there will be posters once it is whole."""
    begun = {text.language for text in campaign.texts}.difference(languages(campaign))
    return [language for language in _printed(campaign) if language in begun]


def _printed(campaign: Campaign) -> list[str]:
    return list(dict.fromkeys((*i18n.INTERFACE, campaign.language)))


def items(campaign: Campaign, order: Order) -> Iterator[Item]:
    """The files that `order` asks for, language by language. One that is not whole any more is left out.

    Each of the events to come has a march of its own, in place of the one of the campaign.
    """
    coming = composing.coming(campaign)
    forms = [Form(paper, variant) for paper in order.papers for variant in order.variants]
    for language in (language for language in order.languages if language in languages(campaign)):
        poster = composing.compose(campaign, language)
        for design in designs.of(poster):
            if design is not Design.MARCH:
                yield from (Item(poster, design, form) for form in forms)
        yield from (Item(poster, None, Form(screen)) for screen in Screen)
        for event in coming:
            called = composing.called(poster, event, language)
            yield from (Item(called, Design.MARCH, form, event.slug) for form in forms)
