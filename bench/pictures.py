"""How long a picture takes to be refused or taken in, and the most memory that the process that reads it ever has.

    python -m bench.pictures

The control is the same file opened by Pillow in a process without limits, as a simpler program would; it is stopped at 2 GiB.
"""

from collections.abc import Iterator

from PIL import Image

from petitions.images import intake
from tests.support import pictures, programs

GOAL_SECONDS, GOAL_MIB = 1.0, 300


def main() -> None:
    """Print the figures."""
    print(f"{'':50}{'refused or taken':>18}{'seconds':>9}{'MiB':>6}   {'control':16}{'seconds':>9}{'MiB':>6}")
    for name, content in pictures.harmful():
        _print(name, content, is_refused=True)
    for name, content in good():
        _print(name, content, is_refused=False)


def good() -> Iterator[tuple[str, bytes]]:
    """What is taken."""
    for kind, width, height in (
        ("JPEG", 4000, 3000), ("JPEG", 8000, 6000), ("PNG", 4000, 3000), ("WEBP", 4000, 3000), ("AVIF", 4000, 3000),
    ):  # fmt: skip
        tones = Image.effect_noise((width // 4, height // 4), 40).resize((width, height))
        yield f"{kind}, {width} x {height}", pictures.encoded(tones.convert("RGB"), kind)


def _print(name: str, content: bytes, *, is_refused: bool) -> None:
    ours, control = programs.cost(intake.command(), content), programs.cost(programs.UNLIMITED, content)
    is_kept = ours.mebibytes <= GOAL_MIB and (not is_refused or ours.seconds <= GOAL_SECONDS)
    answer = "taken" if "size" in ours.answer else ours.answer.split('"')[-2]
    print(
        f"{name:50}{answer:>18}{_figures(ours)}   {control.answer:16}{_figures(control)}{'' if is_kept else '  RED'}",
        flush=True,
    )


def _figures(cost: programs.Cost) -> str:
    return f"{cost.seconds:9.2f}{cost.mebibytes:6.0f}"


if __name__ == "__main__":
    main()
