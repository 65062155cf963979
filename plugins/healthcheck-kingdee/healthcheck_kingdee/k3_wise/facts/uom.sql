SELECT
    m.FMeasureUnitID AS uom_id,
    m.FName AS name,
    m.FUnitGroupID AS dimension,
    m.FCoefficient AS factor
FROM t_MeasureUnit AS m
