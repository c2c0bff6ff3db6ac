"""What fields of forms ask for, on the public site as in the back office: tidied as typed, refused with words on how to mend it."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, ValidationError

from petitions import addresses, text


def tidied(typed: str | None) -> str:
    """The filter of one-line texts, however they wrap in their field."""
    return text.tidy(typed or "")


def tidied_block(typed: str | None) -> str:
    """The filter of texts whose lines count."""
    return text.tidy_block(typed or "")


def check(rule: Callable[..., None], value: str, most: int) -> None:
    """Turn what `rule`, one of `text`, refuses into a ValidationError that says how to mend it."""
    try:
        rule(value, most=most)
    except text.TooLong:
        raise ValidationError(_l("Shorten this to %(most)s characters", most=most)) from None
    except text.Deceptive as refusal:
        raise ValidationError(_where(refusal)) from None
    except text.Stacked:
        raise ValidationError(_l("Remove some accents: more than three stand on one letter")) from None
    except text.HasLink:
        raise ValidationError(_l("Remove the link")) from None
    except text.NoLetters:
        raise ValidationError(_l("Write the name in letters, of any alphabet")) from None


def _where(refusal: text.Deceptive) -> str:
    """How to mend what nobody sees. A word stands apart from the direction of the sentence."""
    code, word = refusal.code, f"\u2068{refusal.word}\u2069"
    if refusal.is_inside:
        return str(
            _("Remove the invisible character %(code)s from “%(word)s”: type the word by hand", code=code, word=word)
        )
    if refusal.word:
        return str(
            _(
                "Remove the invisible character %(code)s after “%(word)s”: type on from there by hand",
                code=code,
                word=word,
            )
        )
    return str(_("Remove the invisible character %(code)s at the start: type this by hand", code=code))


class IsAtMost:
    """No more than `most` characters, whatever they are; its control takes no more, either. Or nothing."""

    rule: Callable[..., None] = staticmethod(text.check_length)

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Form, field: Field) -> None:
        if field.data:
            check(self.rule, field.data, self.most)


class IsLine(IsAtMost):
    """A line of text without links or deception, or nothing."""

    rule = staticmethod(text.check_line)


class IsName(IsLine):
    """A name in any alphabet, refused only where it deceives; or nothing."""

    rule = staticmethod(text.check_name)


class IsBlock:
    """Nothing that deceives; at most `most` characters, in at most `lines` lines of `width`."""

    def __init__(self, most: int, *, lines: int = 0, width: int = 0) -> None:
        self.most, self.lines, self.width = most, lines, width

    def __call__(self, form: Form, field: Field) -> None:
        check(text.check_block, field.data, self.most)
        lines = field.data.split("\n")
        if self.lines and len(lines) > self.lines:
            raise ValidationError(_l("Use at most %(most)s lines", most=self.lines))
        if self.width and max(map(len, lines)) > self.width:
            raise ValidationError(_l("Shorten each line to %(most)s characters", most=self.width))


class IsNumber:
    """A whole number from `least` to `most`, in digits of any alphabet. The field is one of text, and keeps what was typed."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Form, field: Field) -> None:
        typed = field.data or ""
        if not typed.isdecimal() or len(typed) > len(str(self.most)) or not self.least <= int(typed) <= self.most:
            raise ValidationError(_l("Write a number from %(least)s to %(most)s", least=self.least, most=self.most))


class IsAddress:
    """The form of a mail address, or nothing; nobody is asked whether it exists."""

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = addresses.tidy(field.data)
        except addresses.BadAddress:
            raise ValidationError(_l("Write an e-mail address such as name@example.org")) from None


class IsOneOf:
    """One of the choices on the page; whoever sends another gets our words, not the library's."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if all(choice.value != field.data for choice in field.choices):
            raise ValidationError(self.message)
