"""Here the demo company is made: its script, its pictures and its history."""
