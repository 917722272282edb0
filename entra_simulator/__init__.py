"""A local Microsoft Entra for demonstrations, tests and rehearsals: a directory and the provisioning job that sends it.

It talks to a SCIM endpoint the way Entra does and knows nothing of who answers there.
"""
