"""What a run keeps for the next one in ``DATA/cache``: safe to delete at any time, never trusted when damaged."""
