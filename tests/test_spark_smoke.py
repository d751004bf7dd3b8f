from voxlake.tables import POSTS


def test_a_frame_has_the_declared_columns(frame):
    assert tuple(frame(POSTS, {"post_id": "a"}).columns) == POSTS.column_names
