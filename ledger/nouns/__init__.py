"""What is told of each noun of the record: subjects, polls, decisions, bodies, keys, rulesets.

Documents for readers, worked out from a view. Nothing here knows the name of an event.
"""
