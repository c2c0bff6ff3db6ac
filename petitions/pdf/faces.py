"""Where the face is in a portrait."""

Face = tuple[float, float, float, float]
"""The box round a face: left, top, width, height in parts of the picture's sides."""
