"""The benchmark suite: how fast, set against plain SQL on the same server, in a database of its own.

    ground.py       the database: made, used by nobody else, dropped
    company.py      units, posts and agents
    stories.py      a few hundred distinct stories, played in memory
    stamping.py     the rows of a story, as many times over as are wanted
    generating.py   a hundred thousand cases by COPY, row for row what the desk would have written
    plain.py        what the desk writes, written by hand: what it is set against
    parts/          one file for each part of the suite
    figures.py      what is measured, and its aim

Absolute times drift with the machine; the ratios hold.
"""
