"""Physical constants, each with its source. SI throughout."""

SPEED_OF_LIGHT_M_S = 299_792_458.0  # exact, SI Brochure 9th ed. (2019)
BOLTZMANN_J_K = 1.380_649e-23  # exact, SI Brochure 9th ed. (2019)
STANDARD_GRAVITY_M_S2 = 9.806_65  # exact, 3rd CGPM (1901)
REFERENCE_TEMPERATURE_K = 290.0  # IEEE Std 686: noise figure reference

WGS84_A_M = 6_378_137.0  # NGA.STND.0036 (2014)
WGS84_INVERSE_FLATTENING = 298.257_223_563  # NGA.STND.0036 (2014)
# The one radius of the spherical Earth under every horizon and every ray: IUGG mean radius R1 of GRS80
# (Moritz 2000, Journal of Geodesy 74). With it goes one geometry, the exact sphere of radius k·R1 in
# earth/horizon.py; no parabola anywhere.
EARTH_RADIUS_M = 6_371_008.8
STANDARD_K = 4.0 / 3.0  # effective Earth-radius factor of standard refraction, ITU-R P.834

# ISO 2533:1975 / ICAO Doc 7488, sea level
ISA_TEMPERATURE_K = 288.15
ISA_PRESSURE_PA = 101_325.0
ISA_DENSITY_KG_M3 = 1.225
AIR_GAS_CONSTANT_J_KG_K = 287.052_87
AIR_HEAT_RATIO = 1.4
ISA_EARTH_RADIUS_M = 6_356_766.0  # geopotential height, ISO 2533:1975

FOOT_M = 0.3048  # exact, international foot (1959)
NAUTICAL_MILE_M = 1852.0  # exact, 1929 conference
STATUTE_MILE_M = 1609.344  # exact, international mile (1959)
KNOT_M_S = NAUTICAL_MILE_M / 3600.0

ICE_POINT_K = 273.15  # 0 °C, exact, SI Brochure 9th ed. (2019)
