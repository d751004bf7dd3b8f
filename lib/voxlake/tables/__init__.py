"""Every table of the lake, declared once, in the module of its layer or subject.

Imports no pyspark. A module is named here once, in the order in which pages tell of them, and its
tables are found.
"""

from voxlake.tables.bronze import *
from voxlake.tables.silver import *
from voxlake.tables.silver_marketing import *
from voxlake.tables.silver_recommend import *
from voxlake.tables.gold_language import *
from voxlake.tables.gold_topics import *
from voxlake.tables.gold_trends import *
from voxlake.tables.gold_entities import *
from voxlake.tables.gold_people import *
from voxlake.tables.gold_orders import *
from voxlake.tables.gold_features import *
from voxlake.tables.gold_segments import *
from voxlake.tables.gold_growth import *
from voxlake.tables.gold_value import *
from voxlake.tables.gold_demand import *
from voxlake.tables.gold_returns import *
from voxlake.tables.gold_experiments import *
from voxlake.tables.gold_timing import *
from voxlake.tables.gold_content import *
from voxlake.tables.gold_drafts import *
from voxlake.tables.gold_publishing import *
from voxlake.tables.gold_images import *
from voxlake.tables.gold_learnt import *
from voxlake.tables.gold_content_recommendations import *
from voxlake.tables.gold_friends import *
from voxlake.tables.gold_hashtags import *
from voxlake.tables.gold_items import *
from voxlake.tables.gold_recommend_evaluation import *
from voxlake.tables.gold_forecast import *
from voxlake.tables.operations import *
from voxlake.tables.documents import *
from voxlake.tables.operations_warnings import *
from voxlake.tables.read import EVERYTHING as EVERYTHING
from voxlake.tables.read import OF_THE_DAY as OF_THE_DAY
from voxlake.tables.read import Lookback as Lookback
from voxlake.tables.read import Read as Read
from voxlake.tables.table import Column as Column
from voxlake.tables.table import Earlier as Earlier
from voxlake.tables.table import Table as Table
from voxlake.tables.table import column as column

TABLES: tuple[Table, ...] = tuple(each for each in globals().values() if isinstance(each, Table))
"""All of them, by module and in the order of their declaration."""
