-- A line's own key is not published: lines of one component are added up.
SELECT
    CAST(c.FID AS VARCHAR2(40)) || '/' || CAST(c.FMATERIALID AS VARCHAR2(40)) AS bom_line_id,
    c.FID AS bom_id,
    c.FMATERIALID AS material_id,
    SUM(c.FNUMERATOR / NULLIF(c.FDENOMINATOR, 0)) AS quantity
FROM T_ENG_BOMCHILD c
GROUP BY c.FID, c.FMATERIALID
