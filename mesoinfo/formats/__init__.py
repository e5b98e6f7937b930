"""How days are written, by language; Django knows the rest."""
