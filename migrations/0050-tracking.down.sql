DROP FUNCTION drop_position_days(date);
DROP FUNCTION make_position_day(date);
DROP TABLE position_quarantine;
DROP TABLE position_latest;
DROP TABLE position;
