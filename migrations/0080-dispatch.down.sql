DROP TABLE unit_lease;
DROP TABLE delivery;
DROP TABLE assignment;
