import pytest
from pydantic import ValidationError

from voxlake.text.duplicates.settings import DuplicateSettings


def test_the_chance_of_being_compared_is_that_of_the_curve():
    settings = DuplicateSettings(bands=20, rows=5)

    # Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, figure 3.8.
    curve = {0.2: 0.006, 0.3: 0.047, 0.4: 0.186, 0.5: 0.470, 0.6: 0.802, 0.7: 0.975, 0.8: 0.9996}
    assert {s: settings.chance(s) for s in curve} == pytest.approx(curve, abs=6e-4)


def test_bands_that_would_miss_like_texts_are_refused():
    with pytest.raises(ValidationError, match=r"compared in 67% of cases: raise bands"):
        DuplicateSettings(similarity=0.3, bands=40, rows=3)
