"""The command line: operations on local files, the service, and a client of a running service.

Nothing heavy is imported before a command needs it, so that ``ifcworks --help`` answers at once.
"""
