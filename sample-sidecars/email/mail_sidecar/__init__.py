"""A sidecar for a mailbox: mails become events, answers become mails."""
