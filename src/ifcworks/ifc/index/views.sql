-- Views that people want. Columns that are not told about here are as in the tables.

-- Every property and quantity of every element: its own, or through its type where the own ones do
-- not take its place.
CREATE VIEW element_properties AS
SELECT
    e.id AS element_id, e.global_id, e.class, e.name AS element_name,
    s.name AS pset,                      -- name of the set
    p.path AS property,                  -- name, or Complex/Part
    p.value, p.number, p.si, p.unit, p.ifc_type, p.kind,
    l.source,                            -- instance (its own), type (inherited)
    p.pset_id
FROM element_psets l
JOIN elements e ON e.id = l.element_id
JOIN psets s ON s.id = l.pset_id
JOIN properties p ON p.pset_id = l.pset_id
ANTI JOIN overridden o
    ON o.element_id = l.element_id AND o.pset_id = p.pset_id AND o.source = l.source
    AND o.position = p.position;

-- The numbers of quantity sets.
CREATE VIEW quantities AS
SELECT
    e.id AS element_id, e.global_id, e.class, e.name AS element_name, e.type_id, e.storey_id,
    s.name AS qto,                       -- name of the set
    p.path AS quantity,                  -- name, or Complex/Part
    p.number,                            -- as written
    p.unit,                              -- symbol of the unit of that number
    p.si,                                -- the number in si_unit
    CASE WHEN p.si IS NOT NULL THEN CASE p.ifc_type
        WHEN 'IfcLengthMeasure' THEN 'm' WHEN 'IfcAreaMeasure' THEN 'm²'
        WHEN 'IfcVolumeMeasure' THEN 'm³' WHEN 'IfcMassMeasure' THEN 'kg'
        WHEN 'IfcTimeMeasure' THEN 's'
    END END AS si_unit,                  -- NULL for counts and the like, and with si
    l.source                             -- instance (its own), type (inherited)
FROM element_psets l
JOIN elements e ON e.id = l.element_id
JOIN psets s ON s.id = l.pset_id
JOIN properties p ON p.pset_id = l.pset_id
ANTI JOIN overridden o
    ON o.element_id = l.element_id AND o.pset_id = p.pset_id AND o.source = l.source
    AND o.position = p.position
WHERE s.kind = 'qto' AND p.number IS NOT NULL;

-- Totals of quantities for each storey and class. Elements on no storey are under NULL.
CREATE VIEW quantities_by_storey AS
SELECT
    q.storey_id, s.name AS storey, q.class, q.qto, q.quantity, q.si_unit,
    count(DISTINCT q.element_id) AS elements,     -- that have it
    sum(coalesce(q.si, q.number)) AS total        -- in si_unit, else as written
FROM quantities q
LEFT JOIN elements s ON s.id = q.storey_id
WHERE q.class NOT IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcTypeObject')
GROUP BY ALL
ORDER BY storey NULLS LAST, q.class, q.qto, q.quantity;

-- What is in the building by what it consists of. The volume is that of the meshes: of the share
-- that is of the material, where shares are known, and of closed meshes only.
CREATE VIEW materials_summary AS
WITH used AS (
    SELECT
        m.name, m.category, m.element_id, e.class, m.thickness,
        coalesce(m.fraction, CASE WHEN count(*) OVER (PARTITION BY m.element_id) = 1 THEN 1 END)
            * CASE WHEN e.is_closed THEN e.volume END AS volume
    FROM materials m JOIN elements e ON e.id = m.element_id
    WHERE e.class NOT IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcTypeObject')
)
SELECT
    name AS material, max(category) AS category,
    count(DISTINCT element_id) AS elements,       -- that have it, themselves or by their type
    list_sort(list(DISTINCT class)) AS classes,   -- of these elements
    list_sort(list(DISTINCT thickness) FILTER (thickness IS NOT NULL)) AS thicknesses,  -- metres
    sum(volume) AS volume,                        -- m³
    count(DISTINCT element_id) FILTER (volume IS NOT NULL) AS elements_measured
FROM used WHERE name IS NOT NULL GROUP BY name ORDER BY name;

-- The building from the top down: project, site, building, storey, space, and what stands there.
CREATE VIEW spatial_tree AS
WITH steps AS (
    SELECT id, unnest(ancestors) AS ancestor, generate_subscripts(ancestors, 1) AS step
    FROM elements
),
paths AS (
    SELECT s.id, string_agg(coalesce(a.name, a.class), ' / ' ORDER BY s.step) AS path
    FROM steps s JOIN elements a ON a.id = s.ancestor GROUP BY s.id
),
below AS (SELECT ancestor, count(*) AS below FROM steps GROUP BY ancestor)
SELECT
    e.id, e.global_id, e.class, e.name, e.long_name,
    len(e.ancestors) AS depth,           -- 0 for the project
    e.ancestors[-1] AS parent_id,        -- what it stands directly below
    p.path AS place,                     -- names of all above it, from the project down
    coalesce(b.below, 0) AS below        -- how many objects are below it, at any depth
FROM elements e
LEFT JOIN paths p ON p.id = e.id
LEFT JOIN below b ON b.ancestor = e.id
WHERE len(e.ancestors) > 0
   OR e.class IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcProject')
ORDER BY p.path NULLS FIRST, e.name, e.id;
