"""What the sample planted in the buyers' behaviour is found again."""

import pytest

from voxlake.people.value.buyers import summarise_buyers
from voxlake.people.value.model import fit_value
from voxlake.people.value.settings import ValueSettings
from voxlake.sample.purchases import orders
from voxlake.sample.settings import SampleSettings

pytestmark = pytest.mark.whole

CUSTOMERS = 50_000
# Orders are known by the day: in a few weeks that blurs the gaps between them, in a year hardly.
SAMPLE = SampleSettings(days=364)


@pytest.fixture(scope="module")
def model(spark, counted):
    lines = counted(orders(spark, CUSTOMERS, SAMPLE))
    buyers = summarise_buyers(lines, as_of=SAMPLE.last_day, unit_days=7).persist()
    yield fit_value(buyers, "GBP", ValueSettings()).model
    buyers.unpersist()


def test_the_planted_purchase_behaviour_is_recovered(model, measured):
    planted, found = SAMPLE.buying, model.orders
    for what, at in (("planted", planted), ("found", found)):
        leaves = at.a / (at.a + at.b)
        measured(f"{CUSTOMERS:,} buyers, {what}: r {at.r:.3f} alpha {at.alpha:.3f} {leaves:.3f}")

    assert found.r == pytest.approx(planted.r, rel=0.1)
    assert found.alpha == pytest.approx(planted.alpha, rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(
        planted.a / (planted.a + planted.b), rel=0.1
    )


def test_the_planted_spend_is_recovered(model):
    planted, found = SAMPLE.buying, model.spend

    mean = planted.p * planted.v / (planted.q - 1)
    assert found.p * found.v / (found.q - 1) == pytest.approx(mean, rel=0.05)
    assert found.q == pytest.approx(planted.q, rel=0.1)
