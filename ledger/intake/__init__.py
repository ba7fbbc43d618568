"""Intake: paper forms become acts, by two clerks who do not see each other's entry, or by files.

forms      one form with its figures and what the paper says; the act that records it
rows       CSV, a row a form, read strictly
nist       NIST SP 1500-100 v2 (JSON), one form a reporting unit and contest
importing  a file taken in, to be gone on with after any break
blind      two clerks key the same paper; a third looks where they differ
queues     what has not arrived, differs, lacks its image, or could not be read
"""
