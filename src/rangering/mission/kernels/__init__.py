"""The chain from a first look to the end of a raid, one link a file; numbers only.

What links hand on is named alike in all of them. ``f`` is a flight, ``slot`` a track (a picture's n-th is
``picture * capacity + n``), ``e`` an engagement, ``m`` a missile or, over tables, a type; ``kind`` is a type
of missile, or of event. Each is a row of the arrays of `rangering.mission.plan` and
`rangering.mission.state`; -1 is none. ``time_s`` is now, in seconds since the raid began. ``replicate``,
``occasion`` (which raid of the replicate) and ``scan`` say which draws. ``plan`` and its parts are what is
run and never written; ``state`` and its parts are written. Sides are 0 hostile, 1 own or allied, 2 civil.
"""
