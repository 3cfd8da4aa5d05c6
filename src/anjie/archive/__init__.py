"""The archive: the sealed package of a file, checkpoints of all journals, and what becomes of files after their time.

A package (`bag`, `sealing`) proves itself: `opening` and `verifying` need no database. Checkpoints (`checkpointing`,
`checkpoints`) show that a journal was cut or removed. `keeping` and `disposal` bring a file to its end.
"""
