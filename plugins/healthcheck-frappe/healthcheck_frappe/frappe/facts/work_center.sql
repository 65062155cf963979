-- A workstation cannot be switched off, only deleted.
SELECT w.name AS work_center_id, NULL AS code, w.workstation_name AS name, TRUE AS active
FROM `tabWorkstation` AS w
