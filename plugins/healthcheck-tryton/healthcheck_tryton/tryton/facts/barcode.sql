-- Other identifiers (brand, manufacturer's part number) may repeat by design.
SELECT
  i.id AS barcode_id,
  i.code AS code,
  i.product AS material_id,
  NULL AS uom_id,
  UPPER(i.type) AS kind,
  NULL AS company_id,
  FALSE AS deleted
FROM product_identifier AS i
WHERE i.type IN ('ean', 'isbn', 'ismn', 'isan')
