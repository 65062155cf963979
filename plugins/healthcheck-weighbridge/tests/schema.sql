-- The least of the product's schema that the adapter reads, with three defects.
CREATE TABLE wb_user (id INTEGER PRIMARY KEY, login_name TEXT, full_name TEXT, enabled INTEGER);
CREATE TABLE wb_role (id INTEGER PRIMARY KEY, role_name TEXT);
CREATE TABLE wb_user_role (user_id INTEGER, role_id INTEGER);
CREATE TABLE wb_ticket (
  id INTEGER PRIMARY KEY, ticket_no TEXT, plate TEXT, gross_kg REAL, tare_kg REAL, net_kg REAL, weighed_at TEXT,
  operator_id INTEGER
);
INSERT INTO wb_user VALUES (1, 'wang', '王芳', 1), (2, 'li', '李强', 1);
INSERT INTO wb_role VALUES (1, 'Operator');
INSERT INTO wb_user_role VALUES (1, 1), (2, 1), (2, 99);
INSERT INTO wb_ticket VALUES
  (1, 'B-0001', '京A1', 40000, 15000, 25000, '2026-11-02 08:10:00', 1),
  (2, 'B-0002', '京A1', 39500, 15020, 24480, '2026-11-03 08:05:00', 1),
  (3, 'B-0003', '京A1', 39800, 12900, 26900, '2026-11-04 08:20:00', 2),
  (4, 'B-0004', '京A1', 40100, 14980, 25620, '2026-11-05 08:15:00', 1);
