"""Puts together ONNX files node by node, from plain numbers; needs the package onnx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.core.errors import PlatformError

_OPSETS = {"": 17, "ai.onnx.ml": 3}
_VERSION = 8
"""Of ONNX files; ONNX Runtime 1.12 and later read it."""


class Graph:
    """An ONNX file under construction; the same calls always give the same bytes."""

    def __init__(self, name: str) -> None:
        """Begin a graph of that name.

        Raises:
            PlatformError: the package onnx is not there.
        """
        try:
            self._onnx: Any = import_module("onnx")
        except ModuleNotFoundError as error:
            raise PlatformError(
                "Models are exported by the package onnx: install voxlake with the extra [export]."
            ) from error
        self._name = name
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(
        self, value: NDArray[Any] | Sequence[Any] | float, kind: type | None = None
    ) -> str:
        """Numbers that the graph holds; those without a kind are of double precision."""
        name = f"constant_{len(self._constants)}"
        array: NDArray[Any] = np.asarray(value, kind or np.float64)
        self._constants.append(self._onnx.numpy_helper.from_array(array, name))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """A node; the name of what it gives."""
        name = f"value_{len(self._nodes)}"
        self._nodes.append(
            self._onnx.helper.make_node(operator, inputs, [name], domain=domain, **attributes)
        )
        return name

    def numbers_of(self, name: str, value: NDArray[np.float64]) -> Any:  # noqa: ANN401
        """Numbers as an attribute of a node takes them."""
        return self._onnx.numpy_helper.from_array(np.asarray(value, np.float64), name)

    def cast(self, value: str, kind: type) -> str:
        """The value as numbers of a kind."""
        to = self._onnx.helper.np_dtype_to_tensor_dtype(np.dtype(kind))
        return self.add("Cast", value, to=to)

    def to_bytes(
        self,
        inputs: Mapping[str, tuple[type, int]],
        outputs: Mapping[str, tuple[str, type, int | None]],
    ) -> bytes:
        """The file.

        Args:
            inputs: Name, kind and width of each matrix of rows that it reads.
            outputs: Name that people see, name in the graph, kind, and width; None for one number
                a row.
        """
        helper = self._onnx.helper
        for shown, (name, _, _) in outputs.items():
            self._nodes.append(helper.make_node("Identity", [name], [shown]))
        graph = helper.make_graph(
            self._nodes,
            self._name,
            [self._info(name, kind, width) for name, (kind, width) in inputs.items()],
            [self._info(name, kind, width) for name, (_, kind, width) in outputs.items()],
            self._constants,
        )
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        model = helper.make_model(
            graph, opset_imports=opsets, ir_version=_VERSION, producer_name="voxlake"
        )
        self._onnx.checker.check_model(model)
        written: bytes = model.SerializeToString(deterministic=True)
        return written

    def _info(self, name: str, kind: type, width: int | None) -> Any:  # noqa: ANN401
        to = self._onnx.helper.np_dtype_to_tensor_dtype(np.dtype(kind))
        shape = ["rows"] if width is None else ["rows", width]
        return self._onnx.helper.make_tensor_value_info(name, to, shape)
