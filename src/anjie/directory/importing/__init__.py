"""Filling the directory from files: CSV or a spreadsheet, with Chinese or English headings.

    sheets.py       rows from a file
    cells.py        what a cell says
    reading.py      which column is which; rows become drafts with remarks
    storing.py      drafts become rows of the database, each once
    units.py  agents.py  customers.py  policies.py      the columns of each kind, and what is peculiar to it

Every row is imported or reported, with its number, the column and the reason in both languages; importing a file again
changes nothing.
"""
