-- One row per pair of duties that one person must not hold together: the segregation-of-duties matrix.
-- A site with a matrix of its own puts a file of this name into its own pack.
SELECT conflict, one_duty, other_duty
FROM (
    VALUES
        ('P2P-1', 'supplier.enter', 'payment.enter'),
        ('P2P-2', 'purchase_order.enter', 'purchase_order.approve'),
        ('P2P-3', 'purchase_order.approve', 'goods_receipt.enter'),
        ('P2P-4', 'goods_receipt.enter', 'payment.enter'),
        ('P2P-5', 'payment.enter', 'payment.approve'),
        ('P2P-6', 'supplier.enter', 'purchase_order.approve'),
        ('O2C-1', 'sales_order.enter', 'sales_order.approve'),
        ('O2C-2', 'customer.enter', 'collection.enter'),
        ('O2C-3', 'delivery.enter', 'collection.enter'),
        ('R2R-1', 'voucher.enter', 'voucher.approve'),
        ('H2R-1', 'employee.enter', 'payroll.enter'),
        ('H2R-2', 'payroll.enter', 'payroll.approve'),
        ('PRD-1', 'bom.enter', 'work_order.close'),
        ('INV-1', 'stock_count.enter', 'stock_count.approve'),
        ('SYS-1', 'rights.enter', 'payment.enter')
) AS m (conflict, one_duty, other_duty)
