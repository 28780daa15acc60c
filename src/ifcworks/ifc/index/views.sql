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
