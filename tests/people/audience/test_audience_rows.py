from voxlake.people.audience.rows import in_files
from voxlake.people.audience.settings import AudienceSettings

ROWS = "user_id string, phone string, handle string, country string, revenue double"
ROW = {"user_id": "a", "phone": "+4930123456", "handle": "@ann", "country": "=1+1", "revenue": -1.0}


def told(frame, **settings):
    identifiers = {
        name: {"attribute": name, "kind": kind, "hashing": "none"}
        for name, kind in (("phone", "phone"), ("handle", "text"))
    }
    asked = AudienceSettings(identifiers=identifiers, columns=("country", "revenue"), **settings)
    return tuple(in_files(frame(ROWS, ROW), 1, asked).first())


def test_texts_that_a_spreadsheet_takes_for_formulas_are_guarded_in_csv_alone(frame):
    assert told(frame, format="csv") == ("+4930123456", " @ann", " =1+1", -1.0)
    assert told(frame, format="json") == ("+4930123456", "@ann", "=1+1", -1.0)
