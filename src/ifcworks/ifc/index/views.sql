-- Views that people want.

CREATE VIEW element_properties AS
SELECT
    e.id AS element_id, e.global_id, e.class, e.name AS element_name,
    s.name AS pset, p.path AS property, p.value, p.number, p.si, p.unit, p.ifc_type, p.kind,
    l.source, p.pset_id
FROM element_psets l
JOIN elements e ON e.id = l.element_id
JOIN psets s ON s.id = l.pset_id
JOIN properties p ON p.pset_id = l.pset_id
QUALIFY row_number() OVER (
    PARTITION BY l.element_id, s.name, p.path
    ORDER BY l.source = 'instance' DESC, l.position DESC, p.position DESC
) = 1;


-- Quantities of elements; those of the element itself win over those of its type.
CREATE VIEW quantities AS
SELECT
    e.id AS element_id, e.global_id, e.class, e.name AS element_name, e.type_id, e.storey_id,
    s.name AS qto, p.path AS quantity, p.number, p.unit, p.si,
    CASE p.ifc_type
        WHEN 'IfcLengthMeasure' THEN 'm' WHEN 'IfcAreaMeasure' THEN 'm²'
        WHEN 'IfcVolumeMeasure' THEN 'm³' WHEN 'IfcMassMeasure' THEN 'kg'
        WHEN 'IfcTimeMeasure' THEN 's'
    END AS si_unit,
    l.source
FROM psets s
JOIN properties p ON p.pset_id = s.id
JOIN element_psets l ON l.pset_id = s.id
JOIN elements e ON e.id = l.element_id
WHERE s.kind = 'qto' AND p.number IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY l.element_id, s.name, p.path
    ORDER BY l.source = 'instance' DESC, l.position DESC, p.position DESC
) = 1;

-- Totals of quantities for each storey and class. Elements on no storey are under NULL.
CREATE VIEW quantities_by_storey AS
SELECT
    q.storey_id, s.name AS storey, q.class, q.qto, q.quantity, q.si_unit,
    count(DISTINCT q.element_id) AS elements,
    sum(coalesce(q.si, q.number)) AS total
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
    WHERE m.name IS NOT NULL
      AND e.class NOT IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcTypeObject')
)
SELECT
    name AS material, max(category) AS category, count(DISTINCT element_id) AS elements,
    list_sort(list(DISTINCT class)) AS classes,
    list_sort(list(DISTINCT thickness) FILTER (thickness IS NOT NULL)) AS thicknesses,
    sum(volume) AS volume,
    count(DISTINCT element_id) FILTER (volume IS NOT NULL) AS elements_measured
FROM used GROUP BY name ORDER BY name;

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
    e.id, e.global_id, e.class, e.name, e.long_name, len(e.ancestors) AS depth,
    e.ancestors[-1] AS parent_id, p.path AS place, coalesce(b.below, 0) AS below
FROM elements e
LEFT JOIN paths p ON p.id = e.id
LEFT JOIN below b ON b.ancestor = e.id
WHERE len(e.ancestors) > 0
   OR e.class IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcProject')
ORDER BY p.path NULLS FIRST, e.name, e.id;
