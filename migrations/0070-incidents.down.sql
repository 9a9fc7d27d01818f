DROP INDEX event_log_incident;
DROP TABLE incident_note;
DROP TABLE location_evidence;
DROP TABLE contact;
DROP TABLE incident;
