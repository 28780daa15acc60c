"""Clash detection: pairs of elements that are in each other's way, from what is kept of models.

``run`` is the way in. Elements come from the index and the geometry cache (``elements``), pairs
whose boxes meet from ``candidates``; ``testing`` and ``judging`` test them. Most have nothing in
common, which ``disjoint`` sees in the triangles of all pairs at once. Where both are closed solids,
``overlap`` says what they have in common, which does not depend on how their surfaces are cut into
triangles. ``touching`` finds contact; else, and for distances, ``surfaces`` asks ifcopenshell's own
clash tree about the triangles.
"""
