"""How things move through the air, as numbers: routes over the Earth and simple motion near one place."""
