"""What the public sees: one file per part of the site, ``anatomy`` for what their pages share."""
