-- Variables that some instance of a definition had, as far as history reaches back.
SELECT DISTINCT
  h.PROC_DEF_ID_ AS flow_id,
  v.NAME_ AS name,
  'history' AS source
FROM ACT_HI_VARINST AS v
JOIN ACT_HI_PROCINST AS h ON h.PROC_INST_ID_ = v.PROC_INST_ID_
WHERE v.NAME_ IS NOT NULL AND v.NAME_ <> ''
