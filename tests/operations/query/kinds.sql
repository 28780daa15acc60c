-- One of each kind of SQL that reads, a line each.
SELECT DISTINCT class, id::DECIMAL(9, 2), TRY_CAST(name AS DATE) FROM elements ORDER BY ALL LIMIT 2
SELECT DISTINCT ON (class) * EXCLUDE (id) REPLACE (upper(class) AS class) FROM elements LIMIT 10%
SELECT class, count(*) FILTER (WHERE id > 1) FROM elements GROUP BY ROLLUP (class) HAVING count(*) > 1
SELECT id, sum(id) OVER w FROM elements WINDOW w AS (ORDER BY id ROWS 1 PRECEDING) QUALIFY row_number() OVER w = 1
SELECT CASE WHEN a THEN 1 END, a IN (true), a IS NULL, NOT a, a AND a, coalesce(a, a) FROM (SELECT true) t(a)
SELECT 1 BETWEEN 0 AND 2, 'a' LIKE 'b', 'a' ~ 'b', EXISTS (SELECT 1), 1 = ANY (SELECT 1), (SELECT 1)
SELECT [x * 2 for x in [1, 2]], list_transform([1], lambda x: x + 1), {'a': 1}.a, MAP {1: 2}[1], [1, 2][1:2]
SELECT 'a' COLLATE NOCASE, INTERVAL 1 DAY, extract(year FROM DATE '2026-01-02'), row(1, 2), try(1 / 0)
SELECT COLUMNS('^n'), * LIKE 'n%', e.* FROM elements e LIMIT 1
SELECT e.id FROM elements e JOIN psets p USING (id) LEFT JOIN units u ON true ANTI JOIN model m ON false
SELECT e.id FROM elements e ASOF JOIN elements f ON e.id >= f.id POSITIONAL JOIN elements g
SELECT id, x FROM elements e, LATERAL (SELECT e.id + 1) t(x), unnest(e.ancestors) u(y) ORDER BY #1
SELECT unnest(ancestors) FROM elements USING SAMPLE 3 ROWS
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 EXCEPT SELECT 3 UNION ALL BY NAME SELECT 4
WITH a AS MATERIALIZED (SELECT 1), b AS (FROM a) FROM B
WITH RECURSIVE x(a) USING KEY (a) AS (SELECT 1 UNION SELECT a + 1 FROM x WHERE a < 5) FROM x
WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM x WHERE a < 5) FROM x
VALUES (1, 'a'), (2, 'b')
TABLE elements
FROM index.main.Elements SELECT count(*)
FROM range(3), generate_series(1, 2), json_each('[1]'), repeat('a', 2)
PIVOT elements ON class IN ('IfcWall', 'IfcDoor') USING count(*) GROUP BY storey_id
FROM (SELECT 1 AS a, 2 AS b) UNPIVOT (v FOR k IN (a, b))
DESCRIBE elements
DESCRIBE SELECT 1
SUMMARIZE psets
SHOW elements
SHOW TABLES
SHOW ALL TABLES
FROM information_schema.columns
SELECT georeference ->> '$.map_conversion.crs' FROM model
SELECT main.upper('a'), 'a'.upper(), current_date, now()
