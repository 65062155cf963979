/* One row per barcode that is not deleted, its code without spaces around it. */
SELECT b.barcode_id, trim(b.code) AS code, b.kind, b.company_id
FROM barcode AS b
WHERE NOT b.deleted AND trim(b.code) <> ''
