"""The journals as event logs for tools of process mining: XES, OCEL 2.0, CSV and Parquet.

`source` reads cases and entries in portions and gives people other names; `xes`, `ocel` and `tables` write them down
one after the other, so that a million cases need no more memory than a thousand; `exporting` chooses among them.
No text that anybody wrote is in an event log: acts, times, units, and who did it.
"""
