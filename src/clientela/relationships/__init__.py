"""Who at the firm knows whom at its clients, how well, and what happens to it when somebody leaves."""
