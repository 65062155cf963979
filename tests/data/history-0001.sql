-- A history of the first layout: two scans of one system.
BEGIN TRANSACTION;
CREATE TABLE healthcheck_history (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT healthcheck_history_pkc PRIMARY KEY (version_num)
);
INSERT INTO "healthcheck_history" VALUES('0001');
CREATE TABLE issue (
	id INTEGER NOT NULL, 
	system_id INTEGER NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	rule VARCHAR(190) NOT NULL, 
	within TEXT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	priority VARCHAR(8) NOT NULL, 
	score DOUBLE NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	last_scan_id INTEGER NOT NULL, 
	fixed_at DATETIME, 
	reopened_at DATETIME, 
	reopened INTEGER NOT NULL, 
	CONSTRAINT pk_issue PRIMARY KEY (id), 
	CONSTRAINT uq_issue_system_id_fingerprint UNIQUE (system_id, fingerprint), 
	CONSTRAINT fk_issue_system_id FOREIGN KEY(system_id) REFERENCES system (id), 
	CONSTRAINT fk_issue_last_scan_id FOREIGN KEY(last_scan_id) REFERENCES scan (id)
);
INSERT INTO "issue" VALUES(1,1,'7290aedbf7913b44c801ad6a','access.leaver_active','','fixed','P0',100.0,'2026-01-05 02:00:00.000000','2026-01-05 02:00:00.000000',1,'2026-01-12 02:00:00.000000',NULL,0);
INSERT INTO "issue" VALUES(2,1,'847416e48ae477a8d83072f9','access.no_role','','open','P1',50.0,'2026-01-05 02:00:00.000000','2026-01-12 02:00:00.000000',2,NULL,NULL,0);
INSERT INTO "issue" VALUES(3,1,'d4ead1c6e892985a57b77d1c','flow.no_approver','','open','P2',15.0,'2026-01-12 02:00:00.000000','2026-01-12 02:00:00.000000',2,NULL,NULL,0);
CREATE TABLE rule_run (
	scan_id INTEGER NOT NULL, 
	rule VARCHAR(190) NOT NULL, 
	text_key VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	reason TEXT, 
	severity VARCHAR(16) NOT NULL, 
	terms VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	waived INTEGER NOT NULL, 
	cut BOOLEAN NOT NULL, 
	spoke TEXT NOT NULL, 
	CONSTRAINT pk_rule_run PRIMARY KEY (scan_id, rule), 
	CONSTRAINT fk_rule_run_scan_id FOREIGN KEY(scan_id) REFERENCES scan (id), 
	CONSTRAINT fk_rule_run_text_key FOREIGN KEY(text_key) REFERENCES rule_text ("key")
);
INSERT INTO "rule_run" VALUES(1,'access.leaver_active','350337a7f8b17bce11462cb92de4be9e','failed',NULL,'critical','1 critical 1',1,0,0,'[""]');
INSERT INTO "rule_run" VALUES(1,'access.no_role','4f893df2c2121117761875fadc1ab5c1','failed',NULL,'high','1 high 1',1,0,0,'[""]');
INSERT INTO "rule_run" VALUES(1,'flow.never_started','b24b39bbcbc5f37a31462b76129fe178','passed',NULL,'low','1 low 1',0,0,0,'[""]');
INSERT INTO "rule_run" VALUES(1,'flow.no_approver','f6816d599b87dbf77d60b9cbe24d657e','passed',NULL,'medium','1 medium 1',0,0,0,'[""]');
INSERT INTO "rule_run" VALUES(2,'access.leaver_active','350337a7f8b17bce11462cb92de4be9e','passed',NULL,'critical','1 critical 1',0,0,0,'[""]');
INSERT INTO "rule_run" VALUES(2,'access.no_role','4f893df2c2121117761875fadc1ab5c1','failed',NULL,'high','1 high 1',1,0,0,'[""]');
INSERT INTO "rule_run" VALUES(2,'flow.never_started','b24b39bbcbc5f37a31462b76129fe178','passed',NULL,'low','1 low 1',0,0,0,'[""]');
INSERT INTO "rule_run" VALUES(2,'flow.no_approver','f6816d599b87dbf77d60b9cbe24d657e','failed',NULL,'medium','1 medium 1',1,0,0,'[""]');
CREATE TABLE rule_text (
	"key" VARCHAR(32) NOT NULL, 
	rule VARCHAR(190) NOT NULL, 
	digest VARCHAR(32) NOT NULL, 
	texts TEXT NOT NULL, 
	rests TEXT NOT NULL, 
	CONSTRAINT pk_rule_text PRIMARY KEY ("key")
);
INSERT INTO "rule_text" VALUES('350337a7f8b17bce11462cb92de4be9e','access.leaver_active','v1','{"en":{"title":"About access.leaver_active","message":"{name} is wrong.","fix":"Repair {name}."},"zh":{"title":"\u5173\u4e8e access.leaver_active","message":"{name} \u6709\u95ee\u9898\u3002","fix":"\u4fee\u590d {name}\u3002"},"effort":"hours","subject":"user_account","cause":"user_account"}','["user_account"]');
INSERT INTO "rule_text" VALUES('4f893df2c2121117761875fadc1ab5c1','access.no_role','v1','{"en":{"title":"About access.no_role","message":"{name} is wrong.","fix":"Repair {name}."},"zh":{"title":"\u5173\u4e8e access.no_role","message":"{name} \u6709\u95ee\u9898\u3002","fix":"\u4fee\u590d {name}\u3002"},"effort":"hours","subject":"user_account","cause":"user_account"}','["user_account"]');
INSERT INTO "rule_text" VALUES('b24b39bbcbc5f37a31462b76129fe178','flow.never_started','v1','{"en":{"title":"About flow.never_started","message":"{name} is wrong.","fix":"Repair {name}."},"zh":{"title":"\u5173\u4e8e flow.never_started","message":"{name} \u6709\u95ee\u9898\u3002","fix":"\u4fee\u590d {name}\u3002"},"effort":"hours","subject":"flow","cause":"flow"}','["flow"]');
INSERT INTO "rule_text" VALUES('f6816d599b87dbf77d60b9cbe24d657e','flow.no_approver','v1','{"en":{"title":"About flow.no_approver","message":"{name} is wrong.","fix":"Repair {name}."},"zh":{"title":"\u5173\u4e8e flow.no_approver","message":"{name} \u6709\u95ee\u9898\u3002","fix":"\u4fee\u590d {name}\u3002"},"effort":"hours","subject":"flow","cause":"flow"}','["flow"]');
CREATE TABLE scan (
	id INTEGER NOT NULL, 
	system_id INTEGER NOT NULL, 
	collected_at DATETIME NOT NULL, 
	saved_at DATETIME NOT NULL, 
	engine VARCHAR(64) NOT NULL, 
	profile VARCHAR(190) NOT NULL, 
	industry VARCHAR(64) NOT NULL, 
	score_tenths INTEGER, 
	score_version INTEGER NOT NULL, 
	verdict VARCHAR(32) NOT NULL, 
	about TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	readiness TEXT, 
	priorities TEXT NOT NULL, 
	states TEXT NOT NULL, 
	change TEXT, 
	CONSTRAINT pk_scan PRIMARY KEY (id), 
	CONSTRAINT fk_scan_system_id FOREIGN KEY(system_id) REFERENCES system (id)
);
INSERT INTO "scan" VALUES(1,1,'2026-01-05 02:00:00.000000','2026-11-22 02:49:09.145354','0.1.0','','',385,1,'','{"targets":["sqlite:erp.db"],"products":[["ERP","ERP"]],"versions":{},"notes":[],"limits":[],"where":{}}','{"user_account":{"absent":false,"cut":false,"rows":9,"known":["name"]},"flow":{"absent":false,"cut":false,"rows":9,"known":["name"]},"material":{"absent":false,"cut":false,"rows":9,"known":["name"]}}',NULL,'{"P0":1,"P1":1,"P2":0,"P3":0}','{"new":2,"persisting":0,"worse":0,"better":0,"fixed":0,"reopened":0,"waived":0,"waiver-expired":0,"not-evaluated":0}',NULL);
INSERT INTO "scan" VALUES(2,1,'2026-01-12 02:00:00.000000','2026-11-22 02:49:09.171245','0.1.0','','',885,1,'','{"targets":["sqlite:erp.db"],"products":[["ERP","ERP"]],"versions":{},"notes":[],"limits":[],"where":{}}','{"user_account":{"absent":false,"cut":false,"rows":9,"known":["name"]},"flow":{"absent":false,"cut":false,"rows":9,"known":["name"]},"material":{"absent":false,"cut":false,"rows":9,"known":["name"]}}',NULL,'{"P0":0,"P1":1,"P2":1,"P3":0}','{"new":1,"persisting":1,"worse":0,"better":0,"fixed":1,"reopened":0,"waived":0,"waiver-expired":0,"not-evaluated":0}','{"before":"38.5","after":"88.5","parts":{"rules-changed":"0.0","scope-changed":"0.0","waived":"0.0","waivers-expired":"0.0","fixed":"52.4","regressed":"-2.4"}}');
CREATE TABLE sighting (
	id INTEGER NOT NULL, 
	scan_id INTEGER NOT NULL, 
	issue_id INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	reason TEXT, 
	present BOOLEAN NOT NULL, 
	priority VARCHAR(8) NOT NULL, 
	severity VARCHAR(16) NOT NULL, 
	confidence VARCHAR(16) NOT NULL, 
	score DOUBLE NOT NULL, 
	reach DOUBLE, 
	said TEXT NOT NULL, 
	waiver TEXT, 
	CONSTRAINT pk_sighting PRIMARY KEY (id), 
	CONSTRAINT uq_sighting_issue_id_scan_id UNIQUE (issue_id, scan_id), 
	CONSTRAINT fk_sighting_scan_id FOREIGN KEY(scan_id) REFERENCES scan (id), 
	CONSTRAINT fk_sighting_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id)
);
INSERT INTO "sighting" VALUES(1,1,1,'new',NULL,1,'P0','critical','certain',100.0,1.0,'{"subject":{"type":"user_account","key":"thing-0","name":"thing-0","origin":"user_account#thing-0","identity":"thing-0","system":""},"cause":{"type":"user_account","key":"thing-0","name":"thing-0","origin":"user_account#thing-0","identity":"thing-0","system":""},"evidence":{"name":"thing-0"},"origin":["user_account#thing-0"],"places":[],"why":["critical (100) = 100","\u81f4\u547d\uff08100\uff09 = 100"]}',NULL);
INSERT INTO "sighting" VALUES(2,1,2,'new',NULL,1,'P1','high','certain',50.0,10.0,'{"subject":{"type":"user_account","key":"thing-1","name":"thing-1","origin":"user_account#thing-1","identity":"thing-1","system":""},"cause":{"type":"user_account","key":"thing-1","name":"thing-1","origin":"user_account#thing-1","identity":"thing-1","system":""},"evidence":{"name":"thing-1"},"origin":["user_account#thing-1"],"places":[],"why":["high (40) \u00d7 reaches 10 rows (\u00d7 1.25) = 50","\u4e25\u91cd\uff0840\uff09 \u00d7 \u5f71\u54cd 10 \u884c\uff08\u00d7 1.25\uff09 = 50"]}',NULL);
INSERT INTO "sighting" VALUES(3,2,2,'persisting',NULL,1,'P1','high','certain',50.0,10.0,'{"subject":{"type":"user_account","key":"thing-1","name":"thing-1","origin":"user_account#thing-1","identity":"thing-1","system":""},"cause":{"type":"user_account","key":"thing-1","name":"thing-1","origin":"user_account#thing-1","identity":"thing-1","system":""},"evidence":{"name":"thing-1"},"origin":["user_account#thing-1"],"places":[],"why":["high (40) \u00d7 reaches 10 rows (\u00d7 1.25) = 50","\u4e25\u91cd\uff0840\uff09 \u00d7 \u5f71\u54cd 10 \u884c\uff08\u00d7 1.25\uff09 = 50"]}',NULL);
INSERT INTO "sighting" VALUES(4,2,3,'new',NULL,1,'P2','medium','certain',15.0,1.0,'{"subject":{"type":"flow","key":"thing-2","name":"thing-2","origin":"flow#thing-2","identity":"thing-2","system":""},"cause":{"type":"flow","key":"thing-2","name":"thing-2","origin":"flow#thing-2","identity":"thing-2","system":""},"evidence":{"name":"thing-2"},"origin":["flow#thing-2"],"places":[],"why":["medium (15) = 15","\u4e00\u822c\uff0815\uff09 = 15"]}',NULL);
INSERT INTO "sighting" VALUES(5,2,1,'fixed',NULL,0,'P0','critical','certain',100.0,1.0,'{"subject":{"type":"user_account","key":"thing-0","name":"thing-0","origin":"user_account#thing-0","identity":"thing-0","system":""},"cause":{"type":"user_account","key":"thing-0","name":"thing-0","origin":"user_account#thing-0","identity":"thing-0","system":""},"evidence":{"name":"thing-0"},"origin":["user_account#thing-0"],"places":[],"why":["critical (100) = 100","\u81f4\u547d\uff08100\uff09 = 100"]}',NULL);
CREATE TABLE system (
	id INTEGER NOT NULL, 
	name VARCHAR(190) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_system PRIMARY KEY (id), 
	CONSTRAINT uq_system_name UNIQUE (name)
);
INSERT INTO "system" VALUES(1,'erp','2026-11-22 02:49:09.143843');
CREATE INDEX ix_scan_system_id_collected_at ON scan (system_id, collected_at);
CREATE INDEX ix_sighting_scan_id ON sighting (scan_id);
COMMIT;
