"""Catalogs whose nominal figures are those of one reading: what is drawn, stated instead."""

from collections.abc import Mapping
from dataclasses import replace

from rangering.catalog.read import Catalog


def stating(catalog: Catalog, reading: Mapping[str, float]) -> Catalog:
    """The catalog with other nominal values; bounds, sources and everything else as they are.

    Parameters
    ----------
    catalog : Catalog
        Left as it is.
    reading : mapping of str to float
        Values in SI by quantity id; competing claims are left alone.
    """
    entries, defaults = dict(catalog.entries), dict(catalog.changed_defaults)
    for key, value in reading.items():
        entry_id, _, name = key.partition(".")
        if entry_id in entries and name not in entries[entry_id].quantities:
            continue  # a claim among others, not a figure
        quantity = catalog.quantity(key)
        changed = quantity.model_copy(update={"nominal": value / quantity.si_unit_and_factor[1]})
        if entry_id in entries:
            figures = {**entries[entry_id].quantities, name: changed}
            entries[entry_id] = entries[entry_id].model_copy(update={"quantities": figures})
        else:
            defaults[key] = changed
    return replace(catalog, entries=entries, changed_defaults=defaults)
