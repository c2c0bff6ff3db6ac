"""What makes a PDF file one for the archive: PDF/A-2b (ISO 19005-2), written by ourselves while the file streams.

Nothing here asks what day it is: all dates are the document's own, so the same document has the same bytes tomorrow.
"""

import dataclasses
import datetime
import functools
import struct
from xml.sax import saxutils

from PIL import ImageCms
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import certificates, streaming

PRODUCER = "Calls for Action"

# The packet of XMP, ISO 16684-1. The mark in `begin` is U+FEFF.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclasses.dataclass(frozen=True)
class Description:
    """What a document says of itself."""

    title: str
    author: str
    language: str
    """A language tag (BCP 47): `nb`, `sr-Latn`."""
    day: datetime.date


def finish(
    writer: streaming.Writer,
    pages: int,
    description: Description,
    *,
    rtl: bool = False,
    structure: bytes = b"",
    signing: certificates.Signing | None = None,
) -> None:
    """Write what says that the file is one for the archive, and end it. `pages` is the number of its page tree.

    `rtl`: the pages follow each other from right to left, as in an Arabic book. `structure` are the catalog's entries
    from `structure.Tree.close`. With `signing` the file is signed after its end.
    """
    metadata = writer.put_plain_stream(_xmp(description), b"/Type/Metadata/Subtype/XML")
    profile = writer.put_stream(srgb(), b"/N 3")
    described = (
        b"<</Type/Catalog/Pages %b/Metadata %b/Lang %b/ViewerPreferences<</DisplayDocTitle true%b>>"
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
        b"/DestOutputProfile %b>>]%b>>"
        % (
            streaming.reference(pages),
            streaming.reference(metadata),
            streaming.text_string(description.language),
            b"/Direction/R2L" if rtl else b"",
            streaming.reference(profile),
            structure,
        )
    )
    catalog = writer.put(described)
    date = b"(D:%b000000Z)" % description.day.strftime("%Y%m%d").encode()
    information = writer.put(
        b"<</Title %b/Author %b/Producer %b/CreationDate%b/ModDate%b>>"
        % (
            streaming.text_string(description.title),
            streaming.text_string(description.author),
            streaming.text_string(PRODUCER),
            date,
            date,
        )
    )
    writer.close(catalog=catalog, information=information)
    if signing:
        certificates.sign(writer, catalog, described, signing)


def describe(canvas: Canvas, description: Description, *, is_archive: bool) -> None:
    """Say in a document that ReportLab draws what it is and, with `is_archive`, that it is one for the archive.

    To be called between its last `showPage` and `save`. What is drawn must keep to the rules itself: RGB or grey, no
    transparency, every typeface embedded.
    """
    canvas.setTitle(description.title)
    canvas.setAuthor(description.author)
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    canvas.setDateFormatter(lambda *_: f"D:{description.day:%Y%m%d}000000Z")
    if not is_archive:
        return
    document = canvas._doc
    for page in document.Pages:
        page.Trans = None  # ReportLab writes an empty one, which means "transparency" to those who check
    kind = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB"),
        "Info": PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": document.Reference(PDFStream(PDFDictionary({"N": 3}), srgb())),
    }
    canvas.setCatalogEntry("Metadata", document.Reference(PDFStream(kind, _xmp(description), filters=[])))
    document.Catalog.__NoDefault__ = [*document.Catalog.__NoDefault__, "OutputIntents"]  # which it does not know
    canvas.setCatalogEntry("OutputIntents", PDFArray([PDFDictionary(intent)]))


def _xmp(description: Description) -> bytes:
    return _XMP.format(
        title=saxutils.escape(description.title),
        author=saxutils.escape(description.author),
        language=saxutils.escape(description.language),
        producer=PRODUCER,
        date=f"{description.day.isoformat()}T00:00:00Z",
    ).encode()


@functools.cache
def srgb() -> bytes:
    """The sRGB colour profile (ICC.1), always the same bytes: LittleCMS stamps it with the time of the call."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made_on = 24
    struct.pack_into(">6H", profile, made_on, 2015, 1, 1, 0, 0, 0)
    return bytes(profile)
