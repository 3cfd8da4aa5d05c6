"""What the application stands on: clock, database server, keys, jobs. No word of complaints.

`anjie.platform` is also a Django application, for its checks and for the grants it gives when a
database is migrated; it has no tables.
"""
