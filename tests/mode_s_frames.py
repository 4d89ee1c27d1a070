"""Frames of ADS-B made for tests, bit by bit as the standard lays them out; nothing of the package is used.

Source: ICAO Doc 9871, appendices A and C; the parity as long division of ICAO Annex 10, volume IV, 3.1.2.3.3.
"""

import math

_GENERATOR = int("1111111111111010000001001", 2)
_LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"


def parity(data: int, bits: int) -> int:
    """Remainder of a message of so many bits, its parity field still empty."""
    rest = data << 24
    for place in range(bits + 23, 23, -1):
        if rest >> place & 1:
            rest ^= _GENERATOR << (place - 24)
    return rest


def squitter(address: int, message: int, kind: int = 17, control: int = 5) -> str:
    """An extended squitter around 56 bits."""
    data = (kind << 83) | (control << 80) | (address << 56) | message
    return f"{data << 24 | parity(data, 88):028X}"


def position(address: int, lat_deg: float, lon_deg: float, altitude_ft: int, odd: bool) -> str:
    """A barometric position in the air, its altitude in steps of 25 ft."""
    steps = (altitude_ft + 1000) // 25
    height = (steps >> 4 << 5) | 0x10 | (steps & 0xF)
    zone_deg = 360.0 / (60 - odd)
    yz = math.floor(131072 * (lat_deg % zone_deg) / zone_deg + 0.5)
    found_deg = zone_deg * (yz / 131072 + math.floor(lat_deg / zone_deg))
    wide_deg = 360.0 / max(_zones(found_deg) - odd, 1)
    xz = math.floor(131072 * (lon_deg % wide_deg) / wide_deg + 0.5)
    return squitter(address, (11 << 51) | (height << 36) | (odd << 34) | (yz % 131072 << 17) | xz % 131072)


def callsign(address: int, name: str, kind: int = 17, control: int = 5) -> str:
    """An identification."""
    code = 0
    for letter in name.ljust(8):
        code = code << 6 | _LETTERS.index(letter)
    return squitter(address, (4 << 51) | (3 << 48) | code, kind, control)


def velocity(address: int, east_kt: int, north_kt: int, climb_ft_min: int, above_ft: int) -> str:
    """A velocity over the ground, with satellite height less pressure altitude in steps of 25 ft."""
    parts = 0
    for speed in (east_kt, north_kt):
        parts = parts << 11 | (speed < 0) << 10 | abs(speed) + 1
    climb = (climb_ft_min < 0) << 9 | abs(climb_ft_min) // 64 + 1
    above = (above_ft < 0) << 7 | abs(above_ft) // 25 + 1
    return squitter(address, (19 << 51) | (1 << 48) | (parts << 21) | (climb << 10) | above)


def identity_reply(address: int, squawk: str) -> str:
    """A reply to a radar that tells the code, format 5; its parity hides the address."""
    a, b, c, d = (int(digit) for digit in squawk)
    # C1 A1 C2 A2 C4 A4 0 B1 D1 B2 D2 B4 D4, the subscript 1 being the lowest bit of its digit.
    order = [
        (c, 0),
        (a, 0),
        (c, 1),
        (a, 1),
        (c, 2),
        (a, 2),
        None,
        (b, 0),
        (d, 0),
        (b, 1),
        (d, 1),
        (b, 2),
        (d, 2),
    ]
    code = 0
    for each in order:
        code = code << 1 | (each[0] >> each[1] & 1 if each else 0)
    data = (5 << 27) | code
    return f"{data << 24 | (parity(data, 32) ^ address):014X}"


def _zones(lat_deg: float) -> int:
    """Zones of longitude, by counting the latitudes at which their number changes."""
    step = 1.0 - math.cos(math.pi / 30.0)
    zones = 59
    while zones > 1 and abs(lat_deg) >= math.degrees(
        math.acos(math.sqrt(step / (1.0 - math.cos(2.0 * math.pi / zones))))
    ):
        zones -= 1
    return zones
