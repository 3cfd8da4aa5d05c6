"""What the level above needs: returns that reconcile, the scoreboard of the procedure, the process as it runs.

Above the cases, which know nothing of it: it reads their tables and writes only its own.
"""
