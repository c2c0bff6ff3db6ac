"""Two organisers at one form of the back office: it says what it showed, and what both changed is shown side by side."""

from collections.abc import Callable, Iterable, Mapping

from flask import request

from petitions import merging
from petitions.merging import Sheet

SHOWN = "-was"
"""Behind the name of a field: the mark of what it held when the form was shown."""
KEEP = "-keep"
"""Behind the name of a field that two have changed: whose words are kept, `mine` or `theirs`."""

Words = Mapping[str, str]


class Meeting:
    """What the forms of a page showed, and what became of it meanwhile."""

    def __init__(self) -> None:
        self.marks: dict[str, str] = {}
        """What goes with each field: the mark of what it showed."""
        self.theirs: Words = {}
        """What somebody else saved meanwhile, by the names of fields that both have changed."""
        self.homeless: list[str] = []
        """What was typed into fields that are gone: somebody else took out what they were about."""

    @property
    def status(self) -> int:
        """Of a page on which nothing could be saved: two met, or there is something to mend."""
        return 409 if self.theirs or self.homeless else 422

    def show(self, now: Words) -> None:
        """Give a page that shows `now` its marks."""
        self.marks = {name: merging.mark(value) for name, value in now.items()}

    def hear(self, forms, now: Words) -> None:
        """Take in what came with forms that were sent; where the other's words were chosen, they stand in the field."""
        self.marks = {one.name: request.form.get(one.name + SHOWN, "") for one in controls(forms)}
        self.homeless = homeless({one.name for one in controls(forms)})
        for control in controls(forms):
            if request.form.get(control.name + KEEP) == "theirs" and control.name in now:
                control.process(None, now[control.name])

    def is_saved(self, forms, read: Callable[[], Words], save: Callable[[Sheet], object]) -> bool:
        """Let `save` store what the forms change; where two met, nothing is, and the fields hold what is to be shown."""
        try:
            save(Sheet({one.name: written(one) for one in controls(forms)}, self.marks))
        except merging.Conflict as conflict:
            self.theirs = conflict.theirs
            self.keep_up(forms, read())
            return False
        return True

    def keep_up(self, forms, now: Words) -> None:
        """Show what both wrote where they differ; where nobody typed here, what the other wrote."""
        for control in controls(forms):
            if control.name not in now:
                continue
            was_typed_in = merging.mark(written(control)) != self.marks[control.name]
            if not was_typed_in:
                control.process(None, now[control.name])
            if not was_typed_in or control.name in self.theirs:
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
