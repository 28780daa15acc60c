"""Triangles, materials and placements of a model's elements.

They are computed so that nothing can take the caller down: in child processes, by batches, with
every element that fails named.

``tessellate`` is the way in; ``model`` says what comes out; ``glb`` and ``obj`` write it, and
``serialization`` drives ifcopenshell's own writers under the same protection.
"""
