"""Pages and figures: what a result looks like to a reader who has never heard of the program."""
