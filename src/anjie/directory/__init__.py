"""Who and what complaints are about: units, agents, customers, policies, and the working calendar."""
