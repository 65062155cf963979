-- The newest that are over, for documents that do not know it; those under way are told with the models (models.py).
SELECT
  h.ID_ AS instance_id,
  h.PROC_DEF_ID_ AS flow_id,
  NULLIF(h.BUSINESS_KEY_, '') AS business_key,
  NULLIF(h.START_USER_ID_, '') AS starter_user_id,
  h.START_TIME_ AS started_at,
  h.END_TIME_ AS ended_at,
  CASE
    WHEN COALESCE(present(h.DELETE_REASON_, NULL), '') = '' OR present(h.DELETE_REASON_, NULL) LIKE 'Terminated by end event%'
      THEN 'finished'
    ELSE 'cancelled'
  END AS state,
  FALSE AS waiting
FROM ACT_HI_PROCINST AS h
WHERE h.END_TIME_ IS NOT NULL
ORDER BY h.END_TIME_ DESC, h.ID_ DESC
LIMIT 100000
