"""What the pages of the editor share: two languages side by side, what a form showed, and what two people typed at once."""

from collections.abc import Callable
from functools import cached_property

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from petitions import formats, i18n
from petitions.backoffice import drafting
from petitions.backoffice.forms import MOST_BYTES, OfficeForm
from petitions.backoffice.guarding import render
from petitions.backoffice.meeting import Meeting, Words, controls
from petitions.campaigns import completeness
from petitions.campaigns.models import Campaign
from petitions.fields import tidied_block
from petitions.merging import Sheet


class Desk(Meeting):
    """A page of the editor: a campaign, its main language, and another one beside it."""

    folder = "campaigns"
    """Where its templates are."""

    def __init__(self, campaign: Campaign, endpoint: str, **address) -> None:
        super().__init__()
        request.max_content_length = request.max_form_memory_size = MOST_BYTES  # before anything of the form is read
        self.campaign, self.endpoint, self.address = campaign, endpoint, address
        self.is_sent = request.method == "POST"

    @cached_property
    def token(self) -> OfficeForm:
        """What shows that the form came from us."""
        return OfficeForm()

    @cached_property
    def language(self) -> str:
        """The language that is written on this page: as the address says, if the campaign has it."""
        wanted = request.args.get("language", "")
        return wanted if wanted in completeness.languages(self.campaign) else self.campaign.language

    @property
    def pair(self) -> list[str]:
        """The main language, and beside it the other one if this page is in another."""
        return list(dict.fromkeys((self.campaign.language, self.language)))

    @property
    def is_draft(self) -> bool:
        """Whether the campaign was never open."""
        return drafting.is_on_the_way(self.campaign)

    @property
    def url(self) -> str:
        """This page."""
        return self.url_in(self.language)

    def url_in(self, language: str) -> str:
        """This page in another language."""
        chosen = None if language == self.campaign.language else language
        return url_for(self.endpoint, campaign=self.campaign.slug, language=chosen, **self.address)

    def forms(self, kind, now: Words):
        """A form of this `kind` for each language of the page, with the words of `now` or with what was typed."""
        return [self.form(kind, now, f"{language}-") for language in self.pair]

    def form(self, kind, now: Words, prefix=""):
        """A form whose fields are named as in `now`, behind `prefix`."""
        held = {name.removeprefix(prefix): value for name, value in now.items() if name.startswith(prefix)}
        return kind(request.form if self.is_sent else None, prefix=prefix, data=held)

    def answer(self, template: str, forms, read: Callable[[], Words], save: Callable[[Sheet], object], **values):
        """The page; or, once its form was sent, the preview, what is to be mended, what both have changed, or the way on."""
        if not self.is_sent:
            self.show(read())
            return self.page(template, forms=forms, **values)
        self.hear(forms, read())
        if request.form.get("do") == "preview":
            return self.page(template, forms=forms, previews=_previews(forms), **values)
        if self.homeless:
            return self.page(template, forms=forms, status=409, **values)
        faulty = [form for form in forms if not form.validate()]
        if not self.token.validate_on_submit() or faulty:
            return self.page(template, forms=forms, status=422, **values)
        if not self.is_saved(forms, read, save):
            return self.page(template, forms=forms, status=self.status, **values)
        flash(_("Saved."), "success")
        way_on = drafting.after(self.campaign, self.endpoint, self.language)
        return redirect(way_on.url if way_on and request.form.get("do") == "next" else self.url)

    def counts(self):
        """What is missing in each language."""
        return completeness.counts(self.campaign)

    def page(self, template: str, *, status=200, **values):
        """The page of the editor that `template` draws."""
        counts = self.counts()
        count = next((one for one in counts if one.language == self.language), None)
        return render(
            f"backoffice/{self.folder}/{template}.html",
            **{"forms": [], "previews": {}} | values,
            desk=self,
            campaign=self.campaign,
            title=self.campaign.name(i18n.current()),
            pages=drafting.pages(self.campaign, self.endpoint, self.language, count),
            way_on=drafting.after(self.campaign, self.endpoint, self.language),
            counts=counts,
            count=count,
        ), status


def preview_of(typed: str) -> str:
    """A text in Markdown as its readers will see it."""
    return formats.markdown(tidied_block(typed))


def _previews(forms) -> dict[str, str]:
    """The texts in Markdown as their readers will see them, by the names of their fields."""
    return {one.name: preview_of(one.data) for one in controls(forms) if "data-markdown" in (one.render_kw or {})}
