-- Singles keep passwords and keys of other systems too: only switches known to be harmless are read.
SELECT
    CONCAT(s.doctype, '.', s.field) AS `key`,
    '' AS company_id,
    CONCAT(s.doctype, '.', s.field) AS name,
    MAX(s.value) AS value
FROM `tabSingles` AS s
WHERE (s.doctype = 'System Settings' AND s.field IN (
        'enable_scheduler', 'setup_complete', 'apply_strict_user_permissions', 'allow_guests_to_upload_files',
        'session_expiry', 'session_expiry_mobile', 'deny_multiple_sessions', 'disable_user_pass_login',
        'allow_login_using_mobile_number', 'allow_login_using_user_name', 'allow_error_traceback',
        'logout_on_password_reset', 'force_user_to_reset_password', 'enable_password_policy', 'minimum_password_score',
        'allow_consecutive_login_attempts', 'allow_login_after_fail', 'enable_two_factor_auth', 'two_factor_method',
        'backup_limit', 'encrypt_backup', 'email_retry_limit', 'time_zone', 'country', 'language', 'float_precision',
        'currency_precision'))
    OR (s.doctype = 'Website Settings' AND s.field = 'disable_signup')
    OR (s.doctype = 'Global Defaults' AND s.field IN ('default_company', 'default_currency', 'country'))
    OR (s.doctype = 'Stock Settings' AND s.field IN (
        'allow_negative_stock', 'valuation_method', 'over_delivery_receipt_allowance', 'mr_qty_allowance',
        'stock_frozen_upto_days', 'action_if_quality_inspection_is_not_submitted',
        'action_if_quality_inspection_is_rejected', 'auto_indent'))
    OR (s.doctype = 'Buying Settings' AND s.field IN ('po_required', 'pr_required', 'maintain_same_rate'))
    OR (s.doctype = 'Selling Settings' AND s.field IN (
        'so_required', 'dn_required', 'validate_selling_price', 'maintain_same_sales_rate'))
    OR (s.doctype = 'Accounts Settings' AND s.field IN (
        'check_supplier_invoice_uniqueness', 'over_billing_allowance', 'acc_frozen_upto', 'allow_stale', 'stale_days',
        'unlink_payment_on_cancellation_of_invoice', 'delete_linked_ledger_entries'))
    OR (s.doctype = 'Manufacturing Settings' AND s.field IN (
        'backflush_raw_materials_based_on', 'overproduction_percentage_for_sales_order',
        'overproduction_percentage_for_work_order'))
GROUP BY s.doctype, s.field
