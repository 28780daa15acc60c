"""Triangles, materials and placements of a model's elements.

They are computed so that nothing can take the caller down: in child processes, by batches, with
every element that fails named.

``tessellate`` is the way in; ``model`` says what comes out; ``cache`` keeps it in a file and
``measures`` says what it tells of each element; ``glb``, ``viewer`` and ``obj`` write it, and
``serialization`` drives ifcopenshell's own writers under the same protection.
"""

GEOMETRY_FORMAT = 4
"""Raised when kept geometry has to be computed again: its file or its content has changed."""
