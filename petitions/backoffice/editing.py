"""What the pages of the editor share: two languages side by side, what a form showed, and what two people typed at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from petitions import formats, i18n
from petitions.backoffice import guarding
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import render
from petitions.campaigns import completeness, merging
from petitions.campaigns.merging import Sheet
from petitions.campaigns.models import Campaign
from petitions.fields import tidied_block

MOST_BYTES = 1_048_576
"""Two languages of the longest texts, and what a form adds to them."""
SHOWN = "-was"
"""Behind the name of a field: the mark of what it held when the form was shown."""
KEEP = "-keep"
"""Behind the name of a field that two have changed: whose words are kept, `mine` or `theirs`."""

PICTURE = "office.picture"
Words = Mapping[str, str]


class Desk:
    """A page of the editor: a campaign, its main language, and another one beside it."""

    def __init__(self, campaign: Campaign, endpoint: str, **address) -> None:
        request.max_content_length = request.max_form_memory_size = MOST_BYTES  # before anything of the form is read
        self.campaign, self.endpoint, self.address = campaign, endpoint, address
        self.is_sent = request.method == "POST"
        self.marks: dict[str, str] = {}
        """What goes with each field: the mark of what it showed."""
        self.theirs: Words = {}
        """What somebody else saved meanwhile, by the names of fields that both have changed."""
        self.homeless: list[str] = []
        """What was typed into fields that are gone: somebody else took out the language, the person or the day."""

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
            self.marks = {name: merging.mark(value) for name, value in read().items()}
            return self.page(template, forms=forms, **values)
        self.marks = {one.name: request.form.get(one.name + SHOWN, "") for one in controls(forms)}
        if request.form.get("do") == "preview":
            return self.page(template, forms=forms, previews=_previews(forms), **values)
        self.homeless = homeless({one.name for one in controls(forms)})
        if self.homeless:
            return self.page(template, forms=forms, status=409, **values)
        faulty = [form for form in forms if not form.validate()]
        if not self.token.validate_on_submit() or faulty:
            return self.page(template, forms=forms, status=422, **values)
        try:
            save(self._sheet(forms))
        except merging.Conflict as conflict:
            self._meet(conflict, read(), forms)
            return self.page(template, forms=forms, status=409, **values)
        flash(_("Saved."), "success")
        return redirect(self.url)

    def page(self, template: str, *, status=200, **values):
        """The page of the editor that `template` draws."""
        counts = completeness.counts(self.campaign)
        return render(
            f"backoffice/campaigns/{template}.html",
            **{"forms": [], "previews": {}} | values,
            desk=self,
            campaign=self.campaign,
            title=title_of(self.campaign),
            picture_url=self._picture_url(),
            counts=counts,
            count=next(one for one in counts if one.language == self.language),
        ), status

    def _picture_url(self) -> str | None:
        """The page of the picture, if it stands."""
        return url_for(PICTURE, campaign=self.campaign.slug) if PICTURE in guarding.TABLE else None

    def _sheet(self, forms) -> Sheet:
        """What was typed, without the fields in which the other's words are kept."""
        kept = [one for one in controls(forms) if request.form.get(one.name + KEEP) != "theirs"]
        return Sheet({one.name: written(one) for one in kept}, self.marks)

    def _meet(self, conflict: merging.Conflict, now: Words, forms) -> None:
        """Show what both wrote where they differ; where nobody typed here, what the other wrote."""
        self.theirs = conflict.theirs
        for control in controls(forms):
            if control.name not in now:
                continue
            was_typed_in = merging.mark(written(control)) != self.marks[control.name]
            if not was_typed_in:
                control.process(None, now[control.name])
            if not was_typed_in or control.name in conflict.theirs:
                self.marks[control.name] = merging.mark(now[control.name])


def homeless(known: set[str]) -> list[str]:
    """What was typed into fields that are not `known`, but were shown."""
    fields = [(name.removesuffix(SHOWN), mark) for name, mark in request.form.items() if name.endswith(SHOWN)]
    typed = [(request.form.get(name, ""), mark) for name, mark in fields if name not in known]
    return [words for words, mark in typed if words.strip() and merging.mark(words) != mark]


def controls(forms) -> Iterable:
    """Every field of all `forms`."""
    return [control for form in forms for control in form]


def written(control) -> str:
    """What a control holds, as it is compared and stored; a tick is "y"."""
    if isinstance(control.data, bool):
        return "y" if control.data else ""
    return control.data or ""


def title_of(campaign: Campaign) -> str:
    """What the campaign is called on pages of the back office."""
    return campaign.text(i18n.current()).title or campaign.slug


def preview_of(typed: str) -> str:
    """A text in Markdown as its readers will see it."""
    return formats.markdown(tidied_block(typed))


def _previews(forms) -> dict[str, str]:
    """The texts in Markdown as their readers will see them, by the names of their fields."""
    return {one.name: preview_of(one.data) for one in controls(forms) if "data-markdown" in (one.render_kw or {})}
