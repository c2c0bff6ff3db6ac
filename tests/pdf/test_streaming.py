"""Files written front to back, as other programs read them."""

import datetime
import io
import struct

import pikepdf
import pytest
from PIL import ImageCms

from petitions.pdf import archive, streaming

ABOUT = archive.Description(title="A <b> & ə", author="House", language="az", day=datetime.date(2015, 5, 18))


def written(pages, about=ABOUT):
    out = io.BytesIO()
    writer = streaming.Writer(out)
    contents = (writer.put_stream(b"%% %d" % page) for page in range(pages))
    entries = ((writer.reserve(), b"/Resources<<>>/Contents %b" % streaming.reference(content)) for content in contents)
    tree = streaming.put_pages(writer, entries, inherited=b"/MediaBox[0 0 100 100]")
    archive.finish(writer, tree, about)
    return out.getvalue()


@pytest.mark.parametrize("pages", [1, 256, 257, 1000])
def test_pages_are_read_in_the_order_in_which_they_were_written(pages):
    with pikepdf.open(io.BytesIO(written(pages))) as file:
        assert file.check_pdf_syntax() == []
        assert [page.Contents.read_bytes() for page in file.pages] == [b"%% %d" % page for page in range(pages)]


def test_a_page_may_come_first_that_was_written_last():
    out = io.BytesIO()
    writer = streaming.Writer(out)
    later, first = writer.put_stream(b"% later"), writer.put_stream(b"% first")
    entries = [(writer.reserve(), b"/Contents %b" % streaming.reference(content)) for content in (first, later)]
    archive.finish(writer, streaming.put_pages(writer, entries, inherited=b"/MediaBox[0 0 9 9]"), ABOUT)
    with pikepdf.open(out) as file:
        assert [page.Contents.read_bytes() for page in file.pages] == [b"% first", b"% later"]


def test_the_identifier_is_made_of_the_content():
    identifiers = []
    for pages in (3, 3, 4):
        with pikepdf.open(io.BytesIO(written(pages))) as file:
            identifiers.append(bytes(file.trailer.ID[0]))
    assert identifiers[0] == identifiers[1] != identifiers[2]


def test_a_title_may_hold_any_character():
    with pikepdf.open(io.BytesIO(written(1))) as file, file.open_metadata() as metadata:
        assert str(file.docinfo["/Title"]) == metadata["dc:title"] == "A <b> & ə"
        assert metadata["dc:language"] == {"az"}


def test_the_colour_profile_bears_no_date_of_ours():
    profile = archive.srgb()
    assert struct.unpack(">6H", profile[24:36]) == (2015, 1, 1, 0, 0, 0)
    assert ImageCms.getProfileName(ImageCms.ImageCmsProfile(io.BytesIO(profile))).startswith("sRGB")
