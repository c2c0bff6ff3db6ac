"""Pictures: content-addressed files in the instance folder, re-encoded so that nothing but pixels is kept."""

from petitions.images.intake import (
    Animated,
    BadPicture,
    Broken,
    Drawing,
    Mixed,
    TooHeavy,
    TooLarge,
    TooSmall,
    UnknownFormat,
)
from petitions.images.keeping import Picture, PictureName, kind, path, path_if_there, read, store, sweep

__all__ = [
    "Animated",
    "BadPicture",
    "Broken",
    "Drawing",
    "Mixed",
    "Picture",
    "PictureName",
    "TooHeavy",
    "TooLarge",
    "TooSmall",
    "UnknownFormat",
    "kind",
    "path",
    "path_if_there",
    "read",
    "store",
    "sweep",
]
