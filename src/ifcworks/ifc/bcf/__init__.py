"""BCF: issues in models, each with a view of where it is, as other software reads them.

The BIM Collaboration Format of buildingSMART, as archives (BCF-XML) of version 2.1 and 3.0.
"""

from ifcworks.ifc.bcf.archive import BcfVersion, write_bcf
from ifcworks.ifc.bcf.cameras import (
    OrthogonalCamera,
    PerspectiveCamera,
    camera_on,
)
from ifcworks.ifc.bcf.identity import guid_of
from ifcworks.ifc.bcf.model import (
    ClippingPlane,
    Colouring,
    Comment,
    Component,
    HeaderFile,
    Line,
    Project,
    Topic,
    Viewpoint,
)

__all__ = [
    "BcfVersion",
    "ClippingPlane",
    "Colouring",
    "Comment",
    "Component",
    "HeaderFile",
    "Line",
    "OrthogonalCamera",
    "PerspectiveCamera",
    "Project",
    "Topic",
    "Viewpoint",
    "camera_on",
    "guid_of",
    "write_bcf",
]
