"""The demonstration: a made-up insurer's branch in Guangxi, with half a year of complaints handled through the desk.

    people.py       who works there, and whom to sign in as
    population.py   agents, customers and policies, made up
    complaints.py   what a complaint says
    stories.py      what happens to whom
    writing.py      what people write when they do an act
    simulation.py   who does what when
    directory.py    people and directory into the tables
    loading.py      all of it, at one go

The same moment gives the same demonstration: every dice is seeded, and no clock is read.
"""
