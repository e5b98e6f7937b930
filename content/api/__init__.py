"""The API for programs: what the public pages show, as JSON and as HL7 FHIR R5. It reads only.

``problems`` refusals in words, ``answers`` how every address answers, ``parameters`` what may be asked,
``lists`` one page of a list, ``records`` the JSON of each thing, ``views`` the addresses, ``schemas`` and
``openapi`` their description, ``fhir`` and ``fhir_views`` the same records for clinical programs.
"""
