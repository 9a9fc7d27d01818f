DROP TABLE hub_decision;
DROP TABLE golden_redirect;
DROP TABLE golden_record;
DROP TABLE hub_link;
DROP TABLE hub_member;
DROP TABLE hub_mention;
DROP TABLE current_publication;
DROP TABLE hub_publication;
