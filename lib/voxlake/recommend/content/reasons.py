"""Why something is shown, in words that a user may read.

They tell of what people did alike, never of moods, and nothing of any one person.
"""

WITH = "People who chose what you chose also chose this."
NEAR = "Similar to what you liked, shared or bought lately."
NEW = "New, and similar to what you liked, shared or bought lately."
SEGMENT = "Popular with people who use the service as you do."
LANGUAGE = "Popular in your language."
POPULAR = "Popular these days."
