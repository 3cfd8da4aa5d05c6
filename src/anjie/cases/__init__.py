"""The case file: the journal, the one door through which it is written, and the tables folded from it.

Start with `desk.perform`. `journal` is the record, `projection` says which rows a case makes, `store` writes them,
`reading` is the only door for whoever wants to look.
"""
