"""When a contract becomes capability: what is delivered, crewed and kept running, what it costs, and when."""
