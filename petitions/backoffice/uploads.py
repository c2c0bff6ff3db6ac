"""Pictures that organisers send: taken in, or refused with a sentence on what to do."""

import io
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileField
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import StringField

from petitions import images, storage
from petitions.backoffice.forms import OfficeForm
from petitions.images.intake import MOST_BYTES, Busy

BESIDE = 64 * 1024
"""Bytes that a form adds to its file."""

BUFFER = 512 * 1024
"""Bytes of the body that are looked at together: more than the library reads at a time."""

REFUSED = {
    images.UnknownFormat: _l("Choose a picture in JPEG, PNG, WebP or AVIF. Phones and picture programs save as JPEG."),
    images.Drawing: _l("An SVG can carry programs, so we take none. Save the drawing as PNG."),
    images.Animated: _l("This picture moves. Choose a still one."),
    images.Mixed: _l(
        "This file is a picture and something else as well. Open it on your machine, save it anew, and send that."
    ),
    images.TooHeavy: _l("This file is over 20 megabytes. Save the picture as JPEG, and send that."),
    images.TooLarge: _l("This picture has more pixels than we can read. Make it 4000 pixels wide, and send it again."),
    images.TooSmall: _l("This picture is too small to be sharp. Send one with more pixels."),
    images.Broken: _l("This file is damaged or cut off. Open it on your machine, save it anew, and send that."),
}
"""How each refusal is mended."""


class UploadForm(OfficeForm):
    """One picture, and which button was pressed: `upload` or `down`, or another of the page."""

    file = FileField()
    act = StringField()


Taken = TypeVar("Taken", bound=UploadForm)


def sent() -> UploadForm:
    """The form of a page that takes a picture, as it was sent; with words at the field if it is more than we hold."""
    return taken(UploadForm, MOST_BYTES, REFUSED[images.TooHeavy])


def taken(kind: type[Taken], most: int, too_heavy: LazyString) -> Taken:
    """The form of a page that takes a file of at most so many bytes, as it was sent; with words at the field if it is more."""
    # Before anything of the form is read. The file stays in memory: it tells where it was taken, and disks remember.
    request.max_content_length = most + BESIDE
    request.max_form_memory_size = BUFFER
    request._get_file_stream = lambda *_, **__: io.BytesIO()  # type: ignore[method-assign]  # a hook of the library
    try:
        return kind()
    except RequestEntityTooLarge:
        request.form, request.files = ImmutableMultiDict(), ImmutableMultiDict()  # whoever makes the page asks again
        form = kind(formdata=None)
        form.file.errors = [too_heavy]
        return form


def received(form: UploadForm, *, least: int) -> str | None:
    """The name of the picture that was sent, now kept; None, with words at the field if it is not taken.

    `least` is the shortest side it may have, in pixels.
    """
    if form.act.data != "upload" or not form.validate_on_submit():
        return None
    if not form.file.data:
        form.file.errors = [_("Choose a file")]
        return None
    try:
        return images.store(form.file.data.read(), least=least)
    except images.BadPicture as refusal:
        form.file.errors = [REFUSED[type(refusal)]]
    except storage.NoRoom:
        form.file.errors = [_("The disk of this machine is full. Nothing was kept. Tell whoever runs it.")]
    except Busy:
        form.file.errors = [_("Others are sending pictures just now. Wait a minute, and send yours again.")]
    return None


def is_down(form: UploadForm) -> bool:
    """Whether the picture is to be taken down."""
    return form.act.data == "down" and form.validate_on_submit()
