"""What every number on screen is: name, unit and definition."""

from core.quantities.definitions import Quantity
from core.quantities.lookup import quantity, written

__all__ = ["Quantity", "quantity", "written"]
