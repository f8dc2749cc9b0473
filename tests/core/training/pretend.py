"""A device for machines without one: its tensors keep their values, and refuse to meet the CPU's.

Training on a GPU goes wrong on its own where a tensor is made on the CPU and meets one on the GPU,
or where numpy is handed one that lies there. Nothing of that shows on a CPU. Here tensors say that
they are on another device; what is done with them is done on a CPU, by the same kernels.

Left out: a GPU's own kernels and their rounding, its random streams, compressed rows, autocast.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_leaves, tree_map

DEVICE = torch.device("meta")
"""PyTorch's name for tensors without values, which every build knows; here they have values."""

_aten = torch.ops.aten
_COPIES = (_aten._to_copy.default, _aten.copy_.default)
_READS = (_aten._local_scalar_dense.default,)


class Pretended(Tensor):
    """A tensor of the device; `held` has its values, on the CPU."""

    held: Tensor

    @staticmethod
    def __new__(cls, held: Tensor) -> "Pretended":
        made: Pretended = Tensor._make_wrapper_subclass(
            cls,
            held.shape,
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=DEVICE,
        )
        made.held = held.detach()
        return made

    @property
    def data(self) -> Tensor:
        return self.detach()

    @data.setter
    def data(self, new: Tensor) -> None:
        assert isinstance(new, Pretended)
        Tensor.data.__set__(self, new)  # type: ignore[attr-defined]
        self.held = new.held

    def item(self) -> Any:
        return self.held.item()

    def tolist(self) -> Any:
        return self.held.tolist()

    def __float__(self) -> float:
        return float(self.held)

    def __int__(self) -> int:
        return int(self.held)

    def __bool__(self) -> bool:
        return bool(self.held)

    def numpy(self, *args: Any, **given: Any) -> Any:
        raise TypeError("can't convert a tensor of another device to numpy; copy it to the CPU")

    __array__ = numpy
    __torch_function__ = torch._C._disabled_torch_function_impl

    @classmethod
    def __torch_dispatch__(
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        return _done(func, args, kwargs or {})


class _Device(TorchDispatchMode):
    """Sees to what is made on the device from nothing, or brought there."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        own = any(isinstance(leaf, Pretended) for leaf in tree_leaves((args, kwargs)))
        return _done(func, args, kwargs) if own or _asked(kwargs) else func(*args, **kwargs)


def _asked(kwargs: Mapping[str, Any]) -> bool:
    device = kwargs.get("device")
    return device is not None and torch.device(device) == DEVICE


def _done(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Do an operation on what the tensors hold; RuntimeError when they are on two devices."""
    tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)]
    own = [tensor for tensor in tensors if isinstance(tensor, Pretended)]
    others = [tensor for tensor in tensors if not isinstance(tensor, Pretended) and tensor.dim()]
    if own and others and func not in _COPIES:
        shapes = [list(tensor.shape) for tensor in others]
        raise RuntimeError(f"{func}: tensors are on two devices; on the CPU: {shapes}.")
    held_args, held = tree_map(lambda x: x.held if isinstance(x, Pretended) else x, (args, kwargs))
    if "device" in held:
        held["device"] = torch.device("cpu")
    if func is _aten._fused_adam_.tensor_lr:
        held["lr"] = held["lr"].double()  # the CPU's kernel reads it as such
    result = func(*held_args, **held)
    if not _stays(func, args, kwargs, bool(own)):
        return args[0] if func is _aten.copy_.default else result
    wrapped = tree_map(lambda x: Pretended(x) if isinstance(x, Tensor) else x, result)
    return return_and_correct_aliasing(func, args, kwargs, wrapped)


def _stays(func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], own: bool) -> bool:
    """Whether what the operation gives is on the device."""
    if func in _READS:
        return False
    if func is _aten.copy_.default:
        return isinstance(args[0], Pretended)
    return _asked(kwargs) if kwargs.get("device") is not None else own


@contextmanager
def pretended_device() -> Iterator[torch.device]:
    """The device, for as long as this lasts."""
    generator, tensor = torch.Generator, torch.tensor

    class Drawing:
        """A generator for the device, which draws on the CPU."""

        def __new__(cls, device: Any = None) -> torch.Generator:  # type: ignore[misc]
            return generator()

    def made(data: Any, *, device: Any = None, **given: Any) -> Tensor:
        """`torch.tensor` brings values to a device behind everything's back."""
        return tensor(data, **given).to(device or "cpu")

    with ExitStack() as stack:
        # Inference mode passes by what stands between the program and its tensors.
        stack.enter_context(_without_inference_mode())
        stack.enter_context(patch("torch.Generator", Drawing))
        stack.enter_context(patch("torch.tensor", made))
        stack.enter_context(_Device())
        yield DEVICE


@contextmanager
def _without_inference_mode() -> Iterator[None]:
    """What wants inference mode gets mere freedom from gradients."""
    before: list[bool] = []

    def enter(_mode: Any) -> None:
        before.append(torch.is_grad_enabled())
        torch.set_grad_enabled(False)

    def leave(_mode: Any, *_: Any) -> None:
        torch.set_grad_enabled(before.pop())

    changed: dict[str, Callable[..., None]] = {"__enter__": enter, "__exit__": leave}
    with patch.multiple(torch.inference_mode, **changed):
        yield
