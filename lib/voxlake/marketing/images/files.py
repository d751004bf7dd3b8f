"""Images as bytes: what came is opened with care, brought to size, and written as a file."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.networks import Network

_MOST_PIXELS = 64_000_000
_QUALITIES = (92, 85, 75, 60, 45)
_FORMATS = ("PNG", "JPEG", "WEBP")


def opened(content: bytes) -> Image.Image:
    """The image in the bytes, in red, green and blue, upright; what is see-through lies on white.

    Raises:
        RefusedError: they are no PNG, JPEG or WebP, a damaged one, or one that is too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
            if image.width * image.height > _MOST_PIXELS:
                raise RefusedError(f"the image is too large: {image.width} x {image.height}")
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except UnidentifiedImageError as error:
        raise RefusedError("the answer is no image: neither PNG nor JPEG nor WebP") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError("the image is too large") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise RefusedError("the image is damaged") from error
    white = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(white, upright).convert("RGB")


def sized(
    image: Image.Image, network: Network, *, most_cropped: float, most_enlarged: float
) -> tuple[Image.Image, list[str]]:
    """The image at the network's size, cut around its middle, and what was done to it.

    Args:
        image: Of any size.
        network: Whose size is wanted.
        most_cropped: Largest part of it that may be cut away.
        most_enlarged: Most that it may be enlarged.

    Raises:
        RefusedError: more would have to be cut away or enlarged; says how much.
    """
    wanted = (network.width, network.height)
    if image.size == wanted:
        return image, []
    scale = max(wanted[0] / image.width, wanted[1] / image.height)
    kept = (wanted[0] * wanted[1]) / (scale**2 * image.width * image.height)
    was = f"{image.width} x {image.height}"
    if 1 - kept > most_cropped:
        raise RefusedError(
            f"the image of {was} has another shape: {1 - kept:.0%} of it would be cut away"
        )
    if scale > most_enlarged:
        raise RefusedError(f"the image of {was} is too small: it would be enlarged {scale:.1f}x")
    done = f"brought from {was} to {wanted[0]} x {wanted[1]}"
    cut = f", {1 - kept:.0%} cut away" if 1 - kept >= 0.005 else ""  # noqa: PLR2004
    return ImageOps.fit(image, wanted, Image.Resampling.LANCZOS), [done + cut]


def encoded(image: Image.Image, network: Network) -> bytes:
    """The file: in the network's format, or a JPEG where that is over its bytes.

    Raises:
        RefusedError: no quality brings it below.
    """
    if network.format == "png":
        content = _saved(image, "PNG", optimize=True)
        if len(content) <= network.most_bytes:
            return content
    for quality in _QUALITIES:
        content = _saved(image, "JPEG", quality=quality, optimize=True)
        if len(content) <= network.most_bytes:
            return content
    raise RefusedError(f"the file is over the {network.most_bytes:,} bytes that the network takes")


def _saved(image: Image.Image, format_: str, **how: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_, **how)
    return buffer.getvalue()
