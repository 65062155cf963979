-- One row per permission that lets its holder perform a duty of the segregation-of-duties matrix, read from the
-- permission's code: the thing, then what is done to it (`erp:purchase-order:update-status`, `purchase.order:create`).
-- "Submit" and "confirm" mean entering in one product and approving in the next, so they count as neither. A record
-- rule or a field lets nobody do anything by itself. Permissions that are off let nobody do anything either.
-- A site with codes of its own puts a file of this name into its own pack (docs/explanation/segregation-of-duties.md).
WITH coded AS (
    SELECT
        permission_id,
        CASE WHEN name IS NULL THEN code ELSE concat(name, ' [', code, ']') END AS label,
        replace(translate(lower(concat(':', code)), '-_./ ', ':::::'), '::', ':') AS code
    FROM permission
    WHERE code IS NOT NULL AND active AND NOT deleted AND kind NOT IN ('record_rule', 'field', 'directory')
),
cut AS (
    SELECT
        permission_id,
        label,
        CASE
            WHEN regexp_matches(code, ':(create|add|save|insert|new|edit|modify|update|write)$') THEN 'enter'
            WHEN regexp_matches(code, ':(update:?status|approve|approval|audit|review|verify|examine)$') THEN 'approve'
            WHEN regexp_matches(code, ':(finish|close)$') THEN 'close'
            WHEN regexp_matches(code, ':assign:(user:role|role:menu)$|:permission:save:?role$') THEN 'enter'
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
            WHEN regexp_matches(thing, ':(partner|supplier|vendor):bank(:account)?s?$') THEN 'supplier_bank'
            WHEN regexp_matches(thing, ':product:supplier$') THEN NULL -- a price of one article, not the supplier
            WHEN regexp_matches(thing, ':(supplier|vendor)s?$') THEN 'supplier'
            WHEN regexp_matches(thing, ':purchase:(requisition|apply)s?$|:material:request$') THEN 'requisition'
            WHEN regexp_matches(thing, ':purchase:?orders?$') THEN 'purchase_order'
            WHEN regexp_matches(thing, ':(purchase:(in|receipt|receive)|goods:receipt)s?$') THEN 'goods_receipt'
            WHEN regexp_matches(thing, ':(purchase:invoice|ap:invoice|vendor:bill)s?$') THEN 'purchase_invoice'
            WHEN regexp_matches(thing, ':mode:of:payment$') THEN NULL -- cash or cheque, not a payment
            WHEN regexp_matches(thing, ':payments?(:entry)?$|:money:out$') THEN 'payment'
            WHEN regexp_matches(thing, ':customers?$') THEN 'customer'
            WHEN regexp_matches(thing, ':(price:?list|item:price)s?$') THEN 'price_list'
            WHEN regexp_matches(thing, ':sales?:?orders?$') THEN 'sales_order'
            WHEN regexp_matches(thing, ':(sales?:(out|delivery)|delivery:note)$') THEN 'delivery'
            WHEN regexp_matches(thing, ':(sales?:invoice|ar:invoice)s?$') THEN 'sales_invoice'
            WHEN regexp_matches(thing, ':(finance|settle|cash):receipts?$|:money:in$') THEN 'collection'
            WHEN regexp_matches(thing, ':((account(ing)?|fiscal|posting):period|period:closing(:voucher)?)s?$')
                THEN 'period'
            WHEN regexp_matches(thing, ':landed:cost:voucher$') THEN NULL -- freight added to what stock is worth
            WHEN regexp_matches(thing, ':(voucher|journal:entry|account:move)s?$') THEN 'voucher'
            WHEN regexp_matches(thing, ':bank:(reconciliation|statement)s?$') THEN 'bank_reconciliation'
            WHEN regexp_matches(thing, ':assets?:(disposal|scrap|retirement)s?$') THEN 'asset_disposal'
            WHEN regexp_matches(thing, ':fixed:?assets?$|:account:asset$') THEN 'asset'
            WHEN regexp_matches(thing, ':stock:(check|count|take(:sheet)?|reconciliation)$') THEN 'stock_count'
            WHEN regexp_matches(thing, ':stock:(in|out|entry|adjust(ment)?)s?$|:other:(in|out)$')
                THEN 'stock_adjustment'
            WHEN regexp_matches(thing, ':stock:(move|transfer)s?$') THEN 'stock_transfer'
            WHEN regexp_matches(thing, ':bom$') AND NOT regexp_matches(thing, ':product:product:') THEN 'bom'
            WHEN regexp_matches(thing, ':(work:?order|mrp:production)s?$') THEN 'work_order'
            WHEN regexp_matches(thing, ':(pro:feedback|job:card|work:report)s?$') THEN 'production_report'
            WHEN regexp_matches(thing, ':(quality:inspection|qc:(iqc|ipqc|oqc|rqc))s?$') THEN 'quality_inspection'
            WHEN regexp_matches(thing, ':(material:issue|wm:product:issue|wm:issue)s?$') THEN 'material_issue'
            WHEN regexp_matches(thing, ':employees?$') THEN 'employee'
            WHEN regexp_matches(thing, ':salary:(structure|scale|standard)s?$') THEN 'salary_structure'
            WHEN regexp_matches(thing, ':(payroll|payslip|salary(:slip)?)$') THEN 'payroll'
            WHEN regexp_matches(thing, ':(assign:(user:role|role:menu)|permission:save:?role|sys(tem)?:role)$')
                THEN 'rights'
            WHEN regexp_matches(thing, ':(res:groups?|ir:model:access|ir:rule)$') THEN 'rights'
        END AS thing
    FROM cut
    -- A return to the supplier is no supplier, a report on payments no payment.
    WHERE NOT regexp_matches(thing, ':(return|report|summary|validate|create|cancel)(:|$)')
       OR regexp_matches(thing, ':work:reports?$')
)
SELECT
    permission_id,
    -- A period is opened and closed on the same screen.
    CASE WHEN thing = 'period' THEN 'period.close' ELSE concat(thing, '.', act) END AS duty,
    label
FROM sorted
WHERE thing IS NOT NULL AND act IS NOT NULL
