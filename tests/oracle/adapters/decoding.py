"""Messages of transponders and records of surveillance systems, decoded."""

import math

import numpy as np

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.errors import TrafficError
from rangering.traffic.reading.asterix import parsed, quantity, system_track, text, whole
from rangering.traffic.reading.mode_s import decoder, message, said_by
from rangering.traffic.reading.mode_s_frame import GENERATOR, bits, longitude_zones, parity_remainder
from tests.oracle.inputs import Unanswerable

_NEWER = {"second": True, "first": False}
_EXTENDED = (17, 18)


def _frame(given, key="message_hex"):
    digits = given.text(key).strip()
    try:
        frame = bytes.fromhex(digits)
    except ValueError:
        raise Unanswerable(f"{key} is {digits!r}: no hexadecimal digits") from None
    if len(frame) not in (7, 14):
        raise Unanswerable(f"{key} is {digits!r}: neither 56 nor 112 bits")
    return digits, frame


def _message(given):
    digits, frame = _frame(given)
    try:
        decoded, _ = message(digits)
    except TrafficError as error:
        raise Unanswerable(str(error)) from None
    said = said_by(decoded)
    kind = bits(frame, 1, 5)
    answer = {
        "df": kind,
        "icao": f"{said.address:06X}",
        "callsign": said.callsign or None,
        "squawk": decoded.get("squawk"),
        "groundspeed": _in(said.ground_speed_m_s, KNOT_M_S),
        "track": _in(said.track_rad, math.pi / 180.0),
        "airspeed": _in(said.airspeed_m_s, KNOT_M_S),
        "heading": _in(said.heading_rad, math.pi / 180.0),
        "vertical_rate": _in(said.climb_m_s, FOOT_M / 60.0),
        "geo_minus_baro": _in(said.above_pressure_m, FOOT_M),
        "altitude": _in(_either(said.pressure_altitude_m, said.geometric_altitude_m), FOOT_M),
    }
    if kind in (4, 5, 20, 21):
        answer["flight_status"] = bits(frame, 6, 3)
    if kind in _EXTENDED:
        code = bits(frame, 33, 5)
        answer["typecode"] = code
        if 1 <= code <= 4:
            answer["category"] = bits(frame, 38, 3)
        if code == 19:
            answer["subtype"] = bits(frame, 38, 3)
        if said.coded:
            answer["cpr_lat"], answer["cpr_lon"], odd = said.coded
            answer["cpr_format"] = int(odd)
    return {name: value for name, value in answer.items() if value is not None}


def _either(first, second):
    return second if math.isnan(first) else first


def _in(value, unit):
    return None if math.isnan(value) else value / unit


def _pair(given):
    (first, _), (second, _) = _frame(given, "first_message_hex"), _frame(given, "second_message_hex")
    pair = [first, second] if given.choice("newer", _NEWER) else [second, first]
    answer = decoder().decode([digits.lower() for digits in pair], timestamp=[0.0, 1.0])
    if len(answer) != 2 or "latitude" not in answer[-1]:
        raise Unanswerable("the two messages give no position")
    said = said_by(answer[-1])
    return {
        "lat_deg": said.lat_deg,
        "lon_deg": said.lon_deg,
        "altitude_ft": _in(_either(said.pressure_altitude_m, said.geometric_altitude_m), FOOT_M),
    }


def _parity(given):
    _, frame = _frame(given)
    stated = given.text("generator") if given.has("generator", "") else f"{GENERATOR:#x}"
    try:
        same = int(stated, 16) == GENERATOR
    except ValueError:
        same = False
    if not same:
        raise Unanswerable("another generator than that of Mode S")
    remainder = int(parity_remainder(np.frombuffer(frame, dtype=np.uint8)[None])[0])
    return {"remainder_hex": f"{remainder:06X}", "valid": remainder == 0}


def _zones(given):
    # Rounded: a latitude on the edge of a zone stays there on its way through radians.
    lat_deg = round(math.degrees(given("lat", "rad", least=-math.pi / 2, most=math.pi / 2)), 12)
    return int(longitude_zones(lat_deg))


def _record(given, category):
    """The one record of a data block."""
    try:
        block = bytes.fromhex(given.text("data_block_hex"))
    except ValueError:
        raise Unanswerable("the data block is no hexadecimal digits") from None
    if not block or block[0] != category or int.from_bytes(block[1:3], "big") != len(block):
        raise Unanswerable(f"no data block of category {category}, or one of another length")
    made = parsed(block[3:], category)
    if made.rest or len(made.records) != 1:
        raise Unanswerable("not one whole record")
    return made.records[0]


def _stated(answer):
    """Without what the record does not hold."""
    return {
        name: value
        for name, value in answer.items()
        if not (value in ("", -1) or (isinstance(value, float) and math.isnan(value)))
    }


def _octal(record, name):
    code = whole(record, name, "MODE3A")
    return f"{code:04o}" if code >= 0 else ""


def _address(code):
    return f"{code:06X}" if code >= 0 else ""


def _source(record):
    return {"SAC": whole(record, "010", "SAC"), "SIC": whole(record, "010", "SIC")}


def _system_track(given):
    record = _record(given, 62)
    track = system_track(record)
    level = quantity(record, "FL", "136")
    return _source(record) | _stated({
        "time_of_track_s": track.time_of_day_s, "lat_deg": track.lat_deg, "lon_deg": track.lon_deg,
        "x_m": quantity(record, "m", "100", "X"), "y_m": quantity(record, "m", "100", "Y"),
        "vx_ms": track.east_m_s, "vy_ms": track.north_m_s, "mode3a_octal": _octal(record, "060"),
        "track_number": whole(record, "040"), "measured_fl": level, "measured_fl_ft": 100.0 * level,
        "rate_ft_min": quantity(record, "ft/min", "220"),
        "geometric_altitude_ft": quantity(record, "ft", "130"), "aircraft_address": _address(track.address),
        "aircraft_id": track.callsign,
    })  # fmt: skip


def _plot(given):
    record = _record(given, 48)
    speed_nmi_s = quantity(record, "NM/s", "200", "GSP")
    return _source(record) | _stated({
        "time_of_day_s": quantity(record, "s", "140"), "detection_type": whole(record, "020", "TYP"),
        "rho_nmi": quantity(record, "NM", "040", "RHO"), "theta_deg": quantity(record, "°", "040", "THETA"),
        "mode3a_octal": _octal(record, "070"), "flight_level": quantity(record, "FL", "090", "FL"),
        "aircraft_address": _address(whole(record, "220")), "aircraft_id": text(record, "240"),
        "track_number": whole(record, "161", "TRN"), "x_nmi": quantity(record, "NM", "042", "X"),
        "y_nmi": quantity(record, "NM", "042", "Y"), "ground_speed_kt": 3600.0 * speed_nmi_s,
        "heading_deg": quantity(record, "°", "200", "HDG"),
    })  # fmt: skip


def _service(given):
    record = _record(given, 34)
    return _source(record) | _stated({
        "message_type": whole(record, "000"), "time_of_day_s": quantity(record, "s", "030"),
        "sector_azimuth_deg": quantity(record, "°", "020"),
        "antenna_rotation_period_s": quantity(record, "s", "041"),
    })  # fmt: skip


ANSWERS = {
    "mode_s_message_decode": _message,
    "adsb_global_position_pair": _pair,
    "mode_s_crc24_remainder": _parity,
    "cpr_number_of_longitude_zones": _zones,
    "asterix_cat062_record": _system_track,
    "asterix_cat048_record": _plot,
    "asterix_cat034_record": _service,
}
