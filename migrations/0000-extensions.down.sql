-- run-as: login
-- The extensions stay: an administrator may have made them, and other schemas may use them.
SELECT 1;
