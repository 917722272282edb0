"""A filter tree → SQL.

In two steps, so that SQL is composed and compiled once per shape and not once per request: `shape_of` checks a tree
against what its resource can be filtered by and takes the values out; `condition` builds SQL for what remains.
What cannot be answered is refused, never ignored: an ignored filter would match everybody.
"""

from identity.filtering.attributes import Attribute, Kind, MultiValued
from identity.filtering.conditions import condition
from identity.filtering.extensions import ExtensionAttribute, Extensions, get_sorted_by
from identity.filtering.filterable import Filterable
from identity.filtering.shapes import (
    EVERYTHING,
    MAX_COMPARISONS,
    Shape,
    Shaped,
    is_search,
    may_match_many,
    searched,
    shape_of,
    without_prefilters,
)
from identity.filtering.tree import (
    MAX_DEPTH,
    And,
    Compare,
    Element,
    Filter,
    Not,
    Operator,
    Or,
    Present,
    attribute_names,
)

__all__ = [
    "EVERYTHING",
    "MAX_COMPARISONS",
    "MAX_DEPTH",
    "And",
    "Attribute",
    "Compare",
    "Element",
    "ExtensionAttribute",
    "Extensions",
    "Filter",
    "Filterable",
    "Kind",
    "MultiValued",
    "Not",
    "Operator",
    "Or",
    "Present",
    "Shape",
    "Shaped",
    "attribute_names",
    "condition",
    "get_sorted_by",
    "is_search",
    "may_match_many",
    "searched",
    "shape_of",
    "without_prefilters",
]
