DROP TABLE unit_status_reason;
DROP TABLE unit_crew;
DROP TABLE unit;
DROP TABLE officer_skill;
DROP TABLE officer;
