"""How deep and how dear a query may be, found before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    VariableNode,
    get_named_type,
    get_nullable_type,
)

MOST_DEEP = 8
"""How many fields may lie within each other."""
MOST_ALIASES = 50
"""How many fields of a query may have another name: each may be a reading of its own."""
MOST_ROWS = 20_000
"""How many rows a query may ask for: those of a page, times those asked for beside each."""
MOST_FIELDS = 2_000
"""How many fields and fragments a query may name, once for each place where a fragment stands."""
ROWS = "rows"
"""The field of a page that has its rows."""


class Affordable(ValidationRule):
    """Refuses queries that are too deep, name too much or may give too many rows.

    A list counts with its limit, and all below it as often: what a query may give at most, whatever
    the lake holds. What is written once in a fragment counts wherever it stands.

    Attributes:
        default_rows: Rows of a page of which no limit is said.
        rows_of_a_part: Most rows of a list that takes no limit.
        variables: Values of the query's variables: a limit may be one.
    """

    default_rows: int
    rows_of_a_part: int
    variables: Mapping[str, Any] = {}

    def __init__(self, context: ValidationContext) -> None:
        """Count nothing yet."""
        super().__init__(context)
        self._fields = self._aliases = 0
        self._defaults: Mapping[str, int] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Count what an operation asks for."""
        self._fields = self._aliases = 0
        self._defaults = {
            one.variable.name.value: int(one.default_value.value)
            for one in node.variable_definitions
            if isinstance(one.default_value, IntValueNode)
        }
        root = self.context.schema.get_root_type(node.operation)
        if root is None:
            return
        try:
            rows = self._rows(node.selection_set, root, 1, 1, ())
        except _TooMuchError as error:
            self.report_error(GraphQLError(str(error), node))
            return
        if rows > MOST_ROWS:
            said = f"This may give {rows:,} rows, and {MOST_ROWS:,} is the most: set lower limits."
            self.report_error(GraphQLError(said, node))

    def _rows(
        self,
        selections: SelectionSetNode,
        of: GraphQLObjectType,
        times: int,
        depth: int,
        within: tuple[str, ...],
    ) -> int:
        if depth > MOST_DEEP:
            raise _TooMuchError(f"This is more than {MOST_DEEP} fields deep: ask in two queries.")
        total = 0
        for node in selections.selections:
            self._fields += 1  # a fragment, too: one that leads nowhere may do so by 2^20 ways
            if self._fields > MOST_FIELDS:
                raise _TooMuchError(f"This names more than {MOST_FIELDS:,} fields: ask for fewer.")
            if isinstance(node, FieldNode):
                total += self._of_field(node, of, times, depth, within)
            elif isinstance(node, InlineFragmentNode):
                total += self._rows(node.selection_set, of, times, depth, within)
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                fragment = self.context.get_fragment(name)
                if fragment is not None and name not in within:  # another rule refuses circles
                    inner = (*within, name)
                    total += self._rows(fragment.selection_set, of, times, depth, inner)
        return total

    def _of_field(
        self,
        node: FieldNode,
        of: GraphQLObjectType,
        times: int,
        depth: int,
        within: tuple[str, ...],
    ) -> int:
        self._aliases += node.alias is not None
        if self._aliases > MOST_ALIASES:
            raise _TooMuchError(f"This has more than {MOST_ALIASES} aliases: ask in two queries.")
        known = of.fields.get(node.name.value)
        below = get_named_type(known.type) if known else None
        if known is None or node.selection_set is None or not isinstance(below, GraphQLObjectType):
            return 0  # a value, or what another rule refuses
        if node.name.value == ROWS:  # counted with the page that has them
            return self._rows(node.selection_set, below, times, depth + 1, within)
        rows = times
        if "limit" in known.args:
            rows *= self._limit(node)
        elif isinstance(get_nullable_type(known.type), GraphQLList):
            rows *= self.rows_of_a_part
        return rows + self._rows(node.selection_set, below, rows, depth + 1, within)

    def _limit(self, node: FieldNode) -> int:
        given: Any = None
        for argument in node.arguments:
            if argument.name.value == "limit":
                value = argument.value
                if isinstance(value, IntValueNode):
                    given = int(value.value)
                elif isinstance(value, VariableNode):
                    name = value.name.value
                    given = self.variables.get(name, self._defaults.get(name))
        if isinstance(given, float) and given.is_integer():  # 4000.0, which GraphQL takes for 4000
            given = int(given)
        return max(1, given) if isinstance(given, int) else self.default_rows


class _TooMuchError(Exception):
    """A query is refused before all of it was counted."""
