"""Turkish: 5 Kasım 2026."""

DATE_FORMAT = "j F Y"
