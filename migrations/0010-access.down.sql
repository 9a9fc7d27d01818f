DROP TABLE setup_code, sign_in_link, socket_ticket, device, sign_in_delay, session, account;
