"""The public site as static files, for `manage.py export_site`. It reads the database and writes one folder.

``links`` the addresses in a file and how they change, ``places`` the file of an address, ``fetching`` what
the site answers, ``folder`` a folder that is replaced as a whole, ``copying`` all of it together.
"""
