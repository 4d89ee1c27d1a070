"""When a contract becomes capability: what is delivered, crewed and kept running, and what it costs."""
