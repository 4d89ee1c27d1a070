"""Whole numbers that kernels tell events, states and rows of the report apart by."""

from rangering.programme.plan import Cause, Effect, Flow, Told

NEVER_D = 1e12  # events later than that are left out

# What an event of the queue is. Smaller numbers come first where two fall on one moment: what ends makes
# room before what begins looks for it, and the month is counted last.
ACTIVITY_ENDS = 0
SHOCK_ENDS = 1
SHOCK_BEGINS = 2
BASE_REPAIRED = 3
DEPOT_REPAIRED = 4
BACK_FROM_ABROAD = 5
SHIPPED = 6
CREW_RETRAINED = 7
DAY_COMES = 8
FAULT = 9
CREW_LOST = 10
EXPIRY = 11
PRACTICE = 12
RAID = 13
MONTH = 14

# What an activity is at the moment.
WAITS = 0
READY = 1
RUNS = 2
STOPPED = 3
ENDED = 4
NEVER = 5

# Rows of the report, one value a month; after them one row a licensed line, missiles it has made.
DELIVERED = 0
INSTALLED = 1
CREWED = 2
IN_SERVICE = 3
AVAILABLE = 4
MISSILES = 5
BACKLOG = 6
FIRED = 7
EXPIRED = 8
MADE = 9
ARRIVED = 10
REPAIRS_ABROAD = 11
REPAIRS_HOME = 12
FAULTS = 13
UNMET = 14
ROWS = 15

# When something first happened.
FIRST_DELIVERED = 0
ALL_DELIVERED = 1
INITIAL = 2
FULL = 3
TIMES = 4

# Counters that a history keeps.
NOW_DELIVERED = 0
NOW_INSTALLED = 1
CREWS = 2
STOCK = 3
NOW_FIRED = 4
NOW_EXPIRED = 5
NOW_MADE = 6
NOW_ARRIVED = 7
SENT_ABROAD = 8
MENDED_HOME = 9
NOW_FAULTS = 10
CREW_VERSION = 11
CREW_LOSSES = 12
RETRAINING_VERSION = 13
FIRST_BATCH = 14
LAST_BATCH = 15
SHOTS = 16
RAIDS = 17
EVENTS = 18
OVERFLOW = 19
LAST_ENDED = 20
FULL_BY = 21
FULL_AFTER = 22
FIRST_LOST = 23  # crew in training in the place of one lost
LAST_LOST = 24
NOW_UNMET = 25
COUNTERS = 26

# The clock by which lost crews are replaced.
CLOCK_D = 0
CLOCK_SEEN_D = 1
CLOCK_PACE = 2
CLOCKS = 3

DRAW_LASTS = 0
DRAW_TAKES_PLACE = 1
DRAW_REPEAT = 2

SLOT = int(Cause.SLOT)
SHOCK = int(Cause.SHOCK)
CALENDAR = int(Cause.CALENDAR)
REPEAT = int(Cause.REPEAT)
TRAINING_CAUSE = int(Cause.TRAINING)
CAUSES = int(Cause.REPEAT) + 1

UNIT_DELIVERED = int(Effect.FIRE_UNIT_DELIVERED)
UNIT_INSTALLED = int(Effect.FIRE_UNIT_INSTALLED)
UNIT_RELEASED = int(Effect.FIRE_UNIT_RELEASED)
CREWS_TRAINED = int(Effect.CREWS_TRAINED)
MISSILES_COME = int(Effect.MISSILES)
SPARES_COME = int(Effect.SPARES)
LINE_OPENED = int(Effect.LINE_OPENED)

BEGINS = int(Told.BEGINS)
GOES_ON = int(Told.GOES_ON)
STOPS = int(Told.STOPS)
ENDS = int(Told.ENDS)
ENDS_REPEATED = int(Told.ENDS_REPEATED)
IN_SERVICE_NOW = int(Told.IN_SERVICE)
OUT_OF_SERVICE = int(Told.OUT_OF_SERVICE)
SHOCK_COMES = int(Told.SHOCK_COMES)
SHOCK_OVER = int(Told.SHOCK_OVER)
PART_FAILS = int(Told.PART_FAILS)
PART_OWED = int(Told.PART_OWED)
PART_REPLACED = int(Told.PART_REPLACED)
KEPT_AT_BORDER = int(Told.KEPT_AT_BORDER)
CREW_LEAVES = int(Told.CREW_LEAVES)
CREW_REPLACED = int(Told.CREW_REPLACED)
MISSILES_ARRIVE = int(Told.MISSILES_ARRIVE)
MISSILES_MADE = int(Told.MISSILES_MADE)
MISSILES_EXPIRE = int(Told.MISSILES_EXPIRE)
FIRED_PRACTICE = int(Told.FIRED_PRACTICE)
FIRED_RAID = int(Told.FIRED_RAID)
RAID_UNMET = int(Told.RAID_UNMET)

FLOWS = 8
STOPS_TRAINING = int(Flow.TRAINING)
STOPS_SUPPLIER_TRAINING = int(Flow.SUPPLIER_TRAINING)
STOPS_SUPPLIER_REPAIR = int(Flow.SUPPLIER_REPAIR)
STOPS_LICENSED = int(Flow.LICENSED)
