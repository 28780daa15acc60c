-- Fills the table digests, once all others are there. Rows of one element are added up, so that
-- their order does not count. Numbers count in SI, as single floats: what another exporter or other
-- units make of the last digits is the same. An empty text is no value, and what is referred to has
-- another number in every file, so only that something is counts. Above 2^24 single floats would not
-- tell whole numbers apart.

CREATE TEMP MACRO amount(number, si) AS coalesce(si, number);
CREATE TEMP MACRO digest_of(name, value, number, si) AS hash(
    name, TRY_CAST(amount(number, si) AS FLOAT),
    CASE WHEN abs(amount(number, si)) > 16777216 OR abs(amount(number, si)) < 1e-37
        THEN amount(number, si) END,
    CASE WHEN number IS NULL THEN
        CASE WHEN contains(value, '{"ref": ') THEN 'ref' ELSE nullif(value, '') END
    END
);
CREATE TEMP MACRO kept(total) AS (coalesce(total, 0) % 4611686018427387847)::BIGINT;
CREATE TEMP MACRO in_set(kind, pset, path, value, number, si) AS hash(
    kind = 'qto', pset, digest_of(path, value, number, si)
);

INSERT INTO digests
WITH sets AS (
    SELECT p.pset_id, sum(in_set(s.kind, s.name, p.path, p.value, p.number, p.si)) AS total
    FROM properties p JOIN psets s ON s.id = p.pset_id GROUP BY p.pset_id
),
held AS (
    SELECT element_id, sum(total) AS total
    FROM element_psets JOIN sets USING (pset_id) GROUP BY element_id
),
lost AS (
    SELECT
        o.element_id, sum(in_set(s.kind, s.name, p.path, p.value, p.number, p.si)) AS total
    FROM overridden o
    JOIN properties p USING (pset_id, position) JOIN psets s ON s.id = p.pset_id
    GROUP BY o.element_id
),
stated AS (
    SELECT element_id, sum(digest_of(name, value, number, si)) AS total
    FROM attributes GROUP BY element_id
),
made AS (
    SELECT element_id, sum(hash(
        nullif(set_name, ''), position, name, category, part_name, profile, thickness::FLOAT,
        CASE WHEN thickness IS NULL THEN fraction::FLOAT END, is_ventilated
    )) AS total
    FROM materials GROUP BY element_id
),
classified AS (
    SELECT element_id, sum(hash(
        nullif(system, ''), nullif(edition, ''), nullif(identification, ''), nullif(name, ''),
        nullif(location, '')
    )) AS total
    FROM classifications GROUP BY element_id
),
documented AS (
    SELECT element_id, sum(hash(
        nullif(identification, ''), nullif(name, ''), nullif(location, '')
    )) AS total
    FROM documents GROUP BY element_id
)
SELECT
    e.id, (hash(e.class) >> 1)::BIGINT,
    CASE WHEN nullif(e.name, '') IS NULL THEN 0 ELSE (hash(e.name) >> 1)::BIGINT END,
    CASE WHEN nullif(e.tag, '') IS NULL THEN 0 ELSE (hash(e.tag) >> 1)::BIGINT END,
    (hash(
        nullif(e.predefined_type, ''), nullif(e.description, ''), nullif(e.object_type, ''),
        nullif(e.long_name, '')
    ) >> 1)::BIGINT,
    kept(stated.total), kept(coalesce(held.total, 0) - coalesce(lost.total, 0)), kept(made.total),
    kept(classified.total), kept(documented.total)
FROM elements e
LEFT JOIN held ON held.element_id = e.id
LEFT JOIN lost ON lost.element_id = e.id
LEFT JOIN stated ON stated.element_id = e.id
LEFT JOIN made ON made.element_id = e.id
LEFT JOIN classified ON classified.element_id = e.id
LEFT JOIN documented ON documented.element_id = e.id
ORDER BY e.id;
