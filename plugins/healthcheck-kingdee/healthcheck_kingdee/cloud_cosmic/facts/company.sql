SELECT
    o.FORGID AS company_id,
    o.FNUMBER AS code,
    FALSE AS deleted
FROM T_ORG_ORGANIZATIONS o
