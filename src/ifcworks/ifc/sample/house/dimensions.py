"""The measures of the house that more than one part of it needs, in millimetres.

x runs east along the ridge, y north, z up; the origin is the south-west corner of the outer walls
at the finished ground floor. The roof rises 3 in 4, so sloped lengths are rational (3-4-5).
"""

from ifcworks.ifc.sample.geometry import Placement

LENGTH = 11000.0
DEPTH = 8000.0

OUTER_WALL = 350.0
INNER_WALL = 175.0
PARTITION = 115.0

SLAB = 250.0
UPPER_FLOOR = 2900.0
EAVES = 5600.0
"""Where the underside of the roof meets the outer face of the walls."""

GROUND_ROOM_HEIGHT = UPPER_FLOOR - SLAB
UPPER_ROOM_HEIGHT = 2475.0
CEILING_BOARD = 25.0

ROOF_RISE = 0.75
EAVES_OVERHANG = 600.0
VERGE_OVERHANG = 500.0
ROOF_THICKNESS = 250.0
"""Measured square to the slope; the vertical measure is 5/4 of it."""

RIDGE = EAVES + ROOF_RISE * DEPTH / 2
"""The underside of the roof at the ridge."""

# The clear inside of the outer walls.
WEST, EAST = OUTER_WALL, LENGTH - OUTER_WALL
SOUTH, NORTH = OUTER_WALL, DEPTH - OUTER_WALL

# The hall lies between two load-bearing inner walls that run from south to north.
HALL_WEST = 5075.0
HALL_EAST = 7275.0
LIVING_EAST = HALL_WEST - INNER_WALL
SIDE_WEST = HALL_EAST + INNER_WALL

STAIR_WIDTH = 1000.0
STAIR_WEST = HALL_EAST - STAIR_WIDTH
STAIR_START = 2600.0
STAIR_RISERS = 16
STAIR_TREAD = 270.0
STAIR_RISER = UPPER_FLOOR / STAIR_RISERS
STAIR_END = STAIR_START + (STAIR_RISERS - 1) * STAIR_TREAD
STAIRWELL_SOUTH = 3400.0

CHIMNEY = 600.0
CHIMNEY_WEST = LIVING_EAST - CHIMNEY
CHIMNEY_SOUTH = 4900.0
CHIMNEY_TOP = 9400.0

TERRAIN = -150.0
PAVING_TOP = -20.0


def level(z: float) -> Placement:
    """Return the frame of the house at a height."""
    return Placement((0.0, 0.0, z))
