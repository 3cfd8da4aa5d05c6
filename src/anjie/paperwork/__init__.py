"""Paper: what is printed of a case, what was issued on paper, and what comes back.

Above the cases: it reads folded cases and writes to them through the desk alone. The bytes of every paper lie in
`platform.files`, found by their hash; the journal says which hash was issued, to whom and how it was sent.
"""
