"""Counts of what is in a model, against plain counting."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import ifcopenshell

from ifcworks.ifc.summary.content import read_classes, read_property_sets, read_size


def test_the_corpus_is_counted_right(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        if "rc2" in path.name:
            continue
        model = ifcopenshell.open(path)
        classes = read_classes(model)
        objects = Counter(o.is_a() for o in model.by_type("IfcObjectDefinition"))
        assert {c.ifc_class: c.count for c in classes} == objects
        assert [c.count for c in classes] == sorted((c.count for c in classes), reverse=True)
        size = read_size(model)
        assert size.elements == sum(c.count for c in classes if c.element)
        assert size.products == len(model.by_type("IfcProduct"))
        assert size.entities == sum(1 for _ in model)
        psets = Counter((p.Name or "").strip() for p in model.by_type("IfcPropertySet"))
        psets.update((q.Name or "").strip() for q in model.by_type("IfcElementQuantity"))
        assert {p.name: p.count for p in read_property_sets(model)} == psets
