-- One row per pair of duties that one person must not hold together: the segregation-of-duties matrix, process by
-- process. docs/explanation/segregation-of-duties.md explains each pair. A site with a matrix of its own puts a file of
-- this name into its own pack. A conflict's id is part of a finding's identity: never give it another meaning.
SELECT conflict, process, one_duty, other_duty
FROM (
    VALUES
        ('P2P-1', 'procure-to-pay', 'supplier.enter', 'payment.enter'),
        ('P2P-2', 'procure-to-pay', 'purchase_order.enter', 'purchase_order.approve'),
        ('P2P-3', 'procure-to-pay', 'purchase_order.approve', 'goods_receipt.enter'),
        ('P2P-4', 'procure-to-pay', 'goods_receipt.enter', 'payment.enter'),
        ('P2P-5', 'procure-to-pay', 'payment.enter', 'payment.approve'),
        ('P2P-6', 'procure-to-pay', 'supplier.enter', 'purchase_order.approve'),
        ('P2P-7', 'procure-to-pay', 'requisition.enter', 'requisition.approve'),
        ('P2P-8', 'procure-to-pay', 'supplier_bank.enter', 'payment.enter'),
        ('P2P-9', 'procure-to-pay', 'purchase_invoice.enter', 'payment.enter'),
        ('P2P-10', 'procure-to-pay', 'goods_receipt.enter', 'purchase_invoice.enter'),
        ('O2C-1', 'order-to-cash', 'sales_order.enter', 'sales_order.approve'),
        ('O2C-2', 'order-to-cash', 'customer.enter', 'collection.enter'),
        ('O2C-3', 'order-to-cash', 'delivery.enter', 'collection.enter'),
        ('O2C-4', 'order-to-cash', 'customer.enter', 'sales_order.approve'),
        ('O2C-5', 'order-to-cash', 'collection.enter', 'collection.approve'),
        ('O2C-6', 'order-to-cash', 'price_list.enter', 'sales_order.approve'),
        ('O2C-7', 'order-to-cash', 'sales_invoice.enter', 'collection.enter'),
        ('R2R-1', 'record-to-report', 'voucher.enter', 'voucher.approve'),
        ('R2R-2', 'record-to-report', 'voucher.enter', 'period.close'),
        ('R2R-3', 'record-to-report', 'payment.enter', 'bank_reconciliation.enter'),
        ('R2R-4', 'record-to-report', 'asset.enter', 'asset_disposal.enter'),
        ('H2R-1', 'hire-to-retire', 'employee.enter', 'payroll.enter'),
        ('H2R-2', 'hire-to-retire', 'payroll.enter', 'payroll.approve'),
        ('H2R-3', 'hire-to-retire', 'employee.enter', 'payroll.approve'),
        ('H2R-4', 'hire-to-retire', 'salary_structure.enter', 'payroll.enter'),
        ('PRD-1', 'production', 'bom.enter', 'work_order.close'),
        ('PRD-2', 'production', 'bom.enter', 'bom.approve'),
        ('PRD-3', 'production', 'work_order.enter', 'work_order.approve'),
        ('PRD-4', 'production', 'production_report.enter', 'quality_inspection.enter'),
        ('PRD-5', 'production', 'material_issue.enter', 'work_order.close'),
        ('INV-1', 'inventory', 'stock_count.enter', 'stock_count.approve'),
        ('INV-2', 'inventory', 'stock_adjustment.enter', 'stock_adjustment.approve'),
        ('INV-3', 'inventory', 'stock_count.enter', 'stock_adjustment.approve'),
        ('INV-4', 'inventory', 'stock_transfer.enter', 'stock_transfer.approve'),
        ('SYS-1', 'rights', 'rights.enter', 'payment.enter'),
        ('SYS-2', 'rights', 'rights.enter', 'voucher.enter')
) AS m (conflict, process, one_duty, other_duty)
