"""Who comes in, what he may ask for, and whose cases he sees.

A request passes three checks of different make, so that a slip in one is caught by the next: the gate
(`gate.py`) knows which roles a page is for, the scope (`scope.py`) narrows each query to the office's
units, and the wall (`wall.py`) has the database hide every other row.
"""
