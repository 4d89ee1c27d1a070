"""Named tuples laid out in memory, and the compiler's type of a pointer to one; see `_jit.hold`.

Numba's own structures of references count every array that is read out of them, twice for each number
looked up, and unpack hundreds of arrays at the door of a kernel. Here a kernel is handed one address. The
words behind it are those of the fields in their order: of a number itself, of an array its address and
shape, of a tuple its own fields. Loads are marked as never changing, so that one before a loop will do.
Source: "Low-level extension API", numba's documentation.
"""

from array import array
from hashlib import sha256
from struct import pack
from typing import Any

import numba
import numba.core.cgutils
import numba.core.types
import numba.core.typing.templates
import numba.extending
import numba.np.arrayobj
from llvmlite import ir as llvmlite_ir

# Neither the compiler nor its assembler says what types its parts have.
typeof: Any = numba.typeof
ir: Any = llvmlite_ir
cgutils: Any = numba.core.cgutils
types: Any = numba.core.types
extending: Any = numba.extending
arrayobj: Any = numba.np.arrayobj
Attributes: Any = numba.core.typing.templates.AttributeTemplate

_SCALARS = {bool: types.boolean, int: types.int64, float: types.float64}


class HeldType(types.Type):  # type: ignore[misc]
    """The compiler's type of a pointer to a named tuple: types and first words of its fields, by name."""

    def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.kinds = dict(fields)
        self.first: dict[str, int] = {}
        self.words = 0
        for field, kind in fields:
            self.first[field] = self.words
            self.words += kind.words if isinstance(kind, HeldType) else 1 + getattr(kind, "ndim", 0)
        # Machine code bears the names of its types: one that lists hundreds of fields would be pages long.
        super().__init__(f"Held{name}{sha256(repr(fields).encode()).hexdigest()[:12]}")


class Pointer:
    """A named tuple as kernels read it, and what keeps it alive."""

    __slots__ = ("address", "kind", "values", "words")

    def __init__(self, values: Any) -> None:
        self.values = values
        self.words = array("q")
        self.kind = self._lay(values)
        self.address = self.words.buffer_info()[0]

    def _lay(self, values: Any) -> HeldType:
        """Append the fields of a tuple, and say what they are."""
        fields = []
        for name, value in zip(values._fields, values, strict=True):
            kind: Any
            if isinstance(value, tuple):
                kind = self._lay(value)
            elif hasattr(value, "ctypes"):
                kind = typeof(value)
                if kind.layout != "C":
                    raise TypeError(f"{type(values).__name__}.{name} is not contiguous")
                self.words.extend((value.ctypes.data, *value.shape))
            else:
                kind = next((kind for of, kind in _SCALARS.items() if isinstance(value, of)), None)
                if kind is None:
                    raise TypeError(f"{type(values).__name__}.{name} is neither an array nor a number")
                self.words.frombytes(pack("d" if kind is types.float64 else "q", value))
            fields.append((name, kind))
        return HeldType(type(values).__name__, tuple(fields))


class HeldFields(Attributes):  # type: ignore[misc]
    """What the compiler may read from a pointer."""

    key = HeldType

    def generic_resolve(self, held: HeldType, field: str) -> Any:
        """The type of a field; None for what is no field."""
        return held.kinds.get(field)


def _type_of(pointer: Pointer, _context: Any) -> HeldType:
    return pointer.kind


def _unpack(_kind: HeldType, pointer: Any, door: Any) -> Any:
    """A pointer at the door of a kernel: its address."""
    number = door.pyapi.object_getattr_string(pointer, "address")
    address = door.pyapi.long_as_longlong(number)
    door.pyapi.decref(number)
    return extending.NativeValue(door.builder.inttoptr(address, cgutils.voidptr_t))


def _read(context: Any, builder: Any, held: HeldType, pointer: Any, field: str) -> Any:
    """Machine code that reads a field. No reference is counted: the array belongs to who holds it."""
    kind, word = held.kinds[field], ir.IntType(64)
    first = builder.gep(builder.bitcast(pointer, word.as_pointer()), [ir.Constant(word, held.first[field])])
    if isinstance(kind, HeldType):
        return builder.bitcast(first, cgutils.voidptr_t)

    def load(offset: int, of: Any) -> Any:
        place = builder.gep(first, [ir.Constant(word, offset)])
        loaded = builder.load(builder.bitcast(place, of.as_pointer()))
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    if kind is types.boolean:
        return builder.trunc(load(0, word), ir.IntType(1))
    if not isinstance(kind, types.Array):
        return load(0, context.get_value_type(kind))
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    shape = [load(1 + axis, word) for axis in range(kind.ndim)]
    strides = [ir.Constant(word, size)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    made = arrayobj.make_array(kind)(context, builder)
    arrayobj.populate_array(
        made,
        data=load(0, context.get_data_type(kind.dtype).as_pointer()),
        shape=shape,
        strides=strides,
        itemsize=ir.Constant(word, size),
        meminfo=None,
    )
    return made._getvalue()


extending.typeof_impl.register(Pointer)(_type_of)
extending.register_model(HeldType)(extending.models.OpaqueModel)
extending.infer_getattr(HeldFields)
extending.unbox(HeldType)(_unpack)
extending.lower_getattr_generic(HeldType)(_read)
