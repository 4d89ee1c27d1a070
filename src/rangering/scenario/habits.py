"""What people write out of habit, recognised so that the refusal can show the mend.

Commas in numbers, minutes and seconds of arc, lists of coordinates, curly quotes, bare words. Nothing here is
accepted in silence: 10,000 is ten or ten thousand, and only its writer knows.
"""

import re
from typing import Any

CURLY_QUOTES = "“”„‟‘’‚‛«»‹›"

_COMMA = re.compile(r"\s*([+-]?\d+(?:,\d+)+)(?!\.?\d)(.*)")
_COMMA_POSITION = re.compile(r"\s*(\d+),(\d+)\s*°?\s*([NS])\s*[,;\s]\s*(\d+),(\d+)\s*°?\s*([EW])\s*")
_ARC = re.compile(
    r"(\d{1,3})\s*[°d]\s*(\d{1,2}(?:\.\d+)?)\s*['′’]\s*"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”]|['′’]{2})\s*)?([NSEW])"
)
_MINUTE_MARKS = "'′’\"″”"


def mend_comma(stated: object) -> str:
    """How to write a quantity whose number has a comma; empty where it has none."""
    match = _COMMA.fullmatch(stated) if isinstance(stated, str) else None
    if match is None:
        return ""
    number, rest = match[1], match[2]
    joined = f'"{number.replace(",", "")}{rest}"'
    if number.count(",") > 1:
        return f"write the number without commas: {joined}"
    pointed = f'"{number.replace(",", ".")}{rest}"'
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", number):
        return f"write {joined} without the comma; or, if it marks decimals, use a decimal point: {pointed}"
    return f"use a decimal point: {pointed}"


def mend_position(stated: Any) -> str:
    """How to write a position that stands there in another notation; empty where none is recognised."""
    if isinstance(stated, list | tuple):
        return _mend_list(stated)
    if not isinstance(stated, str):
        return ""
    if match := _COMMA_POSITION.fullmatch(stated):
        lat, lat_part, north, lon, lon_part, east = match.groups()
        return f'use decimal points: "{lat}.{lat_part} {north}, {lon}.{lon_part} {east}"'
    if not any(mark in stated for mark in _MINUTE_MARKS):
        return ""
    arcs = [
        (int(whole) + float(minute) / 60 + float(second or 0) / 3600, letter)
        for whole, minute, second, letter in _ARC.findall(stated)
        if float(minute) < 60 and float(second or 0) < 60
    ]
    # Five decimals are a metre: finer than any second that was written.
    lat, lon = (
        next((f"{value:.5f} {letter}" for value, letter in arcs if letter in axis), "")
        for axis in ("NS", "EW")
    )
    here = f': "{lat}, {lon}"' if lat and lon else ', such as "40.0789 N, 32.5656 E"'
    return f"write degrees with decimals, without minutes and seconds{here}"


def _mend_list(stated: list[Any] | tuple[Any, ...]) -> str:
    numbers = [each for each in stated if isinstance(each, int | float) and not isinstance(each, bool)]
    if len(numbers) != 2 or len(stated) != 2 or not abs(numbers[0]) <= 90:
        return 'a list does not say which is the latitude: write "40.08 N, 32.57 E"'
    lat, lon = numbers
    text = f'"{abs(lat):g} {"S" if lat < 0 else "N"}, {abs(lon):g} {"W" if lon < 0 else "E"}"'
    return (
        "a list does not say which is the latitude: "
        f"if it is the first, write {text} or {{ lat = {lat:g}, lon = {lon:g} }}"
    )


def mend_toml(line: str, column: int) -> str:
    """How to mend a line that is not TOML, from what stands at the column (from 1) where reading stopped."""
    rest = line[column - 1 :]
    if rest and rest[0] in CURLY_QUOTES:
        return 'these are typographic quotes: write straight ones, "…"'
    if rest[:1] == "," and line[: column - 1][-1:].isdigit() and rest[1:2].isdigit():
        return "if the comma marks decimals, use a decimal point"
    word = re.match(r"[^\W\d][\w./-]*", rest)
    if word and "=" in line[: column - 1]:
        return f'text stands in straight quotes: "{word[0]}"'
    return "mend that line"
