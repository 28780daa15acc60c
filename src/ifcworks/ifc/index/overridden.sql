-- Fills the table overridden, once the sets are there. Few elements have several sets of one name,
-- or a set with several properties of one name; only the properties of those are put in order.

INSERT INTO overridden
WITH several AS (
    SELECT DISTINCT l.element_id
    FROM element_psets l JOIN psets s ON s.id = l.pset_id
    GROUP BY l.element_id, s.name HAVING count(*) > 1
    UNION
    SELECT element_id FROM element_psets WHERE pset_id IN (
        SELECT pset_id FROM properties WHERE parent IS NULL
        GROUP BY pset_id, name HAVING count(*) > 1
    )
),
ranked AS (
    SELECT
        l.element_id, l.pset_id, l.source, p.position,
        lead(p.position) OVER (
            PARTITION BY l.element_id, l.pset_id, l.source ORDER BY p.position
        ) AS next,
        row_number() OVER (
            -- ifcopenshell knows no references: what is one takes no place of a value.
            PARTITION BY l.element_id, s.name, p.name, p.kind = 'reference'
            ORDER BY l.source = 'instance' DESC, l.position DESC, p.position DESC
        ) AS rank
    FROM element_psets l
    JOIN several USING (element_id)
    JOIN psets s ON s.id = l.pset_id
    JOIN properties p ON p.pset_id = l.pset_id AND p.parent IS NULL
)
-- A complex property is followed by its parts, which go with it.
SELECT r.element_id, r.pset_id, r.source, p.position
FROM ranked r
JOIN properties p ON p.pset_id = r.pset_id
    AND p.position >= r.position AND (r.next IS NULL OR p.position < r.next)
WHERE r.rank > 1
ORDER BY r.element_id, r.pset_id, r.source, p.position;
