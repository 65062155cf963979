-- One row per permission that lets its holder perform a duty of the segregation-of-duties matrix, read from the
-- permission's code: the thing, then what is done to it (`erp:purchase-order:update-status`, `purchase.order:create`).
-- "Submit" and "confirm" mean entering in one product and approving in the next, so they count as neither.
-- A site with codes of its own puts a file of this name into its own pack.
WITH coded AS (
    SELECT
        permission_id,
        CASE WHEN name IS NULL THEN code ELSE concat(name, ' [', code, ']') END AS label,
        replace(translate(lower(concat(':', code)), '-_./ ', ':::::'), '::', ':') AS code
    FROM permission
    WHERE code IS NOT NULL
),
cut AS (
    SELECT
        permission_id,
        label,
        CASE
            WHEN regexp_matches(code, ':(create|add|save|insert|new|edit|modify|update|write)$') THEN 'enter'
            WHEN regexp_matches(code, ':(update:?status|approve|approval|audit|review|verify|examine)$') THEN 'approve'
            WHEN regexp_matches(code, ':(finish|close)$') THEN 'close'
            WHEN regexp_matches(code, ':assign:(user:role|role:menu)$') THEN 'enter'
        END AS act,
        regexp_replace(
            code,
            concat(
                ':(create|add|save|insert|new|edit|modify|update|write|',
                'update:?status|approve|approval|audit|review|verify|examine|finish|close)$'
            ),
            ''
        ) AS thing
    FROM coded
),
sorted AS (
    SELECT
        permission_id,
        label,
        act,
        CASE
            WHEN regexp_matches(thing, ':(supplier|vendor)s?$') THEN 'supplier'
            WHEN regexp_matches(thing, ':purchase:?orders?$') THEN 'purchase_order'
            WHEN regexp_matches(thing, ':(purchase:(in|receipt|receive)|goods:receipt)s?$') THEN 'goods_receipt'
            WHEN regexp_matches(thing, ':payments?(:entry)?$') THEN 'payment'
            WHEN regexp_matches(thing, ':customers?$') THEN 'customer'
            WHEN regexp_matches(thing, ':sales?:?orders?$') THEN 'sales_order'
            WHEN regexp_matches(thing, ':(sales?:(out|delivery)|delivery:note)$') THEN 'delivery'
            WHEN regexp_matches(thing, ':(finance|settle|cash):receipts?$') THEN 'collection'
            WHEN regexp_matches(thing, ':(voucher|journal:entry|account:move)s?$') THEN 'voucher'
            WHEN regexp_matches(thing, ':stock:(check|count|take(:sheet)?|reconciliation)$') THEN 'stock_count'
            WHEN regexp_matches(thing, ':bom$') THEN 'bom'
            WHEN regexp_matches(thing, ':(work:?order|mrp:production)s?$') THEN 'work_order'
            WHEN regexp_matches(thing, ':employees?$') THEN 'employee'
            WHEN regexp_matches(thing, ':(payroll|payslip|salary(:slip)?)$') THEN 'payroll'
            WHEN regexp_matches(thing, ':(assign:(user:role|role:menu)|sys(tem)?:role)$') THEN 'rights'
        END AS thing
    FROM cut
    -- A return to the supplier is no supplier, a report on payments no payment.
    WHERE NOT regexp_matches(thing, ':(return|report|summary|validate|create|cancel)(:|$)')
)
SELECT permission_id, concat(thing, '.', act) AS duty, label
FROM sorted
WHERE thing IS NOT NULL AND act IS NOT NULL
