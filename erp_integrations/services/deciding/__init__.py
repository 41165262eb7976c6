"""Whose decision on a record counts, and how it is carried out.

`authority` finds in whose name somebody may decide and how far that goes, `approving` what makes an acceptance good;
`decidable` asks the database the same for whole lists. `carrying_out` takes the lock, the step and the history, and
returns one outcome for each record. `limiting` sets how far an approver goes, `deputising` names who stands in,
`holding` keeps a record from being decided at all.
"""
