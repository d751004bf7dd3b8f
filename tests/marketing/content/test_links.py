import pytest

from voxlake.marketing.content.links import address_of, counted, host_of, place_of
from voxlake.marketing.content.page import Link


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/a", (True, True)),
        ("../a?b#c", (True, True)),
        ("#part", (False, True)),
        ("https://shop.example/a", (False, True)),
        ("//Shop.example/a", (False, True)),
        ("https://other.example", (False, False)),
        ("mailto:a@b.example", (False, False)),
        ("", None),
        ("#", None),
        ("JavaScript:void(0)", None),
        ("http://[broken", None),
    ],
)
def test_an_address_says_where_it_leads(address, expected):
    place = place_of(address, "shop.example")

    assert (place and (place.is_relative, place.is_inner)) == expected


def test_without_a_host_only_relative_links_are_inner():
    assert not place_of("https://shop.example/a", None).is_inner


def test_links_are_counted_by_kind():
    links = [
        Link(address, "x", frozenset(relations), 1, "")
        for address, relations in [
            ("/a", ()),
            ("https://shop.example", ()),
            ("https://x.example", ("nofollow",)),
            ("#", ()),
        ]
    ]

    assert counted(links, "shop.example") == (3, 2, 1, 1)
    assert counted([], None) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("canonical", "base", "expected"),
    [
        ("https://a.example/x", "https://b.example", "https://a.example/x"),
        ("/x", "https://b.example/en", "https://b.example/x"),
        (None, "https://b.example/en/", "https://b.example/en/my%20page.html"),
        (None, None, None),
        ("/x", None, None),
        ("ftp://a.example/x", None, None),
        ("http://[broken", "https://b.example", "https://b.example/my%20page.html"),
    ],
)
def test_a_page_has_its_canonical_address_else_its_place(canonical, base, expected):
    assert address_of(canonical, base, "my page.html") == expected


def test_a_host_is_that_of_an_address():
    assert (host_of("https://A.example/x"), host_of(None)) == ("a.example", None)
