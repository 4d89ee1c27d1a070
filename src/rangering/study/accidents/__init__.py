"""Where the flight of a published accident stands among flights of its hours that nobody engaged."""
