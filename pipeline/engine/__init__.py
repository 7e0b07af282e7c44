"""Having tasks done by worker processes that can be killed, of this machine or of a cluster."""
