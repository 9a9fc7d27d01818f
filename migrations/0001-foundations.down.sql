-- run-as: login
-- The roles stay: they belong to the cluster, and other databases of it may use them.
DROP TABLE job, disclosure_record, consultation_record, decision_record, clock_anchor,
  idempotency, audit_chain, audit, event_log, event_counter;
DROP FUNCTION refuse_change();
REVOKE ALL ON schema_migration FROM muster_app;
REVOKE ALL ON SCHEMA public FROM muster_app;
REVOKE ALL ON SCHEMA public FROM muster_owner;
