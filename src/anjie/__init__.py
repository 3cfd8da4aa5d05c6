"""Anjie 案结: complaints against insurance agents, handled by the written procedure, with proof."""
