-- Not dealt with, not withdrawn: ischeck N.
SELECT
    w.pk_checkflow AS task_id,
    w.billno AS name,
    w.checkman AS assignee_user_id,
    w.senddate AS created_at
FROM pub_workflownote w
WHERE w.ischeck = 'N' AND w.dealdate IS NULL AND COALESCE(w.dr, 0) = 0
