from voxlake.marketing.content.markdown_page import read_markdown

TEXT = """# The *title* #
Some **bold** words, [a link](https://x.example/a "tip") and ![a cat](cat.png).

```
# no heading, ![no image](x)
```
### Deep
- an item with [![logo](l.png)](/home)
![](bare.png)
#hashtag
"""


def test_headings_images_and_links_of_markdown_stand_on_their_lines():
    page = read_markdown(TEXT)

    assert page.headings == [(1, "The title", 1), (3, "Deep", 7)]
    assert page.titles == [("The title", 1)]
    assert [(i.alternative, i.source, i.line) for i in page.images] == [
        ("a cat", "cat.png", 2),
        ("logo", "l.png", 8),
        (None, "bare.png", 9),
    ]
    assert [(link.address, link.text, link.line) for link in page.links] == [
        ("https://x.example/a", "a link", 2),
        ("/home", "logo", 8),
    ]


def test_the_text_of_markdown_has_no_signs_and_no_code():
    assert read_markdown(TEXT).text == (
        "The title\nSome bold words, a link and a cat.\nDeep\nan item with logo\n#hashtag"
    )


def test_an_empty_markdown_is_an_empty_page():
    page = read_markdown("")

    assert (page.text, page.titles, page.headings) == ("", [], [])
