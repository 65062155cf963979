-- One row per flow version that new documents start with and an engine really runs: what definition checks judge.
-- optional: flow.name, flow.code, flow.company_id
SELECT f.flow_id, f.code, coalesce(nullif(f.name, ''), nullif(f.code, ''), f.flow_id) AS flow_name,
       f.notation, f.document_type_id, f.company_id
FROM flow AS f
WHERE f.latest AND f.active AND NOT f.deleted AND f.executable
