"""Reminders and escalation: who is told of which limit, when, and how it reaches him.

Above the cases, which know nothing of it: it reads their open duties and writes only its own tables.
"""
