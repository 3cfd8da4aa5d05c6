"""The procedure: acts, rulebooks and the pure functions that judge them.

Plain Python over data: no Django, no database, no clock. Start with `terms`, then `acts`, then `engine`.
"""
