/*
severity = "medium"
subject  = "setting"
effort   = "hours"
tags     = ["go-live", "stock"]
confidence = "likely"
checks   = ["CF03"]

[en]
title   = "Stock may go below zero"
message = "Setting {setting} is {value}: issues are booked without the goods being there."
fix     = "Bring stock below zero into order first, then switch it off. Where goods leave before their receipt is booked, mend that order of work; costs that were worked out on negative stock are wrong and need a revaluation."
[zh]
title   = "允许负库存出库"
message = "参数 {setting}为 {value}：没有库存也能出库。"
fix     = "先把已有的负库存处理平，再关掉这个开关；确有“先出后入”的，改作业顺序。负库存期间算出来的成本是错的，要重新核算。"
*/
SELECT s.key, s.company_id, concat(s.key, ' (' || nullif(s.name, s.key) || ')') AS setting, s.value
FROM setting AS s
WHERE s.key IN ('Stock Settings.allow_negative_stock', 'minus_stock_flag', 'STOCK_ALLOW_NEGATIVE_TRANSFER') AND s.value = '1'
