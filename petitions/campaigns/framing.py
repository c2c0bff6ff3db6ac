"""A portrait, and where the face is in it: what every crop keeps, and no headline covers."""

from sqlalchemy.orm import Mapped, mapped_column

from petitions.images import PictureName

Face = tuple[float, float, float, float]
"""Left, top, width and height of the box round a face, in parts of the picture's sides."""

USUAL: Face = (0.3, 0.1, 0.4, 0.8)
"""Where most portraits have it: the box of a picture on which nobody has marked the face yet."""


class Framed:
    """Somebody or something with a portrait."""

    portrait: Mapped[str | None] = mapped_column(PictureName)
    """Name of the picture."""
    face_x: Mapped[float] = mapped_column(default=USUAL[0])
    face_y: Mapped[float] = mapped_column(default=USUAL[1])
    face_width: Mapped[float] = mapped_column(default=USUAL[2])
    face_height: Mapped[float] = mapped_column(default=USUAL[3])

    @property
    def face(self) -> Face:
        """The box round the face."""
        return (self.face_x, self.face_y, self.face_width, self.face_height)

    @face.setter
    def face(self, box: Face) -> None:
        self.face_x, self.face_y, self.face_width, self.face_height = box

    @property
    def focus(self) -> tuple[int, int]:
        """The middle of the face, a little below the eyes, in tenths of the picture's sides: crops on screens stay round it."""
        return round((self.face_x + self.face_width / 2) * 10), round((self.face_y + self.face_height * 0.6) * 10)
