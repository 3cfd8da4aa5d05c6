"""Playing a scripted case: who does what when, as a TOML file says, judged as the desk would judge it.

`script` reads the file, `playing` goes through it at a desk, `expecting` compares what came of it with what the file
says must, `telling` prints it. There are two desks: the real one, in a transaction that is undone (`rehearsal`), and
one of paper, which needs no database (`paper`).
"""
