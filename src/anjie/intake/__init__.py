"""Bulk intake: complaints from other systems' files, each row taken in or reported with the reason why not.

`tables` reads the file, `maps` says what its columns mean, `checking` refuses a map that can't work before the first
row, `making` turns a row into an act, `taking` brings the acts to the desk in batches. Nothing is written but
through the desk; a row is known by its system's name and its number there, so a second run adds nothing.
"""
