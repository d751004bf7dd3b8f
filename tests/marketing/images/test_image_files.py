import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.files import encoded, opened, sized
from voxlake.marketing.images.networks import NETWORKS

X = NETWORKS["x"]
LIMITS = {"most_cropped": 0.45, "most_enlarged": 2.0}


def saved(image, format_="PNG", **how):
    buffer = io.BytesIO()
    image.save(buffer, format_, **how)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no image"),
        (b"<html>busy</html>", "no image"),
        (saved(Image.new("RGB", (40, 40), "red"))[:60], "damaged"),
        (saved(Image.new("RGB", (40, 40)), "GIF"), "no image"),
        (saved(Image.new("1", (9000, 9000))), "too large"),
    ],
)
def test_what_is_no_image_is_refused(content, reason):
    with pytest.raises(RefusedError, match=reason):
        opened(content)


def test_what_is_see_through_lies_on_white_and_a_turned_photo_stands_upright():
    clear = opened(saved(Image.new("RGBA", (2, 2), (255, 0, 0, 0))))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = opened(saved(Image.new("RGB", (20, 10)), "JPEG", exif=exif.tobytes()))

    assert clear.getpixel((0, 0)) == (255, 255, 255)
    assert turned.size == (10, 20)


def test_an_image_of_another_size_is_cut_around_its_middle_or_refused():
    square = Image.new("RGB", (1024, 1024), "red")
    square.paste("blue", (0, 448, 1024, 576))

    image, findings = sized(square, X, **LIMITS)

    assert image.size == (1200, 675)
    assert image.getpixel((600, 337)) == (0, 0, 255)
    assert findings == ["brought from 1024 x 1024 to 1200 x 675, 44% cut away"]
    assert sized(image, X, **LIMITS) == (image, [])
    with pytest.raises(RefusedError, match="another shape: 68% of it would be cut away"):
        sized(Image.new("RGB", (1000, 1778)), X, **LIMITS)
    with pytest.raises(RefusedError, match=r"too small: it would be enlarged 3\.0x"):
        sized(Image.new("RGB", (400, 225)), X, **LIMITS)


def test_a_file_over_the_bytes_of_its_network_becomes_a_jpeg_or_is_refused():
    noise = np.random.default_rng(1).integers(0, 256, (675, 1200, 3), dtype=np.uint8)
    image = Image.fromarray(noise)

    assert encoded(Image.new("RGB", (1200, 675)), X).startswith(b"\x89PNG")
    assert encoded(Image.new("RGB", (9, 9)), NETWORKS["instagram"]).startswith(b"\xff\xd8\xff")
    small = encoded(image, NETWORKS["bluesky"])
    assert small.startswith(b"\xff\xd8\xff")
    assert len(small) <= 1_000_000
    with pytest.raises(RefusedError, match="over the 1,000 bytes"):
        encoded(image, replace(X, most_bytes=1000))
