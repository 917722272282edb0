"""How much one request may ask for. Every limit is named in the error that enforces it."""

MAX_FILTER_LENGTH = 8_000
"""Characters of a filter or of a PATCH path."""

MAX_FILTER_DEPTH = 50
"""Parentheses and brackets open at once in a filter."""

MAX_FILTER_COMPARISONS = 200
"""Comparisons in one filter, those that a complex attribute stands for included."""

MAX_OPERATIONS = 1_000
"""Operations in one PATCH; Microsoft's validator sends 36."""

MAX_BULK_OPERATIONS = 1_000
"""Operations in one bulk request."""

MAX_ATTRIBUTES = 10_000
"""Attributes and sub-attributes named in one request, over all its operations."""

MAX_NAME_CHARACTERS = 500_000
"""Characters of all these names, value filters in them included, and of the paths."""

MAX_ELEMENTS = 1_000
"""Elements of one multi-valued attribute of a user, or of a list inside an undeclared extension."""

MAX_MEMBERS = 100_000
"""Members named in one request on a group."""

MAX_ANSWERED_MEMBERS = 100
"""Members of a group that a PATCH is answered with; a larger group is not returned unless `attributes` ask for it."""

MAX_LISTED_MEMBERS = 200_000
"""Members of all the groups on one page together."""

MAX_STRING_LENGTH = 8_192
"""Characters of one string value."""

MAX_NESTING = 32
"""Objects and lists inside each other in an undeclared extension."""

MAX_COMPARISONS = 500_000
"""Comparisons of elements, with value filters or with each other, in one PATCH."""

MAX_NOTES = 100
"""Notes kept of one request."""
