from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from arrow_lakes import write
from axe_playwright_python.sync_playwright import Axe
from dashboards import Seen, look, serving
from little_days import TOPICS
from little_lake import fill
from little_said import brand_rows
from playwright.sync_api import Browser, expect

from voxlake.tables import BRAND_SENTIMENT, TOPIC_TRENDS, Table

VIEWS = {
    "overview": 6,
    "sentiment": 5,
    "topics": 5,
    "people": 5,
    "value": 5,
    "growth": 5,
    "demand": 5,
    "recommendations": 5,
    "campaigns": 6,
    "quality": 4,
    "runs": 3,
}
"""The views, and how many panels each has."""
FEW = ("overview", "demand")
"""Views that are looked at each time; the others with the whole tests."""
PHONE = {"width": 390, "height": 844}


def comment_of(table: Table, name: str) -> str:
    return next(column.comment for column in table.columns if column.name == name)


def each_view(*few: str) -> list[object]:
    return [view if view in few else pytest.param(view, marks=pytest.mark.whole) for view in VIEWS]


def hindrances(seen: Seen) -> list[str]:
    found = Axe().run(seen.page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("view", each_view(*FEW))
def test_a_view_shows_all_panels_without_trouble_and_asks_nobody_else(seen: Seen, view: str):
    page = seen.open(view)

    assert page.locator(".panel").count() == VIEWS[view]
    assert page.locator(".notice").all_inner_texts() == []
    assert page.locator(".panel:has(canvas, table)").count() == VIEWS[view]
    assert (seen.troubles, seen.outside) == ([], [])


@pytest.mark.parametrize("view", each_view("overview"))
@pytest.mark.parametrize("colours", ["light", pytest.param("dark", marks=pytest.mark.whole)])
def test_nothing_in_a_view_hinders_people(browser: Browser, served: str, view: str, colours: str):
    seen = look(browser, served, color_scheme=colours)
    page = seen.open(view)
    page.get_by_role("button", name="Table", exact=True).first.click()
    page.get_by_role("button", name="What this means").first.click()
    page.wait_for_selector(".meaning dt")

    assert hindrances(seen) == []


@pytest.mark.parametrize("view", each_view("overview"))
def test_a_view_fits_a_phone_without_scrolling_sideways(browser: Browser, served: str, view: str):
    page = look(browser, served, viewport=PHONE).open(view)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_filters_stand_in_the_address_and_back_undoes_them(seen: Seen):
    page = seen.open("topics")
    page.get_by_role("combobox", name="Topic").select_option(label=TOPICS[1])
    page.wait_for_url("**/dashboard/topics?topic=1")
    page.get_by_role("link", name="Growth").click()
    page.wait_for_url("**/dashboard/growth?topic=1")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("combobox", name="Topic")).to_have_value("1")
    page.go_back()
    expect(page.get_by_role("combobox", name="Topic")).to_have_value("")


def test_a_link_with_filters_shows_what_they_leave(seen: Seen):
    page = seen.open("topics?topic=1&from=2024-03-25&to=2024-03-30")
    panel = page.locator("[data-panel=trends]")
    panel.get_by_role("button", name="Table", exact=True).click()

    assert "Days from 25 Mar 2024 to 30 Mar 2024." in page.content()
    assert panel.locator("tbody tr").count() == 6
    assert set(panel.locator("tbody td:nth-child(2)").all_inner_texts()) == {TOPICS[1]}


def test_a_chart_has_its_table_in_any_order_its_definition_and_its_rows_as_csv(seen: Seen):
    page = seen.open("topics")
    panel = page.locator("[data-panel=trends]")
    panel.get_by_role("button", name="Table", exact=True).press("Enter")
    head = panel.get_by_role("button", name="Post count")
    counts = panel.locator("tbody td:nth-child(5)")
    head.click()
    assert counts.first.inner_text() == "3"
    head.click()
    assert counts.first.inner_text() == "16"
    expect(panel.get_by_role("columnheader", name="Post count")).to_have_attribute(
        "aria-sort", "descending"
    )

    panel.get_by_role("button", name="What this means").click()
    expect(panel.locator(".meaning")).to_contain_text(comment_of(TOPIC_TRENDS, "usual_count"))
    with page.expect_download() as saved:
        panel.get_by_role("link", name="CSV").click()
    assert Path(saved.value.path()).read_text().startswith("post_date,topic_id,")


def test_without_a_key_one_signs_in_and_the_key_goes_with_the_window(browser: Browser, served: str):
    page = look(browser, served, key=None).page
    page.goto(f"{served}/dashboard/growth")
    page.get_by_label("API key").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("does not take this key")
    page.get_by_label("API key").fill("everything")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("[data-panel=active] canvas")

    assert page.evaluate("[localStorage.length, document.cookie, sessionStorage.length]") == [
        0,
        "",
        1,
    ]


def test_who_may_not_see_names_sees_numbers_and_is_told_what_is_closed(
    browser: Browser, served: str
):
    seen = look(browser, served, key="reader")
    page = seen.open("topics")
    assert "late parcels" not in page.content()
    expect(page.locator("[data-panel=topics] h2")).to_contain_text("“Topic 0”")
    expect(page.locator("[data-panel=terms] .notice")).to_contain_text("Your role may not see this")

    page = seen.open("runs")
    expect(page.locator("[data-panel=last] .notice")).to_contain_text("role operator")


def test_a_view_without_rows_says_why(seen: Seen):
    page = seen.open("growth?from=2020-01-01&to=2020-01-02")

    expect(page.locator("[data-panel=active] .empty")).to_contain_text("widen the days")


def test_an_error_is_told_and_mended_by_trying_again(seen: Seen):
    seen.page.route("**/v1/growth?*", lambda route: route.abort())
    page = seen.open("growth")
    trouble = page.locator("[data-panel=active] .error")
    expect(trouble).to_contain_text("cannot be reached")
    page.unroute("**/v1/growth?*")
    trouble.get_by_role("button", name="Try again").click()

    page.wait_for_selector("[data-panel=active] canvas")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A lake of the test's own, and where it is served."""
    fill(tmp_path)
    for address in serving(tmp_path):
        yield tmp_path, address


def test_the_overview_follows_what_is_committed_and_says_when_it_cannot(
    browser: Browser, own: tuple[Path, str]
):
    folder, address = own
    seen = look(browser, address)
    seen.page.clock.install()
    page = seen.open("overview")
    tile = page.locator("[data-tile=negative] strong")
    expect(tile).to_have_text("18.2%")

    write(folder, BRAND_SENTIMENT, *brand_rows(negative=33))
    page.clock.fast_forward("00:21")
    expect(tile).to_have_text("100%")
    expect(page.locator("[data-panel=volume] .as-of")).to_contain_text("just now")

    page.clock.fast_forward("48:00:00")
    expect(page.locator("[data-panel=volume] .stale")).to_contain_text("nothing newer")

    shutil.rmtree(folder)
    page.clock.fast_forward("00:21")
    expect(page.locator("[data-panel=volume] .stale").first).to_contain_text("Not refreshed")
    expect(tile).to_have_text("100%")


@pytest.mark.whole
def test_the_first_view_is_measured(seen: Seen, record_property):
    page = seen.open("overview")
    page.wait_for_selector("[data-panel=volume] canvas")
    page.reload()
    page.wait_for_selector("[data-panel=volume] canvas")
    shown = page.evaluate("performance.now()")

    record_property("measured", f"dashboard: first view of the small lake in {shown / 1000:.1f} s")
    assert page.locator("[data-panel=volume] canvas").is_visible()
