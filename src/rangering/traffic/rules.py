"""What cleaning takes for true: each limit with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CleanRules:
    """Limits for civil flights; every one may be stated otherwise."""

    gap_s: float = 600.0
    """A longer silence ends a track: within it an aircraft may have landed and gone again. [s]"""
    callsign_gap_s: float = 60.0
    """So does a shorter one across which the callsign changes: the next flight of the same aircraft. [s]"""
    top_speed_m_s: float = 400.0
    """No airliner is faster over the ground: 340 m/s in a strong jet stream leave a margin. [m/s]"""
    clock_slack_s: float = 2.0
    """By so much may times of rows miss those of their positions: rows are stamped to the second. [s]"""
    sustained_s: float = 60.0
    """Over so long a time the slack counts no more: 2 s in 60 s at 340 m/s are 11 m/s, in the margin. [s]"""
    same_place_s: float = 1.0
    """A position told again within this time is one report, told twice. [s]"""
    carry_s: float = 15.0
    """So long does a speed, a track or a climb heard apart hold for a position. [s]"""
    carry_name_s: float = 900.0
    """So long does a callsign, a code or a type heard apart hold; callsigns come every few seconds. [s]"""
    least_fixes: int = 3
    """Fewer say where an aircraft was but not whether its movement is true."""
    lowest_m: float = -800.0
    """Pressure altitude on the shore of the Dead Sea (-430 m) under a pressure of 1058 hPa. [m]"""
    highest_m: float = 20_000.0
    """Concorde cruised at 18 km; nothing civil with wings goes higher. [m]"""
    climb_m_s: float = 100.0
    """No airliner climbs or dives faster; an altitude that needs it, there and back, is wrong. [m/s]"""
    altitude_slack_m: float = 300.0
    """By so much may an altitude miss its time, at a usual climb of 20 m/s. [m]"""
    apart_fraction: float = 0.12
    """Geometric and pressure altitude part by up to so much of the altitude: 30 K beside the ISA. [1]"""
    apart_m: float = 500.0
    """And by this everywhere: 40 hPa of pressure and the height of the geoid. [m]"""
    spot_deg: float = 0.0005
    """Side of a spot on which a flying aircraft cannot stay: 50 m. [°]"""
    spot_stay_s: float = 20.0
    """How long it has to be there to count as put there. [s]"""
    spot_aircraft: int = 3
    """So many aircraft at once on one spot, at different altitudes, are put there by interference."""
    spot_spread_m: float = 150.0
    """By how much their altitudes have to differ, or they stand on an apron together. [m]"""
    slow_fraction: float = 1.0 / 3.0
    """A path slower than this share of the speed its aircraft reports is not its own. [1]"""
    fast_m_s: float = 60.0
    """Reported speed above which that is asked. [m/s]"""
