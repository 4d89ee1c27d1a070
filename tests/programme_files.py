"""A small programme file that is sound, for tests that change one thing of it."""

OURS = 'grade = "D", source = "our assumption: for a test"'

SMALL = f"""
title = "Small"
signed = 2017-04-11
spread = {{ value = [0.1, 0.2, 0.3], unit = "ratio", {OURS} }}

[figures]
course = {{ value = [4, 5, 6], unit = "months", {OURS} }}

[contract]
price = "s-400/turkey-order.price_total"
[[contract.instalment]]
share = {{ value = [0.4, 0.45, 0.5], unit = "fraction", {OURS} }}
due = "effective"
[contract.credit]
share = {{ value = [0.5, 0.55, 0.6], unit = "fraction", {OURS} }}
rate = {{ value = [0.02, 0.05, 0.08], unit = "per year", {OURS} }}
tenor = {{ value = [5, 10, 15], unit = "years", {OURS} }}

[supplier]
slots = {{ value = [1, 1, 1], unit = "count", per = "programme", {OURS} }}
production_time = {{ value = [300, 400, 500], unit = "d", {OURS} }}
transport_time = {{ value = [10, 20, 30], unit = "d", {OURS} }}

[[lot]]
name = "First"
fire_units = 2
missiles = "s-400/turkey-order.interceptors_ordered"
[[lot]]
name = "Second"
fire_units = 2
after = ["First"]
planned = 2020-03-31

[installation]
time = {{ value = [50, 100, 150], unit = "d", {OURS} }}

[[class]]
name = "Class"
crews = {{ value = [8, 8, 8], unit = "count", per = "programme", {OURS} }}
time = "course"

[crews]
per_fire_unit = {{ value = [2, 2, 2], unit = "count", per = "fire_unit", {OURS} }}

[activation]
after = ["Second"]
time = {{ value = [20, 30, 40], unit = "d", {OURS} }}

[[component]]
name = "Radar"
mean_life = {{ value = [50, 100, 200], unit = "d", {OURS} }}
depot_repair_time = {{ value = [10, 20, 30], unit = "d", {OURS} }}
ship_time = {{ value = [1, 2, 3], unit = "d", {OURS} }}

[missiles]
initial = {{ value = [0, 16, 32], unit = "count", per = "programme", {OURS} }}

[[licence]]
name = "Repair"
kind = "component repair"
permitted = {{ value = [0.2, 0.5, 0.8], unit = "probability", {OURS} }}

[[shock]]
name = "Embargo"
kind = "spares embargo"
begins = 2021-01-01
stops = ["deliveries", "supplier repair"]
"""
