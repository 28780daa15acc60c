"""The GLB that viewers show: small, drawn at few calls, every element to be picked.

Equal shapes are drawn as instances (``EXT_mesh_gpu_instancing``), all others are put together by
material. Positions are 16-bit (``KHR_mesh_quantization``). Each vertex or instance has the number
of a row of the table of elements (``EXT_mesh_features``, ``EXT_instance_features``,
``EXT_structural_metadata``). What clients do with it is told in ``docs/viewer-glb.md``.
"""

from ifcworks.ifc.geometry.viewer.features import Label
from ifcworks.ifc.geometry.viewer.writing import write_viewer_glb

__all__ = ["Label", "write_viewer_glb"]
