"""The HTTP interface of ifcpipeline, for clients that were made for it.

A translation and nothing else: its files are files of a project, its jobs are jobs. What is said
here in its words is worked out elsewhere. ``docs/ifcpipeline.md`` says what differs.
"""
